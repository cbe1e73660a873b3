"""A situation that counsellors will speak of is known again in the SIAE's own tab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl

from sheets_sync.sheets.content import INFORMATION_END, is_feedback
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

MEETING = "meetings: {accompagnateurs: {title: Échange, time: '14:00'}}\n"
TITLES = (*HEADERS, "Fin de contrat", "Frein langue", "Frein mobilité")


def marks_in(file: Path) -> Iterator[tuple[str, str, str]]:
    """(tab, what stands in the cell, its note) of each note that is for information."""
    for sheet in openpyxl.load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and INFORMATION_END in cell.comment.text:
                    yield sheet.title, str(cell.value), plain(cell.comment.text)


def test_the_row_of_a_situation_is_marked_in_its_own_tab(demo: Path) -> None:
    marks = list(marks_in(demo / "impulser.xlsx"))
    marked = {re.findall(r"situation (\w) de", note)[0]: tab for tab, _, note in marks}
    (agenda,) = (demo / "documents").rglob("ordre-du-jour-accompagnateurs-*.docx")
    texts = [plain(paragraph.text) for paragraph in docx.Document(str(agenda)).paragraphs]
    in_agenda = dict(re.findall(r"Situation (\w) \((.+?), P-", "\n".join(texts)))
    assert marked == in_agenda
    assert len(in_agenda) == 3


def test_the_mark_says_which_meeting_and_goes_with_the_situation(case: Case) -> None:
    anna = (*ANNA, date(2026, 12, 20), "Identifié", "Identifié")
    case.make({"Un": (TITLES, anna)}, MEETING)
    assert case.run("consolidate").exit_code == 0
    ((tab, name, note),) = marks_in(case.folder / "essai.xlsx")
    assert (tab, name) == ("Un", "DIALLO")
    assert "Pour information — situation A de « Échange », le 1er décembre 2026." in note
    assert is_feedback(note)
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Un"].cell(2, len(TITLES)).value = "Levé"
    book.save(case.folder / "essai.xlsx")
    assert case.run("consolidate").exit_code == 0
    assert list(marks_in(case.folder / "essai.xlsx")) == []


def test_nobody_is_marked_for_a_meeting_that_nobody_configured(case: Case) -> None:
    anna = (*ANNA, date(2026, 12, 20), "Identifié", "Identifié")
    case.make({"Un": (TITLES, anna)})
    assert case.run("consolidate").exit_code == 0
    assert list(marks_in(case.folder / "essai.xlsx")) == []
