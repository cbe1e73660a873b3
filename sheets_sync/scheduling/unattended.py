"""Prepare the meeting with nobody there: a line in the journal that names no person, and on failure a mail ready to be sent."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sheets_sync import french
from sheets_sync.documents import reminder
from sheets_sync.errors import Refusal
from sheets_sync.files import put_bytes, put_text
from sheets_sync.monthly import Run, prepare
from sheets_sync.workspace import open_workspace

JOURNAL = "journal.txt"
MOST_LINES = 500
MAIL = "echec-de-la-preparation.eml"


def run(file: Path, now: Callable[[], datetime]) -> bool:
    """Prepare the programme of a config.yaml; whether that went well. Everything it has to say is written, nothing is printed."""
    start = now()
    try:
        workspace = open_workspace(file)
        done = prepare(workspace, start.date())
    except Refusal as refusal:
        return _failed(file, start, refusal.impersonal, refusal.code)
    except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
        return _failed(file, start, f"Panne inattendue ({type(error).__name__}).", "bug")
    _note(
        workspace.history.folder,
        f"{start:%Y-%m-%d %H:%M} fait en {(now() - start).total_seconds():.0f} s : {_counted(done)}",
    )
    (workspace.documents / MAIL).unlink(missing_ok=True)
    return True


def _counted(done: Run) -> str:
    month = done.month
    errors = sum(anomaly.severity == "error" for anomaly in month.anomalies)
    read = sum(count.read for count in month.consortium.counts)
    return f"{french.several(read, 'ligne lue', 'lignes lues')}, {french.several(errors, 'entrée')} à corriger, {french.several(len(done.documents), 'document')}."


def _failed(file: Path, start: datetime, sentence: str, code: str) -> bool:
    """Say it in the journal, and in a mail to nobody yet, among the documents; with a config that cannot be read both lie beside it."""
    history, documents = file.parent / "historique", file.parent / "documents"
    with contextlib.suppress(Refusal):
        workspace = open_workspace(file)
        history, documents = workspace.history.folder, workspace.documents
    _note(history, f"{start:%Y-%m-%d %H:%M} ÉCHEC [{code}] : {sentence}")
    text = f"Objet : La réunion n'est pas préparée ({start:%d/%m/%Y})\n\nBonjour,\n\nLa préparation prévue le {start:%d/%m/%Y à %H:%M} n'a pas abouti :\n\n{sentence}\n\nLes classeurs sont comme avant. Une fois cela réglé, ouvrir la fenêtre « Préparer la réunion », ou lancer « sheets-sync prepare ».\n"
    put_bytes(documents / MAIL, reminder.draft(text))
    return False


def _note(folder: Path, line: str) -> None:
    """Add a line to the journal; beyond `MOST_LINES` the oldest go."""
    journal = folder / JOURNAL
    there = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    put_text(journal, "\n".join([*there[-MOST_LINES + 1 :], line]) + "\n")
