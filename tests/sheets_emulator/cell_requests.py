"""Requests about cells: what is in them, copied, sorted, merged."""

from __future__ import annotations

import functools

from tests.sheets_emulator import fields
from tests.sheets_emulator.cells import plain
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, area_of
from tests.sheets_emulator.request_rules import (
    as_range,
    at,
    change,
    mirror,
    refuse_half_frozen,
    refuse_protected,
    refuse_typed,
    within,
)
from tests.sheets_emulator.schema import Json, invalid
from tests.sheets_emulator.values import grow


def _written(cell: Json, given: Json, mask: fields.Mask) -> Json:
    # « Writing a new user_entered_value will erase previous runs. »
    if "userEnteredValue" in mask:
        cell = {key: value for key, value in cell.items() if key != "chipRuns"}
    made = fields.update(
        cell, {key: value for key, value in given.items() if value is not None}, mask
    )
    shape = made.get("userEnteredFormat")
    if shape:
        shape = dict(shape)
        inner = mask.get("userEnteredFormat", {})
        mirror(shape, inner, "backgroundColor")
        if "textFormat" in shape:
            shape["textFormat"] = dict(shape["textFormat"])
            mirror(shape["textFormat"], inner.get("textFormat", {}), "foregroundColor")
        made["userEnteredFormat"] = shape
    text = made.get("userEnteredValue", {}).get("stringValue", "")
    if len(text) > 50_000:
        raise invalid(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )
    return {key: value for key, value in made.items() if value not in ({}, "", None)}


def _shapes(mask: fields.Mask) -> bool:
    """Whether a mask reaches what the type of a table's column decides: numbers' format, rules."""
    if "*" in mask or "dataValidation" in mask:
        return True
    shape = mask.get("userEnteredFormat")
    return shape is not None and (not shape or "*" in shape or "numberFormat" in shape)


