"""The coordinator's own notes before a meeting, and an agenda that is free of them."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.conftest import ANNA, HEADERS, Case
from tests.documents.reporting import text_of
from tests.typing_commands import plain

POINTS = ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité")
LONG = ("directions", "Bail", "Essai", "décision", 30, "non")
LAST = ("directions", "Logo", "Essai", "échange", 40, "non")


def agenda(case: Case, *points: tuple[object, ...]) -> Path:
    case.make({"Essai": (HEADERS, ANNA), "Ordre du jour": (POINTS, *points)})
    result = case.run("agenda", "directions", as_of="2026-11-26")
    assert result.exit_code == 0, result.output
    return next((case.folder / "documents").rglob("ordre-du-jour-*.docx"))


def notes(document: Path) -> str:
    return plain(document.with_name("a-preparer.md").read_text(encoding="utf-8"))


def test_a_programme_that_is_too_long_is_told_in_the_notes_and_not_in_the_agenda(
    case: Case,
) -> None:
    document = agenda(case, LONG, LAST)
    assert "dépasse de 25 minutes" in notes(document)
    assert "dépasse" not in text_of(document)


def test_what_passes_the_end_waits_below_the_programme_and_the_end_is_the_programmes(
    case: Case,
) -> None:
    document = agenda(case, LONG, LAST)
    programme = next(
        table for table in docx.Document(str(document)).tables if table.cell(0, 0).text == "Heure"
    )
    assert plain(programme.rows[-1].cells[1].text).endswith("Bail")
    text = text_of(document)
    # 75 minutes of usual points and 30 of ours from 9 h 30
    assert "de 9 h 30 à 11 h 15" in text
    assert "Si le temps le permet, sinon le 5 janvier 2027" in text
    assert "Logo (échange, 40 min, Essai)" in text


def test_a_blank_is_for_the_coordinator_to_fill(case: Case) -> None:
    document = agenda(case, ("directions", "Bail", "", "décision", 10, "non"))
    assert "Le lieu n'est pas dit" in notes(document)
    assert "Qui porte le point « Bail » ?" in notes(document)


def test_notes_that_a_person_worked_on_stay(case: Case) -> None:
    document = agenda(case, LONG)
    file = document.with_name("a-preparer.md")
    file.write_text("mes notes", encoding="utf-8")
    case.run("agenda", "directions", as_of="2026-11-27")
    assert file.read_text(encoding="utf-8") == "mes notes"


def test_the_headings_say_what_is_to_be_decided(case: Case) -> None:
    assert "Déroulé : 2 décisions à prendre" in text_of(agenda(case, LONG))
