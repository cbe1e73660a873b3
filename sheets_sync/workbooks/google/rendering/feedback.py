"""Feedback in a tab of the staff: a colour where nobody put one, a note where nobody wrote one.

Nothing else of a cell is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.headers.matching import cell_position
from sheets_sync.sheets.content import Feedback, is_feedback
from sheets_sync.workbooks.google.api.batch_requests import update_cell
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import Colour
from sheets_sync.workbooks.google.api.spreadsheet import Position, Tab
from sheets_sync.workbooks.google.verified.rows import RowWrite, WrittenCell
from sheets_sync.workbooks.shared import fill_colour
from sheets_sync.workbooks.shared.moved_rows import MovedRows, Rows


class FeedbackWrites(NamedTuple):
    """The writes into the rows of a tab, and how much feedback could not be put where it belongs.

    Attributes:
        changed: of cells that are no longer what they were when they were checked.
        protected: of cells that are closed to us.
    """

    rows: Sequence[RowWrite] = ()
    changed: int = 0
    protected: int = 0


def feedback_writes(
    tab: Tab, feedback: Mapping[str, Feedback], rows_checked: Rows
) -> FeedbackWrites:
    """The writes that bring our feedback in a tab to `feedback` (cell → what to say there).

    Args:
        tab: as it is now.
        rows_checked: its rows as they were when they were checked. A row that has moved since is
            found again by what is in it; a cell with another value waits for the next run.
    """
    moved_rows = MovedRows(rows_checked, tab.rows)
    due: dict[Position, Feedback] = {}
    changed: set[Position] = set()
    protected = 0
    for cell, cell_feedback in feedback.items():
        row_checked, column = (number - 1 for number in cell_position(cell))
        row = moved_rows.row_of_cell(row_checked, column)
        if row is None or row >= tab.size[0] or column >= tab.size[1]:
            changed.add((row_checked, column))
        elif not tab.may_edit(row, column):
            protected += 1
        else:
            due[row, column] = cell_feedback
    # What stands in a changed cell stays until the next run has checked it.
    positions = sorted((_with_our_feedback(tab) | due.keys()) - changed)
    cells: dict[int, dict[int, WrittenCell]] = defaultdict(dict)
    requests: dict[int, list[Json]] = defaultdict(list)
    for position in positions:
        write = _cell_write(tab, position, due.get(position))
        if write is not None and tab.may_edit(*position):
            cells[position[0]][write.column] = write.cell
            requests[position[0]].append(write.request)
    rows = [RowWrite(row, cells[row], requests[row]) for row in cells]
    return FeedbackWrites(rows, len(changed), protected)


class _CellWrite(NamedTuple):
    """The request that changes a cell, and what the cell gets."""

    column: int
    cell: WrittenCell
    request: Json


def _with_our_feedback(tab: Tab) -> set[Position]:
    """The cells that have a note or a fill colour of ours."""
    with_note = {position for position, note in tab.notes.items() if is_feedback(note)}
    with_fill = {
        position for position, fill in tab.fill_colours.items() if fill in fill_colour.OUR_FILLS
    }
    return with_note | with_fill


def _cell_write(tab: Tab, position: Position, feedback: Feedback | None) -> _CellWrite | None:
    """The write that gives a cell its feedback, or takes it away; None where all is right."""
    cell: Json = {}
    fields = []
    note_now = tab.notes.get(position, "")
    note = fill_colour.note_for(note_now, feedback)
    if note != note_now:
        fields.append("note")
        if note:
            cell["note"] = note
    fill_now = tab.fill_colours.get(position, fill_colour.NO_FILL)
    fill = fill_colour.fill_for(fill_now, feedback)
    if fill != fill_now:
        fields.append("userEnteredFormat.backgroundColorStyle")
        # A field that is named and not given is emptied: so a colour goes without a trace.
        if fill and fill != fill_colour.NO_FILL:
            cell["userEnteredFormat"] = {"backgroundColorStyle": Colour(*fill).as_json}
    if not fields:
        return None
    written = WrittenCell(note=note if "note" in fields else None, is_filled=fill != fill_now)
    request = update_cell(tab.id, *position, cell, ",".join(fields))
    return _CellWrite(position[1], written, request)
