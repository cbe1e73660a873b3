"""Rows below the entries of a tab: which of them are free for the next one, what counts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from forms.headers.matching import letters
from sheets_sync.reading.table import Table
from sheets_sync.workbooks.shared.formula_cells import CellArea, Unclear, cells_of
from sheets_sync.workbooks.shared.formula_references import as_copied
from sheets_sync.workbooks.shared.protocol import Grid

_FARTHEST = 20
"""Rows below the last entry: nobody looks for a new one further down."""
_MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class RowsBelow:
    """Rows of a tab that new entries may go to; all of them count from 0.

    Attributes:
        separators: rows that stand above entries, as « JUIN 2026 » does.
        identity: the columns that say whose an entry is: whatever stands there is an entry's.
    """

    grid: Grid
    table: Table
    separators: Collection[int]
    identity: Collection[int]

    def next_free(self, row: int, columns: Iterable[int]) -> int | None:
        """The first row from `row` on that an entry may go to, or above which it may.

        None where merged cells reach so far down that there is none near.

        Args:
            columns: those that the entry has values for.
        """
        shown = {*columns, *self.identity}
        rows = range(row, min(row + _FARTHEST + len(self.separators), _MOST_ROWS))
        free = (
            row
            for row in rows
            if row not in self.separators and not self._is_merged_over(row, shown)
        )
        return next(free, None)

    def is_barred(self, row: int) -> bool:
        """True if something stands in the columns of the table in a row.

        Notes beside it leave a row free, and so does what is laid out for entries to come. In a
        hidden row nobody would see the entry.
        """
        return row in self.grid.hidden_rows or any(
            self.grid.at(row, column) != "" and not self._is_laid_out(row, column)
            for column in self._own_columns
        )

    def _is_merged_over(self, row: int, columns: Set[int]) -> bool:
        """True if cells of these columns are merged in a row: nobody would see what is put there.

        A merged text that begins in the row bars it: entries go above. Of cells that are merged
        within the row, as a wide comment is, what is put in the first is seen.
        """
        return any(
            top <= row <= bottom
            and not columns.isdisjoint(_unseen_columns(top, left, bottom, right))
            and (top < row or self.grid.at(top, left) == "")
            for top, left, bottom, right in self.grid.merged
        )

    @cached_property
    def _own_columns(self) -> range:
        """The columns of the table: those of fields, and those with titles right beside them."""
        columns = self.table.columns.values()
        first, last = min(columns), max(columns)
        while first > 0 and self._has_title(first - 1):
            first -= 1
        while self._has_title(last + 1):
            last += 1
        return range(first, last + 1)

    def _has_title(self, column: int) -> bool:
        return self.grid.at(self.table.header_row - 1, column) != ""

    def _is_laid_out(self, row: int, column: int) -> bool:
        """True of what was dragged down further than there are entries: a formula, « N° », a word.

        A formula is the same as above or below, seen from its row, which a sum is not. A number
        counts on, and stands in no column that is asked for.
        """
        if column in self.identity or not self._has_title(column):
            return False
        if (row, column) in self.grid.formulas:
            return self._is_dragged(row - 1, column) or self._is_dragged(row, column)
        above, cell, below = (self.grid.at(row + by, column) for by in (-1, 0, 1))
        if isinstance(cell, str):
            return cell == below
        if not isinstance(cell, float) or column in self.table.columns.values():
            return False
        return cell - 1 == above or cell + 1 == below

    def _is_dragged(self, row: int, column: int) -> bool:
        """True if the formula of a cell is also that of the next row, seen from there."""
        formula = self.grid.formulas.get((row, column))
        next_formula = self.grid.formulas.get((row + 1, column))
        return formula is not None and as_copied(formula, 1, 0) == next_formula


def _unseen_columns(top: int, left: int, bottom: int, right: int) -> range:
    """The columns of merged cells in which what is put into a row of them may not be seen."""
    if top == bottom:
        return range(left + 1, right + 1)
    return range(left, right + 1)


def added_one_by_one(grid: Grid, rows: Sequence[int]) -> list[str]:
    """The columns of the formulas that name a cell of each of these rows (from 0): `M2+M3+M4`.

    No new row is counted by them.
    """
    columns = {
        column
        for (row, column), formula in grid.formulas.items()
        if len(rows) > 1 and row not in rows and _names_each(formula, grid.tab, rows)
    }
    return [letters(column) for column in sorted(columns)]


def _names_each(formula: str, tab: str, rows: Sequence[int]) -> bool:
    try:
        cells = set(cells_of(formula, tab, rows[0] + 1, {}))
    except Unclear:
        return False
    name = tab.casefold()
    return any(
        all(CellArea(name, row + 1, column, row + 1, column) in cells for row in rows)
        for column in {cell.left for cell in cells}
    )
