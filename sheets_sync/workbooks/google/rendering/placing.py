"""Places of new rows in a tab of the staff, and of the totals below that take them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Additions, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.google.api.batch_requests import resize_table, update_cell
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import Tab
from sheets_sync.workbooks.google.api.tables import GoogleTable
from sheets_sync.workbooks.google.api.values import kept_text
from sheets_sync.workbooks.google.verified.rows import (
    Keys,
    RowWrite,
    WrittenCell,
    content_key,
    formula_key,
)
from sheets_sync.workbooks.shared.edited_rows import as_shown
from sheets_sync.workbooks.shared.formula_references import GrowingList, moved_down, with_rows
from sheets_sync.workbooks.shared.moved_rows import MovedRows, cell_at


@dataclass(frozen=True)
class Placing:
    """New rows and totals, as a tab is now.

    Raises:
        Refusal: a total is no longer to be found.
    """

    tab: Tab
    new: Additions
    moved_rows: MovedRows

    @cached_property
    def due(self) -> Sequence[NewRow]:
        """The rows that are not there yet."""
        return [row for row in self.new.rows if self._row_there(row) is None]

    @cached_property
    def start(self) -> int:
        """The row (from 0) that the first of them goes to: above the totals."""
        first = self.due[0].row if self.due else self.tab.size[0]
        return min([first, self.tab.size[0], *self._totals])

    @property
    def typed_columns(self) -> frozenset[int]:
        """The columns of the new rows whose format and rule are those of a table's column."""
        if self._full_table is not None:
            return frozenset(self._full_table.types)
        return self.tab.typed_columns(self.start)

    @property
    def table_requests(self) -> Iterator[Json]:
        """The request by which a table takes in rows that are inserted just below it.

        It takes in by itself what is inserted above one of its own.
        """
        if self._full_table is not None:
            bottom = self.start + len(self.due)
            area = {**self._full_table.range, "endRowIndex": bottom}
            yield resize_table(self._full_table.id, area)

    @cached_property
    def _full_table(self) -> GoogleTable | None:
        """The table that ends where new rows go to."""
        return next((each for each in self.tab.tables if each.bottom == self.start), None)

    def watched_header(self, header: int) -> RowWrite:
        """The row of the header, as read, that it may be told whether its columns were there."""
        entries = [_written_keys(row) for row in self.due]
        return RowWrite(self._row_now(header, header), entries=entries)

    @property
    def watched_totals(self) -> Iterator[RowWrite]:
        """The rows of totals, that it may be told whether they were where we looked last.

        What they get is sent once the rows are inserted.
        """
        for row, formulas in self._grown.items():
            cells = {
                column: WrittenCell(formula_key(formula)) for column, formula in formulas.items()
            }
            yield RowWrite(row, cells)

    @property
    def total_requests(self) -> Iterator[Json]:
        """The requests by which totals take in new rows, sent after these are inserted."""
        for row, formulas in self._grown.items():
            for column, formula in formulas.items():
                cell = {"userEnteredValue": {"formulaValue": formula}}
                row_then = self._once_inserted(row)
                yield update_cell(self.tab.id, row_then, column, cell, "userEnteredValue")

    @cached_property
    def _totals(self) -> Sequence[int]:
        """The rows of totals, as they are now."""
        if self.new.totals is None or not self.new.rows:
            return ()
        moved_by = len(self.new.rows) - len(self.due)
        return [self._row_now(row, row + moved_by) for row in self.new.totals.rows]

    def _row_now(self, row: int, expected: int) -> int:
        """Where a row is now: known by all that is typed in it, not by what that comes to."""
        rows = self.moved_rows.rows_read
        alike = [index for index in range(len(self.tab.rows)) if self._is_alike(index, rows[row])]
        if expected in alike:
            return expected
        if len(alike) != 1:
            raise Refusal("workbook.changed", file=self.tab.title)
        return alike[0]

    def _is_alike(self, index: int, before: Sequence[Cell]) -> bool:
        return all(
            (index, column) in self.tab.formulas or cell_at(self.tab.rows, index, column) == cell
            for column, cell in enumerate(before)
        )

    @cached_property
    def _grown(self) -> dict[int, dict[int, str]]:
        """Row, as it is now → column → its formula once it takes in the new rows."""
        if self.new.totals is None or not self.new.rows:
            return {}
        count, title, totals = len(self.due), self.tab.title, self._totals
        first, last = self.new.totals.first_entry, self.new.totals.last_entry
        growing = GrowingList(
            title,
            self._now(first, last) + 1,
            self._now(last, self.start - 1) + 1,
            self._last_new + 1,
            [row + count + 1 for row in totals],
        )
        changed: dict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), formula in self.tab.formulas.items():
            # Google moves along what it refers to below the rows that are inserted.
            moved = self._moved(formula)
            now = growing.formula(moved, self._once_inserted(row) + 1)
            if now != moved:
                changed[row][column] = now
        return changed

    def _once_inserted(self, row: int) -> int:
        return row + len(self.due) if row >= self.start else row

    def _moved(self, formula: str) -> str:
        title = self.tab.title
        try:
            return with_rows(formula, title, title, moved_down(self.start + 1, len(self.due)))
        except ValueError:
            return formula

    def _now(self, row: int, otherwise: int) -> int:
        """Where a row that was read is now."""
        now = self.moved_rows.row_of(row)
        return otherwise if now is None else now

    @property
    def _last_new(self) -> int:
        """The last row with a new entry, once all are there."""
        there = [row for each in self.new.rows if (row := self._row_there(each)) is not None]
        return max((*there, self.start + len(self.due) - 1))

    def _row_there(self, row: NewRow) -> int | None:
        """The row that holds all values of a new one: it was written before; None for none."""
        keys = _written_keys(row)
        for index in range(len(self.tab.rows)):
            if all(
                content_key(cell_at(self.tab.rows, index, column)) == key
                for column, key in keys.items()
            ):
                return index
        return None


def _written_keys(row: NewRow) -> Keys:
    """Column → the key of what a new row holds there, once it is written."""
    return {
        column: value_key(as_shown(value, column in row.dated))
        for column, value in row.cells.items()
    }


def value_key(value: Content) -> str:
    """The key of a value once it is in its cell."""
    if isinstance(value, str):
        return content_key(kept_text(value))
    if value is None or isinstance(value, int | float | date):
        return content_key(value)
    return ""  # links and formulas are for our own sheets only
