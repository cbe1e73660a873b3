"""A workbook that was written otherwise than planned never takes the place of the old one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Feedback
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.corpus import DAY
from tests.hostile_workbooks import SHEET, parts_of, write_parts

_OURS = "xl/worksheets/sheet2.xml"
_FEEDBACK = {"Saisie": {"B2": Feedback(f"{FEEDBACK_START}Date. {FEEDBACK_END}", "error")}}
_SHEET = Sheet("Pilotage", [Block(0, 0, [["Sorties", 3.5, None, DAY]], ["text"] * 4)], {}, {})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "essai.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        tab = book.add_worksheet("Saisie")
        for row in range(4):
            tab.write_row(row, 0, [f"Nom {row}", row, f"2026-01-0{row + 1}"])
    return path


def published(file: Path) -> None:
    copies = Copies(file.parent / "copies", 2, file.parent)
    XlsxWorkbook(file).publish(WorkbookUpdate([_SHEET], _FEEDBACK), DAY, copies)


def saved_with(
    monkeypatch: pytest.MonkeyPatch, part: str, damage: Callable[[bytes], bytes]
) -> None:
    """A disk, or a bug of ours, that changes a part on its way into the file."""
    save = Package.save

    def saved(package: Package, path: Path) -> None:
        save(package, path)
        parts = parts_of(path)
        parts[part] = damage(parts[part])
        write_parts(path, parts)

    monkeypatch.setattr(Package, "save", saved)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"<v>2</v>", b"<v>3</v>"),
        (SHEET, b'<row r="4"', b'<row r="5"'),
        (SHEET, b'r="C1"', b'r="D1"'),
        (_OURS, b"<v>3.5</v>", b"<v>3.6</v>"),
        (_OURS, b"Sorties", b"Entrees"),
        ("xl/sharedStrings.xml", b"Nom 1", b"Nom 9"),
    ],
    ids=["a value", "a row", "a place", "a figure", "a text", "a part of nobody"],
)
def test_what_was_not_planned_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, part: str, old: bytes, new: bytes
) -> None:
    before = file.read_bytes()
    saved_with(monkeypatch, part, lambda xml: xml.replace(old, new, 1))
    with pytest.raises(Refusal, match="Arrêt de sécurité"):
        published(file)
    assert file.read_bytes() == before


def test_an_edit_of_ours_that_changes_a_value_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = Package.edit

    def edited(package: Package, name: str, edits: object) -> None:
        xml = edits.xml  # type: ignore[attr-defined]
        start = xml.index(b"<v>2</v>")
        edits.replace(start, start + 8, b"<v>4</v>")  # type: ignore[attr-defined]
        edit(package, name, edits)  # type: ignore[arg-type]

    before = file.read_bytes()
    monkeypatch.setattr(Package, "edit", edited)
    with pytest.raises(Refusal, match="Saisie"):
        published(file)
    assert file.read_bytes() == before


def test_what_was_planned_is_published(file: Path) -> None:
    staffs = parts_of(file)[SHEET]
    published(file)
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        assert package.read(SHEET) != staffs
