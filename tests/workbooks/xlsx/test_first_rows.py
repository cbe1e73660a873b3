"""Whose a large tab is, is read in its first rows: the same as in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

DAY = date(2026, 11, 23)
ROWS = 25_000
OURS = Sheet("Consortium", [Block(0, 0, [["SIAE", "Personne"]], ["header", "header"])], {}, {})


def book_with(file: Path, first: Sequence[str], *, empty_rows: int = 0) -> XlsxWorkbook:
    """A workbook with a tab « Consortium » of a megabyte and more, and one of the staff's."""
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Saisie").write(0, 0, "Nom")
        sheet = book.add_worksheet("Consortium")
        sheet.write_row(empty_rows, 0, first)
        for row in range(empty_rows + 1, empty_rows + ROWS):
            sheet.write_row(row, 0, ["Quais", f"P-{row}"])
    return XlsxWorkbook(file)


def publish(book: XlsxWorkbook) -> str:
    copies = Copies(book.path.parent / "copies", 1, book.path.parent)
    return book.publish(WorkbookUpdate([OURS]), DAY, copies)


def test_a_large_sheet_of_ours_is_replaced(tmp_path: Path) -> None:
    assert publish(book_with(tmp_path / "a.xlsx", ["SIAE", "Personne"])) == "changed"
    after = XlsxWorkbook(tmp_path / "a.xlsx")
    assert after.tabs == ["Saisie", "Consortium"]
    assert after.read("Consortium").rows == [["SIAE", "Personne"]]


@pytest.mark.parametrize("empty_rows", [0, 3, 500])
def test_a_large_tab_of_the_staffs_is_not(tmp_path: Path, empty_rows: int) -> None:
    book = book_with(tmp_path / "a.xlsx", ["Notre liste", "à nous"], empty_rows=empty_rows)
    before = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(Untouchable) as refusal:
        publish(book)
    assert refusal.value.code == "patch.name_taken"
    assert (tmp_path / "a.xlsx").read_bytes() == before
