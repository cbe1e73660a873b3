"""Rows laid out for people to come: what stands in them, nobody typed for anybody.

Check boxes and ratings of Google's tables fill themselves, formulas are dragged down, and a list's
usual answer is put in beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence, Set

from forms.values import Cell
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

PREPARED = "ignored.prepared"
"""Code of such a row."""
_FEWEST_ALIKE = 3
"""Rows below everybody with the same answers; fewer may be people whose names are missing."""


def find_prepared_rows(
    grid: Grid,
    rows: Sequence[Sequence[Cell]],
    body: Sequence[int],
    columns: TableColumns,
    merged: Container[int],
) -> Set[int]:
    """The rows of `body` in which nobody typed anything of their own; totals may be among them.

    Args:
        rows: those of the tab, merged cells read for each. merged: those that have their name from
            another.
    """
    if not columns.names:
        return set()
    typed = {
        index: _cells_typed(grid, index, rows[index], columns)
        for index in body
        if index not in merged and all(_is_unfilled(rows[index][one]) for one in columns.persons)
    }
    last = max((index for index in body if index not in typed), default=-1)
    alike = Counter(tuple(cells.items()) for index, cells in typed.items() if index > last)
    return {
        index
        for index, cells in typed.items()
        if not cells
        # A day is somebody's own.
        or (alike[tuple(cells.items())] >= _FEWEST_ALIKE and columns.dates.isdisjoint(cells))
    }


def _cells_typed(
    grid: Grid, index: int, row: Sequence[Cell], columns: TableColumns
) -> Mapping[int, Cell]:
    """Column → what somebody typed in a row; a number in a column of no field is its « N° »."""
    return {
        column: row[column]
        for column in (*columns.fields, *sorted(columns.titled))
        if not _is_unfilled(row[column])
        and not grid.is_computed(index, column)
        and (column not in columns.titled or isinstance(row[column], str))
    }


def _is_unfilled(cell: Cell) -> bool:
    """True of nothing, of a box that is not ticked, and of a rating without a star (0)."""
    return is_blank(cell) or cell == 0
