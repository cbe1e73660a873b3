"""Changes to a row of an open workbook, made while it is the row that they are meant for.

People work beside us. Excel moves a range along with rows that are inserted or deleted, so ours
are made at our last look; it does not with rows that are sorted. So it is looked up just before and
just after, in one call each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Edit
from sheets_sync.workbooks.excel.changes import Change, set_cell_value, with_time
from sheets_sync.workbooks.excel.reading import excel_cell, read_values, row_values
from sheets_sync.workbooks.shared.compare import same
from sheets_sync.workbooks.xlsx.drawing.fill import text_as_read


@dataclass(frozen=True)
class OpenRow:
    """A row of a sheet that is open, as it was at our last look.

    Attributes:
        name: of the file.
        row: from 1, in `rows`.
        cells: its cells from the first column on.
        columns: those it is known by, from 0.
    """

    name: str
    sheet: Any
    rows: Sequence[Sequence[Cell]]
    row: int
    cells: Any
    columns: Sequence[int]

    def check(self) -> None:
        """Raise `Refusal` where another row stands there by now."""
        if not self._is_known(row_values(self.cells)):
            raise Refusal("workbook.changed", file=self.name)

    def row_now(self) -> int | None:
        """Where it is now (from 1); None where it is not found, or there are several like it."""
        rows = [
            number
            for number, cells in enumerate(read_values(self.sheet), 1)
            if self._is_known(cells)
        ]
        if len(rows) != 1:
            return None
        return rows[0]

    def cell_at_last_look(self, column: int) -> Cell | None:
        """What stood, in a column (from 1), in whatever row stands here by now; None: unknown."""
        now = row_values(self.cells)
        alike = [
            number
            for number, cells in enumerate(self.rows, 1)
            if all(now[each] == excel_cell([cells], 1, each + 1) for each in self.columns)
        ]
        if len(alike) != 1:
            return None
        return excel_cell(self.rows, alike[0], column)

    def _is_known(self, cells: Sequence[Cell]) -> bool:
        return all(
            excel_cell([cells], 1, column + 1) == excel_cell(self.rows, self.row, column + 1)
            for column in self.columns
        )


def checked_changes(row: OpenRow, changes: Sequence[Change]) -> Change:
    """Changes to our feedback in a row, as one."""
    begun: list[Change] = []

    def do() -> None:
        row.check()
        for change in changes:
            begun.append(change)
            change.do()

    def undo() -> None:
        for change in reversed(begun):
            with contextlib.suppress(Exception):
                change.undo()

    return Change(do, undo)


def value_change(row: OpenRow, edit: Edit) -> Change:
    """The change that gives a cell a value, or empties it (None): a text stays the text it is."""
    column = edit.column + 1
    before: list[tuple[str, object]] = []

    def do() -> None:
        row.check()
        cell = row.cells(1, column)
        # Read only now: should another row stand here by now, that is what is to be put back.
        before.append((str(cell.formula), cell.value))
        set_cell_value(cell, with_time(edit.now))
        row.check()
        if not _still_holds(row.sheet, row.cells.row, edit):
            raise Refusal("workbook.changed", file=row.name)

    def undo() -> None:
        for formula, value_before in before:
            row_now = row.row_now()
            if row_now is not None and _still_holds(row.sheet, row_now, edit):
                _put_back(row.sheet.range((row_now, column)), formula, value_before)
            elif _still_holds(row.sheet, row.cells.row, edit):
                # It came to another row, which may have come there since we read the cell.
                cell = row.cell_at_last_look(column)
                before_it = value_before if cell is None else with_time(cell)
                _put_back(row.cells(1, column), formula, before_it)

    return Change(do, undo)


def _still_holds(sheet: Any, row: int, edit: Edit) -> bool:
    """True if what we wrote stands in that row."""
    cell = row_values(sheet.range((row, 1), (row, edit.column + 1)))[-1]
    if edit.now is None or edit.now == "":
        return cell == ""
    return same(edit.now, cell, text_as_read)


def _put_back(cell: Any, formula: str, value: object) -> None:
    if formula.startswith("="):
        cell.formula = formula
    else:
        set_cell_value(cell, value)
