"""Additions to a tab of the staff: new columns beside its own, new rows below, values replaced.

Nothing else of the tab is touched.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from forms.headers.matching import letters
from forms.values import Cell
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.sheets.additions import Additions, Edit, NewColumn
from sheets_sync.sheets.content import Content, Span
from sheets_sync.workbooks.google.api.batch_requests import (
    append_dimension,
    copy_paste,
    dimension_range,
    grid_range,
    insert_dimension,
    one_cell,
    resize_table,
    update_cell,
    update_cells,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import Tab
from sheets_sync.workbooks.google.api.values import extended_value, holds_value
from sheets_sync.workbooks.google.rendering.data_validation import validation_request
from sheets_sync.workbooks.google.rendering.placing import Placing, value_key
from sheets_sync.workbooks.google.verified.rows import (
    RowWrite,
    TabWrites,
    WrittenCell,
)
from sheets_sync.workbooks.shared.edited_rows import EditedRow, as_shown
from sheets_sync.workbooks.shared.fill_colour import OUR_FILLS
from sheets_sync.workbooks.shared.moved_rows import MovedRows, Rows


def addition_writes(tab: Tab, new: Additions, locale: str, rows_read: Rows) -> TabWrites:
    """The writes that give a tab of the staff its new columns, rows and values.

    Args:
        rows_read: its rows as they were when it was worked out what it gets.

    Raises:
        Refusal: a cell that is to get another value is no longer as it was read.
        Untouchable: a formula stands in a cell that is to get another value.
    """
    headers, column_requests = _new_columns(tab, new, locale, rows_read)
    placing = Placing(tab, new, MovedRows(rows_read, tab.rows))
    rows = [*_edited_rows(tab, new, rows_read), *headers, *placing.watched_totals]
    others = [*column_requests, *_new_row_requests(placing), *placing.total_requests]
    # A column that is inserted leaves a new row nothing to be held against but the header, and so
    # it is with an entry of which little is filled in.
    if new.header is not None and (rows or others):
        rows.append(placing.watched_header(new.header))
    return TabWrites(tab, rows, others)


def _edited_rows(tab: Tab, new: Additions, rows_read: Rows) -> Iterator[RowWrite]:
    """The new values that are not there yet, each in its row wherever that is now."""
    edits_by_row: Mapping[int, list[Edit]] = defaultdict(list)
    for edit in new.edits:
        edits_by_row[edit.row].append(edit)
    for row, edits in edits_by_row.items():
        edited = EditedRow(
            tab.title, tab.rows, tab.formulas, rows_read, row, edits, new.known_by, holds_value
        )
        if not edited.is_done:
            yield _row_write(tab, edited.row_now, edits)
            # Their formats are copied from there: it is watched that they are the rows meant.
            models = {edit.like for edit in edits if edit.like is not None}
            yield from (RowWrite(model) for model in sorted(models))


def _row_write(tab: Tab, row: int, edits: Sequence[Edit]) -> RowWrite:
    requests: list[Json] = []
    cells: dict[int, WrittenCell] = {}
    typed = tab.typed_columns(row)
    for edit in edits:
        if (row, edit.column) in tab.formulas:
            raise Untouchable("patch.formula", cell=f"{letters(edit.column)}{row + 1}")
        if edit.column not in typed:
            requests += _format_requests(tab, row, edit)
        requests.append(_value_request(tab.id, row, edit.column, edit.now, edit.dated))
        cells[edit.column] = WrittenCell(value_key(as_shown(edit.now, edit.dated)))
    return RowWrite(row, cells, requests)


def _format_requests(tab: Tab, row: int, edit: Edit) -> Iterator[Json]:
    """Request for the format of a new value: that of another row, or of a day; none: it stays."""
    if edit.like is not None and edit.was == "":
        source = one_cell(tab.id, edit.like, edit.column)
        yield copy_paste(source, one_cell(tab.id, row, edit.column), "PASTE_FORMAT")
    elif edit.dated and isinstance(edit.now, date) and not isinstance(edit.was, date):
        # One that held a text keeps its colours.
        yield _day_format_request(tab, row, edit.column)


def _day_format_request(tab: Tab, row: int, column: int) -> Json:
    cell = {"userEnteredFormat": {"numberFormat": _day_format(tab, column)}}
    return update_cell(tab.id, row, column, cell, "userEnteredFormat.numberFormat")


def _day_format(tab: Tab, column: int) -> Json:
    return tab.day_formats.get(column, {"type": "DATE"})


def _new_row_requests(placing: Placing) -> Iterator[Json]:
    """The rows that are not there yet, each with the format of the row it is to look like.

    They stand in rows inserted for them, so that nothing typed meanwhile can be written over.
    """
    tab, due, start = placing.tab, placing.due, placing.start
    if not due:
        return
    # Google inserts no rows after the last one of a tab.
    if start == tab.size[0]:
        yield append_dimension(tab.id, "ROWS", len(due))
    else:
        inserted = dimension_range(tab.id, "ROWS", start, start + len(due))
        yield insert_dimension(inserted, inherit_from_before=due[0].like is not None)
    typed = placing.typed_columns
    yield from placing.table_requests
    for row_now, row in enumerate(due, start):
        model = None if row.like is None else placing.moved_rows.row_of(row.like)
        if model is not None:
            yield from _look_requests(tab, model, row_now, typed)
        for column, value in row.cells.items():
            # A number would show as a day in a column that shows days.
            if isinstance(value, int | float) and column in row.dated - typed:
                yield update_cell(tab.id, row_now, column, {}, "userEnteredFormat.numberFormat")
        for column, value in row.cells.items():
            yield _value_request(tab.id, row_now, column, value, column in row.dated)
            # Whatever has become of the row it is to look like: a day must show as one.
            if isinstance(value, date) and column in row.dated - typed:
                yield _day_format_request(tab, row_now, column)


def _look_requests(tab: Tab, like: int, row: int, typed: Collection[int]) -> Iterator[Json]:
    """Requests that give a row the formats of another, without the feedback in that one.

    Args:
        typed: the columns that have a format of their own: the table's.
    """
    for first, last in _runs([column for column in range(tab.size[1]) if column not in typed]):
        source, destination = (
            grid_range(tab.id, Span(index, first, index, last)) for index in (like, row)
        )
        yield copy_paste(source, destination, "PASTE_FORMAT")
        yield copy_paste(source, destination, "PASTE_DATA_VALIDATION")
    for (marked_row, column), fill in tab.fill_colours.items():
        if marked_row == like and fill in OUR_FILLS:
            yield update_cell(tab.id, row, column, {}, "userEnteredFormat.backgroundColorStyle")


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of columns that stand side by side."""
    for _, run in itertools.groupby(enumerate(columns), lambda item: item[1] - item[0]):
        side_by_side = [column for _, column in run]
        yield side_by_side[0], side_by_side[-1]


