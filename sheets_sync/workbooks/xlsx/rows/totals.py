"""Totals below a list whose ranges take in the rows that are added to it."""

from __future__ import annotations

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_references import Change, grown, with_rows
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, with_formulas


def grow_totals(book: Book, tab: str, part: str, new: Additions) -> None:
    """Have the totals of a tab take in its new rows, which are in already; results are left out."""
    changes = _changes(new)

    def rewrite(text: str, cell: CellFormula) -> str:
        change = changes.get(cell.row - 1)
        if change is None:
            return text
        return with_rows(text, tab, tab, change)

    xml = book.package.read(part)
    with_totals = with_formulas(xml, rewrite, forget_results=True)
    if with_totals != xml:
        book.package.put(part, with_totals)
        _compute_on_opening(book)


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


def _compute_on_opening(book: Book) -> None:
    """What looks at a total has a result of before: it is computed anew (§ 18.2.2)."""
    calculation = book.root.first("calcPr")
    edits = Edits(book.xml)
    if calculation is not None:
        edits.attribute(calculation.start, "fullCalcOnLoad", "1")
        book.package.put(book.part, edits.result)
        book.load()
