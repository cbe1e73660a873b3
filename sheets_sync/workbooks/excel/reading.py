"""A sheet open in Excel, read: its values, notes, merged cells, hidden rows and columns.

Each question is a message between two programs, far slower than the answer is worth for one cell.
So values come in one call for a whole sheet, and what Excel tells only cell by cell is asked of
ranges first, which answer « none », « all » or « some ».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

from forms.values import BrokenCell, Cell
from sheets_sync.workbooks.excel import native

ERRORS = frozenset(
    {
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)
Merge: TypeAlias = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0, ends included."""


def read_values(sheet: Any) -> list[list[Cell]]:
    """The cells of a sheet from A1 to the last row that has one, in one call; all rows as wide."""
    last = sheet.used_range.last_cell
    cells = sheet.range((1, 1), (last.row, last.column))
    raw_rows = cells.options(ndim=2, err_to_str=True, empty="").value
    rows = [list(map(_as_cell, raw_row)) for raw_row in raw_rows]
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows


def row_values(cells: Any) -> list[Cell]:
    """The values of cells side by side, in one call."""
    [raw_row] = cells.options(ndim=2, err_to_str=True, empty="").value
    return list(map(_as_cell, raw_row))


def excel_cell(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    """A cell by its row and column from 1, as Excel counts; "" beyond what there is."""
    if row > len(rows) or column > len(rows[row - 1]):
        return ""
    return rows[row - 1][column - 1]


def read_formulas(sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    """The formulas of a sheet by row and column from 1, read in one call."""
    last = sheet.used_range.last_cell
    for row, cells in enumerate(_as_tuple(sheet.range((1, 1), (last.row, last.column)).formula), 1):
        for column, formula in enumerate(_as_tuple(cells), 1):
            if str(formula).startswith("="):
                yield (row, column), str(formula)


def read_notes(sheet: Any) -> dict[tuple[int, int], str]:
    """The notes of a sheet by row and column from 1, whoever wrote them."""
    return {(note.location.row, note.location.column): note.text for note in sheet.notes}


def merged_cells(sheet: Any, top: int, bottom: int, width: int) -> Iterator[Merge]:
    """The merged cells in the rows from `top` to `bottom` (from 1)."""
    # False: none. None: some, and Excel does not say which; so the rows are halved.
    if sheet.range((top, 1), (bottom, width)).merge_cells is False:
        return
    if bottom == top:
        yield from _merged_in_row(sheet, top, width)
        return
    middle = (top + bottom) // 2
    halves = (
        *merged_cells(sheet, top, middle, width),
        *merged_cells(sheet, middle + 1, bottom, width),
    )
    # A merge over both halves is found in each.
    yield from dict.fromkeys(halves)


def hidden_rows(sheet: Any, rows: int, columns: int) -> Iterator[int]:
    """The hidden ones among the first so many rows, from 0."""
    if native.hidden(sheet.range((1, 1), (rows, columns)), "row") is False:
        return
    for row in range(1, rows + 1):
        if native.hidden(sheet.range((row, 1)), "row"):
            yield row - 1


def hidden_columns(sheet: Any, rows: int, columns: int) -> Iterator[int]:
    """The hidden ones among the first so many columns, from 0."""
    if native.hidden(sheet.range((1, 1), (rows, columns)), "column") is False:
        return
    for column in range(1, columns + 1):
        if native.hidden(sheet.range((1, column)), "column"):
            yield column - 1


def _as_tuple(formulas: Any) -> Sequence[Any]:
    """Formulas as a row of them: xlwings gives a single cell, or a single column, without one."""
    if isinstance(formulas, list | tuple):
        return formulas
    return (formulas,)


def _as_cell(value: Any) -> Cell:
    """A value as xlwings gives it, as a cell of ours."""
    if value is None:
        return ""
    if isinstance(value, str):
        if value in ERRORS:
            return BrokenCell(value)
        return value
    if isinstance(value, datetime):
        # A date of COM carries a time zone, which a cell has not.
        moment = value.replace(tzinfo=None)
        if moment.time() == time():
            return moment.date()
        return moment
    # True is an int to Python.
    if isinstance(value, bool):
        return value
    # An amount in a currency format comes as a Decimal.
    if isinstance(value, int | float | Decimal):
        return float(value)
    return str(value)


def _merged_in_row(sheet: Any, row: int, width: int) -> Iterator[Merge]:
    column = 1
    while column <= width:
        area = sheet.range((row, column)).merge_area
        rows, columns = area.shape
        if rows > 1 or columns > 1:
            yield area.row - 1, area.column - 1, area.row + rows - 2, area.column + columns - 2
        column = max(column + 1, area.column + columns)
