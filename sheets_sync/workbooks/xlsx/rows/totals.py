"""Totals below a list whose ranges take in the rows that are added to it."""

from __future__ import annotations

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_references import Change, grown, with_rows
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, with_formulas


def grow_totals(book: Book, tab: str, part: str, new: Additions) -> None:
    """Have the totals of a tab take in its new rows, which are in already."""
    changes = _changes(new)

    def rewrite(text: str, cell: CellFormula) -> str:
        change = changes.get(cell.row - 1)
        if change is None:
            return text
        return with_rows(text, tab, tab, change)

    xml = book.package.read(part)
    with_totals = with_formulas(xml, rewrite)
    if with_totals != xml:
        book.package.put(part, with_totals)


def _changes(new: Additions) -> dict[int, Change]:
    """Row of a total (from 0), as it stands now → what becomes of its ranges."""
    if new.totals is None or not new.rows:
        return {}
    by = len(new.inserted)
    last_new = max(row.row for row in new.rows) + 1
    return {
        row + by: grown(new.totals.last_entry + 1, row + by + 1, last_new)
        for row in new.totals.rows
    }
