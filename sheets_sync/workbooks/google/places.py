"""Find again, in a tab that people work in meanwhile, the rows that were read from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from forms.values import Cell


class Places:
    """Where the rows that were read are now."""

    def __init__(self, read: Sequence[Sequence[Cell]], now: Sequence[Sequence[Cell]]) -> None:
        self.read, self.rows = read, now
        self.known: dict[tuple[Cell, ...], list[int]] | None = None

    def now(self, row: int, column: int) -> int | None:
        """The row in which a cell is now; None if it cannot be told, or the cell is no longer what it was."""
        found = self.line(row)
        return (
            found
            if found is not None
            and cell_at(self.rows, found, column) == cell_at(self.read, row, column)
            else None
        )

    def line(self, row: int) -> int | None:
        """The row that a row is now, other cells of it changed or not; None if it cannot be told."""
        was = trimmed(self.read[row]) if row < len(self.read) else ()
        if row < len(self.rows) and trimmed(self.rows[row]) == was:
            return row
        if row >= len(self.rows) and not was:
            return row
        if self.known is None:
            self.known = defaultdict(list)
            for number, line in enumerate(self.rows):
                self.known[trimmed(line)].append(number)
        found = self.known.get(was, []) if was else []
        if len(found) == 1:
            return found[0]
        return row if row < len(self.rows) and self._still_there(row, was) else None

    def _still_there(self, row: int, was: tuple[Cell, ...]) -> bool:
        """Whether the row is the same one with something corrected in it, not another that has come in its place."""
        same = sum(
            cell != "" and cell == cell_at(self.rows, row, number)
            for number, cell in enumerate(was)
        )
        return 2 * same > sum(cell != "" for cell in was)


def cell_at(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    """A cell; "" beyond what the rows hold."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def trimmed(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """A row without the empty cells at its end."""
    cells = list(row)
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)
