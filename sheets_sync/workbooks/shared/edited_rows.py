"""Find again the row that gets other values, in a tab that people work in meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Edit
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.shared.moved_rows import Rows, cell_at, row_at


@dataclass(frozen=True)
class EditedRow:
    """A row that gets other values.

    Attributes:
        name: of the tab, or the file, in what is said where it cannot be found.
        rows_now, formulas: the rows of the tab as it is now, and the cells that are computed.
        rows_read: its rows as they were read.
        row: of the rows that were read.
        known_by: the columns that the row is known by; none: all that stands in it.
        holds: whether a cell, as it is read, holds a value.
    """

    name: str
    rows_now: Rows
    formulas: Collection[tuple[int, int]]
    rows_read: Rows
    row: int
    edits: Sequence[Edit]
    known_by: Sequence[int]
    holds: Callable[[Content, Cell], bool]

    @property
    def is_done(self) -> bool:
        """True if it has its new values already: they were written, and only the answer lost."""
        return not self._rows_with(self._before) and bool(self._rows_with(self._after))

    @property
    def row_now(self) -> int:
        """Where it is now.

        Raises:
            Refusal: it is no longer as it was read, or there are several like it.
        """
        rows = self._rows_with(self._before)
        if self.row in rows:
            return self.row
        # Two rows alike could each be the one that was read: an entry that waits does no harm.
        if len(rows) != 1:
            raise Refusal("workbook.changed", file=self.name)
        return rows[0]

    @cached_property
    def _before(self) -> Mapping[int, Content | Cell]:
        """Column → what it is known by, and what its new values take the place of."""
        return {**self._known, **{edit.column: edit.was for edit in self.edits}}

    @cached_property
    def _after(self) -> Mapping[int, Content | Cell]:
        """Column → what it is known by, and its new values."""
        new_values = {edit.column: as_shown(edit.now, edit.dated) for edit in self.edits}
        return {**self._known, **new_values}

    @cached_property
    def _known(self) -> Mapping[int, Cell]:
        width = max(map(len, (row_at(self.rows_read, self.row), *self.rows_now[:1])))
        columns = self.known_by or range(width)
        return {column: cell_at(self.rows_read, self.row, column) for column in columns}

    def _rows_with(self, cells: Mapping[int, Content | Cell]) -> list[int]:
        if not any(cell not in ("", None) for cell in self._known.values()):
            # Empty rows are all alike: only its place tells which one it is.
            return [self.row] if self._holds(self.row, cells) else []
        return [row for row in range(len(self.rows_now)) if self._holds(row, cells)]

    def _holds(self, row: int, cells: Mapping[int, Content | Cell]) -> bool:
        return all(self._holds_at(row, column, cell) for column, cell in cells.items())

    def _holds_at(self, row: int, column: int, value: Content | Cell) -> bool:
        now = cell_at(self.rows_now, row, column)
        is_edited = any(edit.column == column for edit in self.edits)
        # What is computed may differ from one moment to the next: nobody is known by it.
        if (row, column) in self.formulas and not is_edited:
            return True
        if now == value:
            return True
        # An edit is a plain value: of `Content`, what a cell of the staff can hold.
        return is_edited and self.holds("" if value is None else value, now)  # type: ignore[arg-type]


def as_shown(value: Content, dated: bool) -> Content:
    """A value as its cell shows it: a day as a text where the column does not show days."""
    if isinstance(value, date) and not dated:
        return f"{value:%d/%m/%Y}"
    return value
