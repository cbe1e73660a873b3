"""Additions to a tab of the staff: new columns beside its own, new rows below, values replaced.

Nothing else of the tab is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Additions, Edit, NewColumn, NewRow
from sheets_sync.sheets.content import Content, Span
from sheets_sync.workbooks.google.api.batch_requests import (
    append_dimension,
    copy_paste,
    dimension_range,
    grid_range,
    insert_dimension,
    one_cell,
    update_cell,
    update_cells,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import Tab
from sheets_sync.workbooks.google.api.values import extended_value, holds_value
from sheets_sync.workbooks.google.rendering.data_validation import validation_request
from sheets_sync.workbooks.google.rendering.moved_rows import MovedRows, Rows, cell_at
from sheets_sync.workbooks.shared.fill_colour import OUR_FILLS


def addition_requests(tab: Tab, new: Additions, locale: str, rows_read: Rows) -> list[Json]:
    """The requests that give a tab of the staff its new columns, rows and values.

    Args:
        rows_read: its rows as they were when it was worked out what it gets.

    Raises:
        Refusal: a cell that is to get another value is no longer as it was read.
    """
    return [
        *_edit_requests(tab, new.edits, rows_read),
        *_new_column_requests(tab, new.columns, locale),
        *_new_row_requests(tab, new.rows),
    ]


def _edit_requests(tab: Tab, edits: Sequence[Edit], rows_read: Rows) -> Iterator[Json]:
    """The new values that are not there yet, each in its row wherever that is now."""
    moved_rows = MovedRows(rows_read, tab.rows)
    edits_by_row: Mapping[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        edits_by_row[edit.row].append(edit)
    for row, row_edits in edits_by_row.items():
        # After a write whose answer was lost, its values are there already.
        if all(_holds_edit(tab, edit) for edit in row_edits):
            continue
        row_now = moved_rows.row_of(row)
        if row_now is None or any(
            cell_at(tab.rows, row_now, edit.column) != edit.was for edit in row_edits
        ):
            raise Refusal("workbook.changed", file=tab.title)
        for edit in row_edits:
            if edit.like is not None:
                source = one_cell(tab.id, edit.like, edit.column)
                destination = one_cell(tab.id, row_now, edit.column)
                yield copy_paste(source, destination, "PASTE_FORMAT")
            yield _value_request(tab.id, row_now, edit.column, edit.now, edit.dated)


def _holds_edit(tab: Tab, edit: Edit) -> bool:
    """True if the cell where an edit was planned holds its value."""
    value = _as_shown(edit.now, edit.dated) or ""
    return holds_value(value, cell_at(tab.rows, edit.row, edit.column))


def _new_row_requests(tab: Tab, rows: Sequence[NewRow]) -> Iterator[Json]:
    """The rows that are not there yet, each with the format of the row it is to look like.

    They stand in rows inserted for them, so that nothing typed meanwhile can be written over.
    """
    due = [row for row in rows if not _is_there(tab, row)]
    if not due:
        return
    start = min(due[0].row, tab.size[0])
    # Google inserts no rows after the last one of a tab.
    if start == tab.size[0]:
        yield append_dimension(tab.id, "ROWS", len(due))
    else:
        inserted = dimension_range(tab.id, "ROWS", start, start + len(due))
        yield insert_dimension(inserted, inherit_from_before=due[0].like is not None)
    for row_now, row in enumerate(due, start):
        if row.like is not None:
            yield from _look_requests(tab, row.like, row_now)
        for column, value in row.cells.items():
            # A number would show as a day in a column that shows days.
            if isinstance(value, int | float) and column in row.dated:
                yield update_cell(tab.id, row_now, column, {}, "userEnteredFormat.numberFormat")
        for column, value in row.cells.items():
            yield _value_request(tab.id, row_now, column, value, column in row.dated)


def _is_there(tab: Tab, row: NewRow) -> bool:
    """True if some row of the tab holds all values of a new one: it was written before."""
    shown = {column: _as_shown(value, column in row.dated) for column, value in row.cells.items()}

    def is_same(index: int) -> bool:
        return all(
            holds_value(value, cell_at(tab.rows, index, column)) for column, value in shown.items()
        )

    return any(map(is_same, range(len(tab.rows))))


def _look_requests(tab: Tab, like: int, row: int) -> Iterator[Json]:
    """Requests that give a row the formats of another, without the feedback in that one."""
    last = tab.size[1] - 1
    source, destination = (grid_range(tab.id, Span(index, 0, index, last)) for index in (like, row))
    yield copy_paste(source, destination, "PASTE_FORMAT")
    yield copy_paste(source, destination, "PASTE_DATA_VALIDATION")
    for (marked_row, column), fill in tab.fill_colours.items():
        if marked_row == like and fill in OUR_FILLS:
            yield update_cell(tab.id, row, column, {}, "userEnteredFormat.backgroundColorStyle")


def _as_shown(value: Content, dated: bool) -> Content:
    """A value as its cell shows it: a day as a text where the column does not show days."""
    if isinstance(value, date) and not dated:
        return f"{value:%d/%m/%Y}"
    return value


def _value_request(sheet_id: int, row: int, column: int, value: Content, dated: bool) -> Json:
    """Request that gives a cell its value, or empties it (None)."""
    shown = _as_shown(value, dated)
    cell: Json = {}
    # Links and formulas are for our own sheets only.
    if isinstance(shown, str | int | float | date):
        cell = {"userEnteredValue": extended_value(shown)}
    return update_cell(sheet_id, row, column, cell, "userEnteredValue")


def _new_column_requests(tab: Tab, columns: Sequence[NewColumn], locale: str) -> Iterator[Json]:
    """The columns that a tab does not have yet, each looking as the header before it.

    None where any of their cells is taken: a person has begun something there.
    """
    taken = {column for cells in tab.rows for column, cell in enumerate(cells) if cell != ""}
    if not columns or taken & {column.column for column in columns}:
        return
    missing = max(column.column for column in columns) + 1 - tab.size[1]
    if missing > 0:
        yield append_dimension(tab.id, "COLUMNS", missing)
    first, last = columns[0], columns[-1]
    headers = grid_range(tab.id, Span(first.row, first.column, first.row, last.column))
    yield copy_paste(one_cell(tab.id, first.row, first.column - 1), headers, "PASTE_FORMAT")
    cells = [
        {"userEnteredValue": extended_value(column.header), "note": column.help}
        for column in columns
    ]
    yield update_cells(headers, [{"values": cells}], "userEnteredValue,note")
    for column in columns:
        if column.validation is not None:
            # A rule below the tab's last row is refused.
            bottom = min(column.validation.cells.bottom, tab.size[0] - 1)
            cells_there = column.validation.cells._replace(bottom=bottom)
            yield validation_request(tab.id, column.validation._replace(cells=cells_there), locale)
