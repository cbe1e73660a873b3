"""Find again, in a tab that people work in meanwhile, the rows that were read from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from forms.values import Cell

Rows = Sequence[Sequence[Cell]]


class MovedRows:
    """Map from the rows that were read to where they are now."""

    def __init__(self, rows_read: Rows, rows_now: Rows) -> None:
        self.rows_read, self.rows_now = rows_read, rows_now

    def row_of_cell(self, row: int, column: int) -> int | None:
        """The row in which a cell is now; None if it holds another value or cannot be found."""
        row_now = self.row_of(row)
        if row_now is None:
            return None
        if cell_at(self.rows_now, row_now, column) != cell_at(self.rows_read, row, column):
            return None
        return row_now

    def row_of(self, row: int) -> int | None:
        """The row that a row is now, cells of it changed or not; None if it cannot be found."""
        before = trimmed(row_at(self.rows_read, row))
        beyond = row >= len(self.rows_now)
        if beyond and not before:
            return row
        if not beyond and trimmed(self.rows_now[row]) == before:
            return row
        matches: Sequence[int] = ()
        # Empty rows are all alike.
        if before:
            matches = self._rows_by_content.get(before, ())
        # Two rows alike could each be the one that was read: feedback on the wrong person is
        # worse than feedback that waits for the next run.
        if len(matches) == 1:
            return matches[0]
        if not beyond and self._was_corrected(row, before):
            return row
        return None

    @cached_property
    def _rows_by_content(self) -> Mapping[tuple[Cell, ...], Sequence[int]]:
        rows_by_content = defaultdict(list)
        for row, cells in enumerate(self.rows_now):
            rows_by_content[trimmed(cells)].append(row)
        return rows_by_content

    def _was_corrected(self, row: int, before: tuple[Cell, ...]) -> bool:
        """True if the row is the same one with something corrected in it, not another in its place.

        It is the same one where more than half of what stood in it still does.
        """
        filled = {column: cell for column, cell in enumerate(before) if cell != ""}
        unchanged = sum(
            cell == cell_at(self.rows_now, row, column) for column, cell in filled.items()
        )
        return 2 * unchanged > len(filled)


def row_at(rows: Rows, row: int) -> Sequence[Cell]:
    """A row; an empty one beyond what there is."""
    if row >= len(rows):
        return ()
    return rows[row]


def cell_at(rows: Rows, row: int, column: int) -> Cell:
    """A cell; "" beyond what the rows hold."""
    cells = row_at(rows, row)
    if column >= len(cells):
        return ""
    return cells[column]


def trimmed(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """A row without the empty cells at its end."""
    cells = list(row)
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)
