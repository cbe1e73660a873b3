"""The meeting prepared with nobody there: the journal, and the mail when it fails."""

from __future__ import annotations

import email
from collections.abc import Sequence
from datetime import datetime
from email import policy
from pathlib import Path

import pytest

from sheets_sync.scheduling.unattended import prepare_alone
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book, write_config
from tests.desks import BAD
from tests.typing_commands import plain

NOW = datetime(2026, 11, 23, 7, 0)  # noqa: DTZ001 - the clock of the office


def test_a_run_leaves_a_line_without_a_name(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, BAD), "Deux": (HEADERS, OMAR)})
    assert prepare_alone(case.folder / "config.yaml", lambda: NOW)
    line = (
        (case.folder / "historique" / "journal.txt")
        .read_text(encoding="utf-8")
        .replace("\u00a0", " ")
    )
    assert line.startswith("2026-11-23 07:00 fait en 0 s : 3 lignes lues, 1 entrée à corriger, ")
    assert case.tabs()[-1] == "Consortium"


def test_what_a_run_has_to_say_of_the_memory_is_in_its_line(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert prepare_alone(case.folder / "config.yaml", lambda: NOW)
    history = case.folder / "historique"
    copy = history / "memoire (conflicted copy 2026-11-26 101010).sqlite"
    copy.write_bytes((history / "memoire.sqlite").read_bytes())
    assert prepare_alone(case.folder / "config.yaml", lambda: NOW)
    lines = plain((history / "journal.txt").read_text(encoding="utf-8")).splitlines()
    assert [copy.name in line for line in lines] == [False, True]


def test_a_failure_is_written_down_and_ready_to_be_sent(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    lock = case.folder / "~$essai.xlsx"
    lock.write_bytes(b"\x0cMarie Dupont")
    assert not prepare_alone(case.folder / "config.yaml", lambda: NOW)
    journal = plain((case.folder / "historique" / "journal.txt").read_text(encoding="utf-8"))
    assert (
        "2026-11-23 07:00 ÉCHEC [workbook.open] : Le classeur essai.xlsx est ouvert par quelqu'un."
        in journal
    )
    draft = case.folder / "documents" / "echec-de-la-preparation.eml"
    message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert (message["Subject"], message["X-Unsent"]) == (
        "La réunion n’est pas préparée (23/11/2026)",
        "1",
    )
    body = plain(message.get_content())
    assert "Le classeur essai.xlsx est ouvert par quelqu'un. Le fermer partout" in body
    assert "Marie" not in journal + body
    lock.unlink()
    assert prepare_alone(case.folder / "config.yaml", lambda: NOW)
    assert not draft.exists()


@pytest.mark.parametrize(
    ("tabs", "undone"),
    [
        (("Un", "Deux"), "L'onglet « Deux » n'existe pas"),
        (("Un",), "Pas écrit, tout le reste l'est : rapport à la Ville"),
    ],
)
def test_what_could_not_be_done_while_all_else_was_is_ready_to_be_sent(
    case: Case, tabs: Sequence[str], undone: str
) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA)})
    own = "funders: {ville: {name: Ville, template: ville.docx}}"
    config = write_config(case.folder, tabs, own)
    (case.folder / "report_templates").mkdir()
    (case.folder / "report_templates" / "ville.docx").write_text("rien", encoding="utf-8")
    assert not prepare_alone(config, lambda: NOW)
    draft = case.folder / "documents" / "echec-de-la-preparation.eml"
    message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert message["Subject"] == "La réunion n’est pas toute préparée (23/11/2026)"
    body = plain(message.get_content())
    assert "est faite, sauf ceci" in body
    assert undone in body
    assert "Consortium" in case.tabs()


def test_a_config_that_cannot_be_read_is_written_down_too(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("programme: [", encoding="utf-8")
    assert not prepare_alone(tmp_path / "config.yaml", lambda: NOW)
    assert "ÉCHEC [config.wrong]" in (tmp_path / "historique" / "journal.txt").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "documents" / "echec-de-la-preparation.eml").exists()
