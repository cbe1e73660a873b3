"""Rows made between those of an open workbook, and the totals below that take them in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from forms.values import Cell
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.additions import NewRow
from sheets_sync.workbooks.excel.changes import Change, new_row_change
from sheets_sync.workbooks.excel.reading import read_formulas
from sheets_sync.workbooks.shared.formula_references import GrowingList

_COLUMNS = 16_384
"""Of a sheet: a range of all of them is a whole row to Excel."""


def inserted_row_change(sheet: Any, row: NewRow, width: int, check: Callable[[], None]) -> Change:
    """The change that makes a row and puts an entry on it; Excel moves what is below.

    Args:
        check: raises where what is below is not what was read.
    """
    columns = max(width, 1 + max(row.cells, default=0))
    begun: list[tuple[Any, Change]] = []

    def do() -> None:
        check()
        _cells_of_row(sheet, row, _COLUMNS).insert("down")
        # Only now: a range that was there before went down with the rest.
        cells = _cells_of_row(sheet, row, columns)
        change = new_row_change(sheet, row, cells)
        begun.append((cells, change))
        change.do()

    def undo() -> None:
        for cells, change in begun:
            with contextlib.suppress(Exception):
                change.undo()
            sheet.range((cells.row, 1), (cells.row, _COLUMNS)).delete("up")

    return Change(do, undo)


def total_change(sheet: Any, growing: GrowingList) -> Change:
    """The change by which what counts a list takes in new rows that are put in just before."""
    before: list[tuple[Any, str]] = []

    def do() -> None:
        for cell, formula, now in _grown(sheet, growing):
            before.append((cell, formula))
            cell.formula = now

    def undo() -> None:
        for cell, formula in before:
            cell.formula = formula

    return Change(do, undo)


def refuse_rows_of_tables(sheet: Any, rows: Sequence[NewRow], header: int | None) -> None:
    """Raise `Untouchable` where a row would come in another table, or among the totals of one.

    Or below the table of the entries, apart from it: its filter and sorting would leave it out.
    """
    for table in sheet.tables:
        is_below = header is not None and table.range.row > header + 1
        columns = range(table.range.column - 1, table.range.last_cell.column)
        rows_of_table = [row for row in rows if any(column in columns for column in row.cells)]
        if is_below and any(row.row + 1 > table.range.row for row in rows_of_table):
            raise Untouchable("patch.other_table", table=table.name)
        last = table.range.last_cell.row
        if table.show_totals and any(row.row + 1 >= last for row in rows):
            raise Untouchable("patch.table_totals", table=table.name)
        first = min((row.row + 1 for row in rows_of_table), default=0)
        if header == table.range.row - 1 and first > last + 1:
            raise Untouchable("patch.outside_table", table=table.name, row=last)


def same_or_computed(before: Cell, now: Cell) -> bool:
    """True if a cell may be the one that was read: a number may have been computed anew."""
    return before == now or (isinstance(before, float) and isinstance(now, float))


def _cells_of_row(sheet: Any, row: NewRow, columns: int) -> Any:
    return sheet.range((row.row + 1, 1), (row.row + 1, columns))


def _grown(sheet: Any, growing: GrowingList) -> Iterator[tuple[Any, str, str]]:
    """Each cell whose formula changes, in any tab, that formula, and what it becomes."""
    for each in sheet.book.sheets:
        for (row, column), formula in read_formulas(each):
            if each.name == sheet.name:
                now = growing.formula(formula, row)
            else:
                now = growing.formula_elsewhere(formula, each.name)
            if now != formula:
                yield each.range((row, column)), formula, now