def _target(book: Spreadsheet, asked: Json, who: str) -> tuple[Tab, Area]:
    """The cells that an update reaches: a range, or what its rows take from a start on."""
    if "range" in asked:
        return at(book, asked["range"], who)
    lines, start = asked.get("rows", []), asked["start"]
    tab = book.tab(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    width = max((len(line.get("values", [])) for line in lines), default=0)
    area = Area(top, left, top + len(lines), left + width)
    if area.bottom > tab.rows or area.right > tab.columns:
        raise invalid(
            f"Attempting to write column: {area.right - 1}, "
            f"beyond the last requested column of: {tab.columns - 1}"
        )
    refuse_protected(book, tab, area, who)
    return tab, area


@change
def update_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    mask = fields.parse(asked["fields"])
    lines = asked.get("rows", [])
    tab, area = _target(book, asked, who)
    if _shapes(mask):
        refuse_typed(tab, area)
    if "range" in asked:
        for row, column in [
            place
            for place in tab.cells
            if area.top <= place[0] < area.bottom and area.left <= place[1] < area.right
        ]:
            given = lines[row - area.top].get("values", []) if row - area.top < len(lines) else []
            if column - area.left >= len(given):
                tab.put(row, column, _written(tab.cells[row, column], {}, mask))
    for row, line in enumerate(lines, area.top):
        if row >= area.bottom:
            raise invalid(
                f"Attempting to write row: {row}, "
                f"beyond the last requested row of: {area.bottom - 1}"
            )
        for column, given in enumerate(line.get("values", []), area.left):
            if column >= area.right:
                raise invalid(
                    f"Attempting to write column: {column}, "
                    f"beyond the last requested column of: {area.right - 1}"
                )
            tab.put(row, column, _written(tab.cells.get((row, column), {}), given, mask))


@change
def repeat_cell(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = at(book, asked["range"], who)
    mask = fields.parse(asked["fields"])
    if _shapes(mask):
        refuse_typed(tab, area)
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            tab.put(
                row, column, _written(tab.cells.get((row, column), {}), asked.get("cell", {}), mask)
            )


@change
def append_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked.get("sheetId", 0))
    row = tab.filled(tab.whole)[0]
    lines = asked.get("rows", [])
    grow(
        book, tab, row + len(lines), max((len(line.get("values", [])) for line in lines), default=0)
    )
    update_cells(
        book,
        {"start": {"sheetId": tab.id, "rowIndex": row}, "rows": lines, "fields": asked["fields"]},
        who,
    )


@change
def set_data_validation(book: Spreadsheet, asked: Json, who: str) -> None:
    repeat_cell(
        book,
        {
            "range": asked["range"],
            "cell": {"dataValidation": asked.get("rule")},
            "fields": "dataValidation",
        },
        who,
    )


# Google documents for each kind no more than this: neither notes nor, but for PASTE_FORMAT, data
# validation are promised to come along.
_VALUE = ("userEnteredValue", "textFormatRuns", "chipRuns")
_PASTED = {
    "PASTE_NORMAL": (*_VALUE, "userEnteredFormat"),
    "PASTE_VALUES": _VALUE,
    "PASTE_FORMAT": ("userEnteredFormat", "dataValidation"),
    "PASTE_DATA_VALIDATION": ("dataValidation",),
}


@change
def copy_paste(book: Spreadsheet, asked: Json, who: str) -> None:
    source, area = at(book, asked["source"], writes=False)
    target, there = at(book, asked["destination"], who)
    kind = asked.get("pasteType", "PASTE_NORMAL")
    keys = _PASTED[kind]
    if kind in ("PASTE_FORMAT", "PASTE_DATA_VALIDATION"):
        refuse_typed(target, there)
    copied = {
        (row, column): source.cells.get((row, column), {})
        for row in range(area.top, area.bottom)
        for column in range(area.left, area.right)
    }
    height, width = area.bottom - area.top, area.right - area.left
    for row in range(there.top, max(there.bottom, there.top + height)):
        for column in range(there.left, max(there.right, there.left + width)):
            cell = copied[
                area.top + (row - there.top) % height, area.left + (column - there.left) % width
            ]
            before = target.cells.get((row, column), {})
            kept = {key: value for key, value in before.items() if key not in keys}
            target.put(row, column, kept | {key: cell[key] for key in keys if key in cell})


@change
def cut_paste(book: Spreadsheet, asked: Json, who: str) -> None:
    source, area = at(book, asked["source"], who)
    start = asked["destination"]
    target = book.tab(start.get("sheetId", 0))
    places = [
        (row, column)
        for row in range(area.top, area.bottom)
        for column in range(area.left, area.right)
    ]
    cut = {place: source.cells.pop(place, {}) for place in places}
    for (row, column), cell in cut.items():
        target.put(
            row - area.top + start.get("rowIndex", 0),
            column - area.left + start.get("columnIndex", 0),
            cell,
        )


@change
def sort_range(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = at(book, asked["range"], who)
    lines = [
        [tab.cells.get((row, column), {}) for column in range(area.left, area.right)]
        for row in range(area.top, area.bottom)
    ]
    for spec in reversed(asked.get("sortSpecs", [])):
        place = spec.get("dimensionIndex", 0) - area.left
        lines.sort(
            key=functools.partial(_rank, tab, place), reverse=spec.get("sortOrder") == "DESCENDING"
        )
    for row, line in enumerate(lines, area.top):
        for column, cell in enumerate(line, area.left):
            tab.put(row, column, cell)


def _rank(tab: Tab, place: int, line: list[Json]) -> tuple[bool, bool, float, str]:
    value = plain(tab.value(line[place]))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value == "", not number, float(value) if number else 0.0, str(value)


@change
def merge_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = at(book, asked["range"], who)
    kind = asked.get("mergeType", "MERGE_ALL")
    pieces = [area]
    if kind == "MERGE_ROWS":
        pieces = [Area(row, area.left, row + 1, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        pieces = [
            Area(area.top, column, area.bottom, column + 1)
            for column in range(area.left, area.right)
        ]
    _unmerge(tab, area)
    merges = tab.extras.setdefault("merges", [])
    for piece in pieces:
        refuse_half_frozen(tab.grid, piece)
        merges.append(as_range(tab, piece))
        for row, column in [
            place
            for place in tab.cells
            if piece.top <= place[0] < piece.bottom and piece.left <= place[1] < piece.right
        ]:
            if (row, column) != (piece.top, piece.left):
                tab.put(
                    row,
                    column,
                    {
                        key: value
                        for key, value in tab.cells[row, column].items()
                        if key == "userEnteredFormat"
                    },
                )


@change
def unmerge_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    _unmerge(*at(book, asked["range"], who))


def _unmerge(tab: Tab, area: Area) -> None:
    kept = []
    for merge in tab.extras.get("merges", []):
        other = area_of(merge, tab)
        if (
            other.bottom <= area.top
            or other.top >= area.bottom
            or other.right <= area.left
            or other.left >= area.right
        ):
            kept.append(merge)
        elif not within(other, area):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    tab.extras["merges"] = kept
