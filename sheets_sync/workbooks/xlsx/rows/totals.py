"""What counts a list of a tab, made to take in the rows that are added to it."""

from __future__ import annotations

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_references import GrowingList
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, with_formulas


def grow_totals(book: Book, tab: str, part: str, new: Additions) -> None:
    """Have what counts the list of a tab take in its new rows, which are in already."""
    growing = GrowingList.with_new(tab, new)
    if growing is None:
        return

    def rewrite(text: str, cell: CellFormula) -> str:
        return growing.formula(text, cell.row)

    xml = book.package.read(part)
    with_totals = with_formulas(xml, rewrite)
    if with_totals != xml:
        book.package.put(part, with_totals)