def _value_request(sheet_id: int, row: int, column: int, value: Content, dated: bool) -> Json:
    """Request that gives a cell its value, or empties it (None)."""
    shown = as_shown(value, dated)
    cell: Json = {}
    # Links and formulas are for our own sheets only.
    if isinstance(shown, str | int | float | date):
        cell = {"userEnteredValue": extended_value(shown)}
    return update_cell(sheet_id, row, column, cell, "userEnteredValue")


def _new_columns(
    tab: Tab, additions: Additions, locale: str, rows_read: Rows
) -> tuple[Sequence[RowWrite], Sequence[Json]]:
    """The header row with the headers of columns that a tab does not have yet; what is below them.

    Each looks as the header before it. None where any of their cells is taken: a person has begun
    something there.
    """
    columns = additions.columns
    if not columns:
        return (), ()
    header_row = MovedRows(rows_read, tab.rows).row_of(columns[0].row)
    if header_row is None:
        raise Refusal("workbook.changed", file=tab.title)
    new = {column.column for column in columns}
    if any(_holds_any(cells, new) for cells in tab.rows[header_row:]):
        return (), ()
    requests: list[Json] = []
    missing = max(column.column for column in columns) + 1 - tab.size[1]
    if missing > 0:
        requests.append(append_dimension(tab.id, "COLUMNS", missing))
    first, last = columns[0], columns[-1]
    headers = grid_range(tab.id, Span(header_row, first.column, header_row, last.column))
    last_header = one_cell(tab.id, header_row, first.column - 1)
    requests.append(copy_paste(last_header, headers, "PASTE_FORMAT"))
    cells = [
        {"userEnteredValue": extended_value(column.header), "note": column.help}
        for column in columns
    ]
    requests.append(update_cells(headers, [{"values": cells}], "userEnteredValue,note"))
    written = {
        column.column: WrittenCell(value_key(column.header), column.help) for column in columns
    }
    moved_by = header_row - first.row
    beside = range(additions.left, first.column)
    below = [
        *_validation_requests(tab, columns, locale, moved_by),
        # Last: a rule is refused in a table's typed column, and what a new one becomes is Google's.
        *_wider_table(tab, header_row, beside, last.column + 1),
        *_wider_filter(tab, beside, last.column + 1),
    ]
    return [RowWrite(header_row, written, requests)], below


def _wider_table(tab: Tab, header_row: int, beside: range, right: int) -> Iterator[Json]:
    """The request by which the table that new columns stand beside takes them in.

    Raises:
        Untouchable: it ends before the column beside them, and sorting it would leave them behind.
    """
    for table in tab.tables:
        if table.top == header_row and table.right - 1 in beside:
            if table.right != beside.stop:
                column, before = letters(table.right - 1), letters(beside.stop - 1)
                raise Untouchable("patch.table_narrow", tab=tab.title, column=column, before=before)
            yield resize_table(table.id, {**table.range, "endColumnIndex": right})


def _wider_filter(tab: Tab, beside: range, right: int) -> Iterator[Json]:
    """The request by which the filter of the tab takes them in; that of a table goes with it."""
    cells = (tab.filter or {}).get("range", {})
    # A range without an end reaches to the end of the tab.
    end = cells.get("endColumnIndex", 0)
    if tab.filter and "tableId" not in tab.filter and end - 1 in beside:
        wider = {**cells, "endColumnIndex": right}
        yield {"setBasicFilter": {"filter": {**tab.filter, "range": wider}}}


def _validation_requests(
    tab: Tab, columns: Sequence[NewColumn], locale: str, moved_by: int
) -> Iterator[Json]:
    """The rules for the cells below headers, which are so many rows further down by now."""
    for column in columns:
        if column.validation is not None:
            # A rule below the tab's last row is refused.
            cells = column.validation.cells
            bottom = min(cells.bottom + moved_by, tab.size[0] - 1)
            cells = cells._replace(top=cells.top + moved_by, bottom=bottom)
            yield validation_request(tab.id, column.validation._replace(cells=cells), locale)


def _holds_any(cells: Sequence[Cell], columns: Collection[int]) -> bool:
    """True if a row has something in one of the columns."""
    return any(column < len(cells) and cells[column] != "" for column in columns)
