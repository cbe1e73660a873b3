"""Prepare the meeting with nobody there.

It leaves a line in the journal that names no person, and a mail ready to be sent where it failed,
or something could not be done.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.documents.meetings.reminder import mail_draft
from sheets_sync.errors import Refusal
from sheets_sync.files import put_bytes
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.monthly import Run, prepare_meeting
from sheets_sync.system_refusals import refusal_of_system
from sheets_sync.workspace import open_workspace

MAIL = "echec-de-la-preparation.eml"


def prepare_alone(file: Path, now: Callable[[], datetime]) -> bool:
    """Prepare the programme of a config.yaml; whether all of it could be done.

    Everything it has to say is written, nothing is printed.
    """
    start = now()
    try:
        workspace = open_workspace(file, "prepare")
        done = prepare_meeting(workspace, start.date())
    except Refusal as refusal:
        return _failed(file, start, refusal.impersonal, refusal.code)
    except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
        if of_system := refusal_of_system(error):
            return _failed(file, start, str(of_system), of_system.code)
        problem = sentence("scheduling.bug_unattended", name=type(error).__name__)
        return _failed(file, start, problem, "bug")
    seconds = f"{(now() - start).total_seconds():.0f}"
    text = sentence("scheduling.succeeded", seconds=seconds, counts=_counted_text(done))
    missing = _missing_tabs(done)
    text = " ".join([text, *missing, *done.notices])
    add_to_journal(workspace.history.folder, start, text)
    mail = workspace.documents / MAIL
    if undone := [*missing, *done.unmade]:
        put_bytes(mail, _mail("partly", start, "\n\n".join(undone)))
        return False
    # A mail about a failure that has been mended would be sent by mistake.
    mail.unlink(missing_ok=True)
    return True


def _missing_tabs(done: Run) -> list[str]:
    unreadable = done.month.entries.unreadable_tabs
    return [anomaly.message for anomaly in unreadable if anomaly.rule == "tab.missing"]


def _counted_text(done: Run) -> str:
    month = done.month
    return sentence(
        "scheduling.counted",
        rows=sum(count.read for count in month.consortium.counts),
        errors=sum(anomaly.severity == "error" for anomaly in month.anomalies),
        documents=len(done.documents),
    )


def _failed(file: Path, start: datetime, problem: str, code: str) -> bool:
    """Write it in the journal, and in a mail to nobody yet, among the documents.

    With a config that cannot be read both lie beside it.
    """
    history, documents = file.parent / "historique", file.parent / "documents"
    with contextlib.suppress(Refusal):
        workspace = open_workspace(file)
        history, documents = workspace.history.folder, workspace.documents
    add_to_journal(history, start, sentence("scheduling.failed", code=code, problem=problem))
    put_bytes(documents / MAIL, _mail("failure", start, problem))
    return False


def _mail(outcome: str, start: datetime, problem: str) -> bytes:
    """To nobody yet; `outcome`: what its sentences are called after."""
    subject = sentence(f"scheduling.{outcome}_subject", day=start)
    hour = f"{start:%H:%M}"
    body = sentence(f"scheduling.{outcome}_mail", day=start, hour=hour, problem=problem)
    return mail_draft(subject, body)
