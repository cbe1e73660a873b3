"""Changes to an open workbook, each with what undoes it: all are made, or none.

Excel has no transaction: a cell that is being edited, or a question it asks, can stop a run between
any two calls.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from forms.values import Cell
from sheets_sync.sheets.additions import NewRow
from sheets_sync.sheets.content import Content, Feedback
from sheets_sync.workbooks.shared import fill_colour
from sheets_sync.workbooks.shared.fill_colour import NO_FILL, FillColour


def no_step() -> None:
    """Do nothing: of a change that has no way there, or no way back."""


@dataclass(frozen=True)
class Change:
    """One step and the way back."""

    do: Callable[[], None] = no_step
    undo: Callable[[], None] = no_step


def carry_out(changes: Sequence[Change]) -> None:
    """Make all changes; where one fails, those before are undone, and the failure goes on.

    The last is undone first, the one that failed too: it may have been made in part.
    """
    begun: list[Change] = []
    try:
        for change in changes:
            begun.append(change)
            change.do()
    except BaseException:  # Ctrl-C too: half of the changes must not stay
        for change in reversed(begun):
            # Whatever this one says, the rest is still to be undone.
            with contextlib.suppress(Exception):
                change.undo()
        raise


def feedback_changes(cell: Any, note_now: str, feedback: Feedback | None) -> list[Change]:
    """The changes that give a cell its feedback or take it away; none where all is right."""
    changes = []
    fill_now = _fill_in_excel(cell)
    fill = fill_colour.fill_for(fill_now, feedback)
    if fill != fill_now:
        changes.append(Change(lambda: _set_fill(cell, fill), lambda: _set_fill(cell, fill_now)))
    note = fill_colour.note_for(note_now, feedback)
    if note != note_now:
        changes.append(Change(lambda: _set_note(cell, note), lambda: _set_note(cell, note_now)))
    return changes


def new_row_change(sheet: Any, row: NewRow, cells: Any, *, beside_others: bool = False) -> Change:
    """The change that puts an entry on an empty row, in the look of the row it is to look like.

    A table of Excel's that ends just above grows by the row.

    Args:
        cells: those of the row, which move along with it.
        beside_others: whether other cells of the row have something, which stays as it is.
    """
    table = next((table for table in sheet.tables if table.range.last_cell.row == row.row), None)

    model: Any = None
    if row.like is not None and not beside_others:
        model = sheet.range((row.like + 1, 1), (row.like + 1, cells.shape[1]))

    def do() -> None:
        if model is not None:
            _copy_look(model, cells)
        for column, value in row.cells.items():
            cell = cells(1, column + 1)
            # A number would show as a day in a column that shows days.
            if isinstance(value, int | float) and column in row.dated:
                cell.number_format = "General"
            set_cell_value(cell, with_time(value))
        if table is not None:
            top_left = (table.range.row, table.range.column)
            table.resize(sheet.range(top_left, (cells.row, table.range.last_cell.column)))

    def undo() -> None:
        if not beside_others:
            cells.clear()
        for column in row.cells:
            cells(1, column + 1).clear_contents()

    return Change(do, undo)


def _copy_look(source: Any, cells: Any) -> None:
    """Give cells the formats and lists of others, without their values and our feedback."""
    source.copy(cells)
    cells.clear_contents()
    for cell in cells:
        if cell.note is not None:
            cell.note.delete()
        if cell.color is not None and tuple(cell.color) in fill_colour.OUR_FILLS:
            cell.color = None


def with_time(value: Content | Cell) -> object:
    """A value as COM takes it: it knows no day without a time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def set_cell_value(cell: Any, value: object) -> None:
    """Give a cell a value, as COM takes it, or empty it: a text stays the text it is."""
    if value is None or value == "":
        cell.clear_contents()
    elif isinstance(value, str):
        # Excel reads it as if typed: the apostrophe keeps « 03300 » and « =1+1 » texts.
        cell.value = f"'{value}"
    else:
        cell.value = value


def _fill_in_excel(cell: Any) -> FillColour:
    colour = cell.color
    if colour is None:
        return NO_FILL
    return tuple(colour)


def _set_fill(cell: Any, fill: FillColour) -> None:
    cell.color = None if fill == NO_FILL else fill


def _set_note(cell: Any, text: str) -> None:
    # Excel refuses a second note on a cell.
    note = cell.note
    if note is not None:
        note.delete()
    if text:
        cell.add_note(text)
