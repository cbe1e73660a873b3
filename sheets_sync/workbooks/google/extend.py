"""What a tab of the staff gets: new columns beside, new rows below what it has, values in the place of those that were read; nothing else of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Additions, Edit, NewColumn, NewRow
from sheets_sync.sheets.content import Content, Span
from sheets_sync.workbooks.fill_colour import OURS
from sheets_sync.workbooks.google.calls import Json
from sheets_sync.workbooks.google.formats import checking, grid_range
from sheets_sync.workbooks.google.places import Places, cell_at
from sheets_sync.workbooks.google.state import Tab
from sheets_sync.workbooks.google.values import DAY_ZERO, same


def additions(tab: Tab, new: Additions, locale: str, read: Sequence[Sequence[Cell]]) -> list[Json]:
    """What gives a tab of the staff its new columns, rows and values.

    Args:
        read: its rows as they were when it was worked out what it gets.

    Raises:
        Refusal: a cell that is to get another value is no longer as it was read.
    """
    return [
        *_edits(tab, new.edits, read),
        *_new_columns(tab, new.columns, locale),
        *_new_rows(tab, new.rows),
    ]


def _edits(tab: Tab, edits: Sequence[Edit], read: Sequence[Sequence[Cell]]) -> list[Json]:
    """The new values that are not there yet, each in its row wherever that is now."""
    places, by_row = Places(read, tab.rows), defaultdict(list)
    for edit in edits:
        by_row[edit.row].append(edit)
    made = []
    for row, wanted in by_row.items():
        if all(
            same(_as_read(edit.now, edit.dated) or "", cell_at(tab.rows, row, edit.column))
            for edit in wanted
        ):
            continue
        now = places.line(row)
        if now is None or any(cell_at(tab.rows, now, edit.column) != edit.was for edit in wanted):
            raise Refusal("workbook.changed", file=tab.title)
        for edit in wanted:
            if edit.like is not None:
                source, here = (
                    grid_range(tab.id, Span(line, edit.column, line, edit.column))
                    for line in (edit.like, now)
                )
                made.append(
                    {
                        "copyPaste": {
                            "source": source,
                            "destination": here,
                            "pasteType": "PASTE_FORMAT",
                        }
                    }
                )
            made.append(
                _cell_at(
                    tab.id, now, edit.column, _entered(edit.now, edit.dated), "userEnteredValue"
                )
            )
    return made


def _new_rows(tab: Tab, rows: Sequence[NewRow]) -> list[Json]:
    """The rows that are not there yet, on lines inserted for them, so that nothing typed meanwhile can be written over.

    Each looks as the line it is to look like, without our marks.
    """
    there = [dict(enumerate(cells)) for cells in tab.rows]
    new = [
        row
        for row in rows
        if not any(
            all(
                same(_as_read(value, column in row.dated), cells.get(column, ""))
                for column, value in row.cells.items()
            )
            for cells in there
        )
    ]
    if not new:
        return []
    start = min(new[0].row, tab.size[0])
    if start == tab.size[0]:
        made: list[Json] = [
            {"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": len(new)}}
        ]
    else:
        where = {
            "sheetId": tab.id,
            "dimension": "ROWS",
            "startIndex": start,
            "endIndex": start + len(new),
        }
        made = [{"insertDimension": {"range": where, "inheritFromBefore": new[0].like is not None}}]
    for number, row in enumerate(new, start):
        if row.like is not None:
            line, whole = (
                grid_range(tab.id, Span(place, 0, place, tab.size[1] - 1))
                for place in (row.like, number)
            )
            kinds = ("PASTE_FORMAT", "PASTE_DATA_VALIDATION")
            made += [
                {"copyPaste": {"source": line, "destination": whole, "pasteType": kind}}
                for kind in kinds
            ]
            marked = [
                column
                for (place, column), fill in tab.fills.items()
                if place == row.like and fill in OURS
            ]
            made += [
                _cell_at(tab.id, number, column, {}, "userEnteredFormat.backgroundColorStyle")
                for column in marked
            ]
        numbers = [
            column
            for column, value in row.cells.items()
            if isinstance(value, int | float) and column in row.dated
        ]
        made += [
            _cell_at(tab.id, number, column, {}, "userEnteredFormat.numberFormat")
            for column in numbers
        ]  # no day
        made += [
            _cell_at(
                tab.id, number, column, _entered(value, column in row.dated), "userEnteredValue"
            )
            for column, value in row.cells.items()
        ]
    return made


def _as_read(value: Content, dated: bool) -> Content:
    """A value of a new row as it is read back."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) and not dated else value


def _entered(value: Content, dated: bool) -> Json:
    shown = _as_read(value, dated)
    if shown is None:
        return {}
    if isinstance(shown, date):
        return {"userEnteredValue": {"numberValue": shown.toordinal() - DAY_ZERO}}
    return {
        "userEnteredValue": {"stringValue": shown}
        if isinstance(shown, str)
        else {"numberValue": shown}
    }


def _cell_at(tab_id: int, row: int, column: int, cell: Json, fields: str) -> Json:
    return {
        "updateCells": {
            "range": grid_range(tab_id, Span(row, column, row, column)),
            "rows": [{"values": [cell]}],
            "fields": fields,
        }
    }


def _new_columns(tab: Tab, columns: Sequence[NewColumn], locale: str) -> list[Json]:
    """What gives a tab of the staff the columns that it does not have yet, each looking as the title before it; none where cells are taken."""
    taken = {column for cells in tab.rows for column, cell in enumerate(cells) if cell != ""}
    new = [] if taken & {column.column for column in columns} else list(columns)
    if not new:
        return []
    room = max(column.column for column in new) + 1 - tab.size[1]
    made: list[Json] = (
        [{"appendDimension": {"sheetId": tab.id, "dimension": "COLUMNS", "length": room}}]
        if room > 0
        else []
    )
    first, last = new[0], new[-1]
    before = grid_range(tab.id, Span(first.row, first.column - 1, first.row, first.column - 1))
    here = grid_range(tab.id, Span(first.row, first.column, first.row, last.column))
    made.append({"copyPaste": {"source": before, "destination": here, "pasteType": "PASTE_FORMAT"}})
    cells = [
        {"userEnteredValue": {"stringValue": column.title}, "note": column.help} for column in new
    ]
    made.append(
        {
            "updateCells": {
                "range": here,
                "rows": [{"values": cells}],
                "fields": "userEnteredValue,note",
            }
        }
    )
    for check in (column.check for column in new if column.check):
        cells_there = check.cells._replace(bottom=min(check.cells.bottom, tab.size[0] - 1))
        made.append(checking(tab.id, check._replace(cells=cells_there), locale))
    return made
