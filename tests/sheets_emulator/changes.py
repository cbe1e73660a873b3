"""`spreadsheets.batchUpdate`: each request a function; together they are applied whole or not at all."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.sheets_emulator import fields
from tests.sheets_emulator.cells import plain
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, area_of
from tests.sheets_emulator.schema import ApiError, Json, invalid
from tests.sheets_emulator.values import grow, shift

Change = Callable[[Spreadsheet, Json, str], Json]
"""(spreadsheet, the request, who asks) → its reply."""
CHANGES: dict[str, Change] = {}
_PROTECTED = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
_random = random.Random(7)


def apply(book: Spreadsheet, body: Json, who: str) -> tuple[Spreadsheet, list[Json]]:
    """A changed copy of the spreadsheet and the replies; where one request is wrong, `ApiError` and no copy."""
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    made, replies = book.copy(), []
    for number, request in enumerate(requests):
        if len(request) != 1:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        ((name, asked),) = request.items()
        change = CHANGES.get(name)
        if change is None:
            raise ApiError(501, f"The emulator does not know {name}.", "UNIMPLEMENTED")
        try:
            reply = change(made, asked, who)
        except ApiError as error:
            raise invalid(f"Invalid requests[{number}].{name}: {error}") from error
        replies.append({name: reply} if reply or name.endswith("Group") else {})
    made.renumber()
    made.refuse_too_many_cells()
    return made, replies


def _change(function: Callable[[Spreadsheet, Json, str], Json | None]) -> Change:
    words = function.__name__.split("_")
    name = words[0] + "".join(word.title() for word in words[1:])

    @functools.wraps(function)
    def run(book: Spreadsheet, asked: Json, who: str) -> Json:
        return function(book, asked, who) or {}

    CHANGES[name] = run
    return run


def _new_id(taken: set[int]) -> int:
    return next(number for number in iter(lambda: _random.randrange(1, 2**31), None) if number not in taken)


def _at(book: Spreadsheet, grid_range: Json, who: str = "", *, writes: bool = True) -> tuple[Tab, Area]:
    tab = book.tab(grid_range.get("sheetId", 0))
    area = area_of(grid_range, tab)
    if area.bottom > tab.rows or area.right > tab.columns:
        raise invalid(f"Range exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}")
    if writes:
        _refuse_protected(book, tab, area, who)
    return tab, area


def _refuse_protected(book: Spreadsheet, tab: Tab, area: Area, who: str) -> None:
    for protection in tab.extras.get("protectedRanges", []):
        if not may_edit(book, protection, who) and not protection.get("warningOnly"):
            shut = area_of(protection.get("range", {}), tab)
            meet = Area(
                max(area.top, shut.top), max(area.left, shut.left), min(area.bottom, shut.bottom), min(area.right, shut.right)
            )
            holes = [area_of(hole, tab) for hole in protection.get("unprotectedRanges", [])]
            if meet.top < meet.bottom and meet.left < meet.right and not any(_within(meet, hole) for hole in holes):
                raise invalid(_PROTECTED)


def may_edit(book: Spreadsheet, protection: Json, who: str) -> bool:
    return book.shares.get(who) == "owner" or who in protection.get("editors", {}).get("users", [])


def _within(inner: Area, outer: Area) -> bool:
    return inner.top >= outer.top and inner.left >= outer.left and inner.bottom <= outer.bottom and inner.right <= outer.right


def without_zero(grid_range: Json) -> Json:
    """A range as answers give it: the first tab is not named."""
    return {key: value for key, value in grid_range.items() if not (key == "sheetId" and value == 0)}


# tabs and the spreadsheet itself


@_change
def add_sheet(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked.get("properties", {})
    ids = {tab.id for tab in book.tabs}
    sheet_id = wanted.get("sheetId", _new_id(ids))
    title = wanted.get("title") or f"Sheet{len(book.tabs) + 1}"
    if sheet_id in ids:
        raise invalid(f'Sheet with ID "{sheet_id}" already exists. Please enter another ID.')
    _refuse_title(book, title, None)
    grid = {"rowCount": 1000, "columnCount": 26} | wanted.get("gridProperties", {})
    tab = Tab({**wanted, "sheetId": sheet_id, "title": title, "index": 0, "sheetType": "GRID", "gridProperties": _tidy(grid)})
    book.tabs.insert(min(wanted.get("index", len(book.tabs)), len(book.tabs)), tab)
    book.renumber()
    return {"properties": tab.properties}


@_change
def duplicate_sheet(book: Spreadsheet, asked: Json, who: str) -> Json:
    source = book.tab(asked.get("sourceSheetId", 0))
    ids = {tab.id for tab in book.tabs}
    made = source.copy()
    title = asked.get("newSheetName") or f"Copy of {source.title}"
    _refuse_title(book, title, None)
    made.properties |= {"sheetId": asked.get("newSheetId") or _new_id(ids), "title": title}
    book.tabs.insert(asked.get("insertSheetIndex", 0), made)
    book.renumber()
    return {"properties": made.properties}


def _refuse_title(book: Spreadsheet, title: str, own: Tab | None) -> None:
    if any(tab is not own and tab.title.casefold() == title.casefold() for tab in book.tabs):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _tidy(grid: Json) -> Json:
    return {key: value for key, value in grid.items() if value or key in ("rowCount", "columnCount")}


@_change
def delete_sheet(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked["sheetId"])
    if len(book.tabs) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    _refuse_protected(book, tab, tab.whole, who)
    book.tabs.remove(tab)
    book.named_ranges = [named for named in book.named_ranges if named["range"].get("sheetId", 0) != tab.id]


@_change
def update_sheet_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["properties"]
    tab = book.tab(wanted.get("sheetId", 0))
    mask = fields.parse(asked["fields"])
    if "title" in mask:
        _refuse_title(book, wanted.get("title", ""), tab)
    before = tab.properties
    made = fields.update(before, wanted, mask)
    made["gridProperties"] = _tidy({"rowCount": tab.rows, "columnCount": tab.columns} | made.get("gridProperties", {}))
    if made["gridProperties"]["rowCount"] < 1 or made["gridProperties"]["columnCount"] < 1:
        raise invalid("A sheet must have at least one row and one column.")
    if made["gridProperties"].get("frozenRowCount", 0) >= made["gridProperties"]["rowCount"]:
        raise invalid("You can't freeze all visible rows on the sheet.")
    for merge in tab.extras.get("merges", []):
        _refuse_half_frozen(made["gridProperties"], area_of(merge, tab))
    if made.get("hidden") and all(other.properties.get("hidden") for other in book.tabs if other is not tab):
        raise invalid("You can't hide all the sheets in a document.")
    for key in ("hidden", "rightToLeft"):
        if not made.get(key):
            made.pop(key, None)
    _mirror(made, mask, "tabColor")
    tab.properties = {"sheetId": tab.id, "index": before["index"], "title": tab.title, "sheetType": "GRID"} | made
    tab.cells = {place: cell for place, cell in tab.cells.items() if place[0] < tab.rows and place[1] < tab.columns}
    if "index" in mask:
        place = wanted.get("index", 0)
        was = book.tabs.index(tab)
        book.tabs.remove(tab)
        book.tabs.insert(place - 1 if place > was else place, tab)
        book.renumber()


def _mirror(made: Json, mask: fields.Mask, name: str) -> None:
    """A colour and its style are one thing with two names, kept in 8 bits."""
    style = f"{name}Style"
    if (style in mask and made.get(style, {}).get("rgbColor") is None) or (name in mask and name not in made):
        made.pop(name, None)
        made.pop(style, None)
    elif name in made and (name in mask or style not in made):
        made[name] = _eight_bits(made[name])
        made[style] = {"rgbColor": made[name]}
    elif made.get(style, {}).get("rgbColor") is not None:
        made[name] = _eight_bits(made[style]["rgbColor"])
        made[style] = {"rgbColor": made[name]}


def _eight_bits(colour: Json) -> Json:
    return {key: float(str(np.float32(int(part * 255 + 1e-4) / 255))) for key, part in colour.items() if part}


@_change
def update_spreadsheet_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["properties"]
    if "locale" in wanted and not wanted["locale"].replace("_", "").isalpha():
        raise invalid(f"Unsupported locale: {wanted['locale']}")
    book.properties = fields.update(book.properties, wanted, fields.parse(asked["fields"]))


# cells


def _written(cell: Json, given: Json, mask: fields.Mask) -> Json:
    made = fields.update(cell, {key: value for key, value in given.items() if value is not None}, mask)
    shape = made.get("userEnteredFormat")
    if shape:
        shape = dict(shape)
        inner = mask.get("userEnteredFormat", {})
        _mirror(shape, inner, "backgroundColor")
        if "textFormat" in shape:
            shape["textFormat"] = dict(shape["textFormat"])
            _mirror(shape["textFormat"], inner.get("textFormat", {}), "foregroundColor")
        made["userEnteredFormat"] = shape
    text = made.get("userEnteredValue", {}).get("stringValue", "")
    if len(text) > 50_000:
        raise invalid("Your input contains more than the maximum of 50000 characters in a single cell.")
    return {key: value for key, value in made.items() if value not in ({}, "", None)}


@_change
def update_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    mask = fields.parse(asked["fields"])
    lines = asked.get("rows", [])
    if "range" in asked:
        tab, area = _at(book, asked["range"], who)
    else:
        start = asked["start"]
        tab = book.tab(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        area = Area(top, left, top + len(lines), left + max((len(line.get("values", [])) for line in lines), default=0))
        if area.bottom > tab.rows or area.right > tab.columns:
            raise invalid(f"Attempting to write column: {area.right - 1}, beyond the last requested column of: {tab.columns - 1}")
        _refuse_protected(book, tab, area, who)
    if "range" in asked:
        for row, column in [
            place for place in tab.cells if area.top <= place[0] < area.bottom and area.left <= place[1] < area.right
        ]:
            given = lines[row - area.top].get("values", []) if row - area.top < len(lines) else []
            if column - area.left >= len(given):
                tab.put(row, column, _written(tab.cells[row, column], {}, mask))
    for row, line in enumerate(lines, area.top):
        if row >= area.bottom:
            raise invalid(f"Attempting to write row: {row}, beyond the last requested row of: {area.bottom - 1}")
        for column, given in enumerate(line.get("values", []), area.left):
            if column >= area.right:
                raise invalid(f"Attempting to write column: {column}, beyond the last requested column of: {area.right - 1}")
            tab.put(row, column, _written(tab.cells.get((row, column), {}), given, mask))


@_change
def repeat_cell(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = _at(book, asked["range"], who)
    mask = fields.parse(asked["fields"])
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            tab.put(row, column, _written(tab.cells.get((row, column), {}), asked.get("cell", {}), mask))


@_change
def append_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked.get("sheetId", 0))
    row = tab.filled(tab.whole)[0]
    lines = asked.get("rows", [])
    grow(book, tab, row + len(lines), max((len(line.get("values", [])) for line in lines), default=0))
    update_cells(book, {"start": {"sheetId": tab.id, "rowIndex": row}, "rows": lines, "fields": asked["fields"]}, who)


@_change
def set_data_validation(book: Spreadsheet, asked: Json, who: str) -> None:
    repeat_cell(book, {"range": asked["range"], "cell": {"dataValidation": asked.get("rule")}, "fields": "dataValidation"}, who)


@_change
def copy_paste(book: Spreadsheet, asked: Json, who: str) -> None:
    source, area = _at(book, asked["source"], writes=False)
    target, there = _at(book, asked["destination"], who)
    kind = asked.get("pasteType", "PASTE_NORMAL")
    keys = {"PASTE_VALUES": ("userEnteredValue",), "PASTE_FORMAT": ("userEnteredFormat",)}.get(kind)
    copied = {(row, column): source.cells.get((row, column), {}) for row in range(area.top, area.bottom) for column in range(area.left, area.right)}  # fmt: skip
    height, width = area.bottom - area.top, area.right - area.left
    for row in range(there.top, max(there.bottom, there.top + height)):
        for column in range(there.left, max(there.right, there.left + width)):
            cell = copied[area.top + (row - there.top) % height, area.left + (column - there.left) % width]
            target.put(
                row,
                column,
                cell if keys is None else target.cells.get((row, column), {}) | {key: cell[key] for key in keys if key in cell},
            )


@_change
def cut_paste(book: Spreadsheet, asked: Json, who: str) -> None:
    source, area = _at(book, asked["source"], who)
    start = asked["destination"]
    target = book.tab(start.get("sheetId", 0))
    places = [(row, column) for row in range(area.top, area.bottom) for column in range(area.left, area.right)]
    cut = {place: source.cells.pop(place, {}) for place in places}
    for (row, column), cell in cut.items():
        target.put(row - area.top + start.get("rowIndex", 0), column - area.left + start.get("columnIndex", 0), cell)


@_change
def sort_range(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = _at(book, asked["range"], who)
    lines = [
        [tab.cells.get((row, column), {}) for column in range(area.left, area.right)] for row in range(area.top, area.bottom)
    ]
    for spec in reversed(asked.get("sortSpecs", [])):
        place = spec.get("dimensionIndex", 0) - area.left
        lines.sort(key=functools.partial(_rank, tab, place), reverse=spec.get("sortOrder") == "DESCENDING")
    for row, line in enumerate(lines, area.top):
        for column, cell in enumerate(line, area.left):
            tab.put(row, column, cell)


def _rank(tab: Tab, place: int, line: list[Json]) -> tuple[bool, bool, float, str]:
    value = plain(tab.value(line[place]))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value == "", not number, float(value) if number else 0.0, str(value)


@_change
def merge_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = _at(book, asked["range"], who)
    kind = asked.get("mergeType", "MERGE_ALL")
    pieces = [area]
    if kind == "MERGE_ROWS":
        pieces = [Area(row, area.left, row + 1, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        pieces = [Area(area.top, column, area.bottom, column + 1) for column in range(area.left, area.right)]
    _unmerge(tab, area)
    merges = tab.extras.setdefault("merges", [])
    for piece in pieces:
        _refuse_half_frozen(tab.grid, piece)
        merges.append(_as_range(tab, piece))
        for row, column in [
            place for place in tab.cells if piece.top <= place[0] < piece.bottom and piece.left <= place[1] < piece.right
        ]:
            if (row, column) != (piece.top, piece.left):
                tab.put(row, column, {key: value for key, value in tab.cells[row, column].items() if key == "userEnteredFormat"})


def _refuse_half_frozen(grid: Json, area: Area) -> None:
    rows, columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if area.top < rows < area.bottom:
        raise invalid("You can't merge frozen and non-frozen rows.")
    if area.left < columns < area.right:
        raise invalid("You can't merge frozen and non-frozen columns.")


@_change
def unmerge_cells(book: Spreadsheet, asked: Json, who: str) -> None:
    _unmerge(*_at(book, asked["range"], who))


def _unmerge(tab: Tab, area: Area) -> None:
    kept = []
    for merge in tab.extras.get("merges", []):
        other = area_of(merge, tab)
        if other.bottom <= area.top or other.top >= area.bottom or other.right <= area.left or other.left >= area.right:
            kept.append(merge)
        elif not _within(other, area):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    tab.extras["merges"] = kept


def _as_range(tab: Tab, area: Area) -> Json:
    made = {
        "sheetId": tab.id,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
    return without_zero(made)


# rows and columns


def _dimension(book: Spreadsheet, where: Json) -> tuple[Tab, str, int, int]:
    tab = book.tab(where.get("sheetId", 0))
    dimension = where.get("dimension", "ROWS")
    size = tab.rows if dimension == "ROWS" else tab.columns
    start, end = where.get("startIndex", 0), where.get("endIndex", size)
    if start < 0 or end > size + (1 if start == size else 0) * (end - start) or end < start:
        raise invalid(f"range.endIndex[{end}] is after last {'row' if dimension == 'ROWS' else 'column'} in sheet[{size}]")
    return tab, dimension, start, end


@_change
def update_dimension_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["range"])
    mask = fields.parse(asked["fields"])
    for place in range(start, end):
        made = fields.update(tab.dimensions[dimension].get(place, {}), asked["properties"], mask)
        tab.dimensions[dimension][place] = {key: value for key, value in made.items() if value is not False}


@_change
def auto_resize_dimensions(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["dimensions"])
    for place in range(start, end):
        longest = max((len(str(plain(tab.value(cell)))) for (_, column), cell in tab.cells.items() if column == place), default=0)
        tab.dimensions[dimension][place] = tab.dimensions[dimension].get(place, {}) | {
            "pixelSize": 21 if dimension == "ROWS" else max(21, 7 * longest)
        }


@_change
def insert_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    where = asked["range"]
    tab = book.tab(where.get("sheetId", 0))
    start, end = where["startIndex"], where["endIndex"]
    size = tab.rows if where["dimension"] == "ROWS" else tab.columns
    if start > size or (start == 0 and asked.get("inheritFromBefore")):
        raise invalid(f"range.startIndex[{start}] must be in the sheet")
    shift(tab, where["dimension"], start, end - start)


@_change
def append_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked.get("sheetId", 0))
    tab.grid["rowCount" if asked["dimension"] == "ROWS" else "columnCount"] += asked["length"]


@_change
def delete_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["range"])
    if end - start >= (tab.rows if dimension == "ROWS" else tab.columns):
        raise invalid(f"You can't delete all the {'rows' if dimension == 'ROWS' else 'columns'} on the sheet.")
    shift(tab, dimension, start, start - end)


@_change
def add_dimension_group(book: Spreadsheet, asked: Json, who: str) -> Json:
    tab, dimension, _, _ = _dimension(book, asked["range"])
    name = "rowGroups" if dimension == "ROWS" else "columnGroups"
    tab.grid["rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"] = True
    tab.extras.setdefault(name, []).append({"range": without_zero(asked["range"]), "depth": 1})
    return {"dimensionGroups": tab.extras[name]}


@_change
def delete_dimension_group(book: Spreadsheet, asked: Json, who: str) -> Json:
    tab, dimension, _, _ = _dimension(book, asked["range"])
    name = "rowGroups" if dimension == "ROWS" else "columnGroups"
    tab.extras[name] = [group for group in tab.extras.get(name, []) if group["range"] != without_zero(asked["range"])]
    return {"dimensionGroups": tab.extras[name]} if tab.extras[name] else {}


# what lies over the cells


@_change
def set_basic_filter(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = _at(book, asked["filter"].get("range", {}), who)
    tab.extras["basicFilter"] = asked["filter"] | {"range": _as_range(tab, area)}


@_change
def clear_basic_filter(book: Spreadsheet, asked: Json, who: str) -> None:
    book.tab(asked.get("sheetId", 0)).extras.pop("basicFilter", None)


@_change
def add_conditional_format_rule(book: Spreadsheet, asked: Json, who: str) -> None:
    rule = asked["rule"]
    tab, _ = _at(book, rule["ranges"][0], who)
    rules = tab.extras.setdefault("conditionalFormats", [])
    place = asked.get("index", 0)
    if place > len(rules):
        raise invalid(f"index[{place}] must not be after the last rule[{len(rules)}]")
    rules.insert(place, rule)


@_change
def delete_conditional_format_rule(book: Spreadsheet, asked: Json, who: str) -> Json:
    rules = book.tab(asked.get("sheetId", 0)).extras.get("conditionalFormats", [])
    if asked.get("index", 0) >= len(rules):
        raise invalid(f"No conditional format on sheet: {asked.get('sheetId', 0)} at index: {asked.get('index', 0)}")
    return {"rule": rules.pop(asked.get("index", 0))}


@_change
def add_chart(book: Spreadsheet, asked: Json, who: str) -> Json:
    chart: Json = dict(asked["chart"])
    position = chart.get("position", {})
    sheet_id = position.get("overlayPosition", {}).get("anchorCell", {}).get("sheetId", 0)
    tab = book.tab(sheet_id)
    taken = {int(other["chartId"]) for each in book.tabs for other in each.extras.get("charts", [])}
    chart.setdefault("chartId", _new_id(taken))
    if chart["chartId"] in taken:
        raise invalid(f"Chart with ID {chart['chartId']} already exists.")
    for source in _sources(chart["spec"]):
        _at(book, source, writes=False)
    tab.extras.setdefault("charts", []).append(chart)
    return {"chart": chart}


def _sources(value: Any) -> list[Json]:
    if isinstance(value, dict):
        own = value["sourceRange"]["sources"] if "sourceRange" in value else []
        return own + [found for item in value.values() for found in _sources(item)]
    return [found for item in value for found in _sources(item)] if isinstance(value, list) else []


@_change
def delete_embedded_object(book: Spreadsheet, asked: Json, who: str) -> None:
    for tab in book.tabs:
        charts = tab.extras.get("charts", [])
        kept = [chart for chart in charts if chart["chartId"] != asked["objectId"]]
        if len(kept) < len(charts):
            tab.extras["charts"] = kept
            return
    raise invalid(f"No embedded object with id: {asked['objectId']}")


@_change
def add_protected_range(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["protectedRange"]
    tab, _ = _at(book, wanted.get("range", {}), who)
    taken = {int(other["protectedRangeId"]) for each in book.tabs for other in each.extras.get("protectedRanges", [])}
    made = {key: value for key, value in wanted.items() if value not in (None, False, [], {}) and key != "requestingUserCanEdit"}
    made.setdefault("protectedRangeId", _new_id(taken))
    if made["protectedRangeId"] in taken:
        raise invalid(f"Protected range with ID {made['protectedRangeId']} already exists.")
    made["range"] = without_zero(wanted.get("range", {}))
    tab.extras.setdefault("protectedRanges", []).append(made)
    made["editors"] = {"users": sorted({*made.get("editors", {}).get("users", []), who})}
    shown = {"editors": {key: value for key, value in wanted.get("editors", {}).items() if value}}
    answer = {key: value for key, value in made.items() if key != "editors"}
    return {"protectedRange": answer | {"requestingUserCanEdit": True} | shown}


@_change
def delete_protected_range(book: Spreadsheet, asked: Json, who: str) -> None:
    for tab in book.tabs:
        ranges = tab.extras.get("protectedRanges", [])
        for found in [each for each in ranges if each["protectedRangeId"] == asked["protectedRangeId"]]:
            if not may_edit(book, found, who) and not found.get("warningOnly"):
                raise invalid(_PROTECTED)
            ranges.remove(found)
            return
    raise invalid(f"No protected range with id: {asked['protectedRangeId']}")


@_change
def add_named_range(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["namedRange"]
    _at(book, wanted.get("range", {}), writes=False)
    if any(named["name"].casefold() == wanted["name"].casefold() for named in book.named_ranges):
        raise invalid(f'A named range with the name "{wanted["name"]}" already exists.')
    taken = {int(named["namedRangeId"]) for named in book.named_ranges if named["namedRangeId"].isdigit()}
    made = {"namedRangeId": str(_new_id(taken))} | wanted | {"range": without_zero(wanted.get("range", {}))}
    book.named_ranges.append(made)
    return {"namedRange": made}


@_change
def update_named_range(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["namedRange"]
    place = _named(book, wanted["namedRangeId"])
    made = fields.update(book.named_ranges[place], wanted, fields.parse(asked["fields"]))
    book.named_ranges[place] = made | {"range": without_zero(made["range"])}


@_change
def delete_named_range(book: Spreadsheet, asked: Json, who: str) -> None:
    del book.named_ranges[_named(book, asked["namedRangeId"])]


def _named(book: Spreadsheet, id_: str) -> int:
    found = next((place for place, named in enumerate(book.named_ranges) if named["namedRangeId"] == id_), None)
    if found is None:
        raise invalid(f"No named range with id: {id_}")
    return found


@_change
def create_developer_metadata(book: Spreadsheet, asked: Json, who: str) -> Json:
    made = {"visibility": "DOCUMENT"} | asked["developerMetadata"]
    holders = [book.metadata, *(tab.extras.get("developerMetadata", []) for tab in book.tabs)]
    taken = {int(item["metadataId"]) for holder in holders for item in holder}
    made.setdefault("metadataId", _new_id(taken))
    if made["metadataId"] in taken:
        raise invalid(f"Developer metadata with ID {made['metadataId']} already exists.")
    if "sheetId" in made["location"]:
        made["location"] = {"locationType": "SHEET"} | made["location"]
        book.tab(made["location"]["sheetId"]).extras.setdefault("developerMetadata", []).append(made)
    else:
        made["location"] = {"locationType": "SPREADSHEET"} | made["location"]
        book.metadata.append(made)
    return {"developerMetadata": made}


@_change
def delete_developer_metadata(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["dataFilter"].get("developerMetadataLookup", {})
    gone = []
    for holder in [book.metadata, *(tab.extras.get("developerMetadata", []) for tab in book.tabs)]:
        for item in list(holder):
            same = all(item.get(key) == wanted[key] for key in ("metadataId", "metadataKey", "metadataValue") if key in wanted)
            where = wanted.get("metadataLocation", {}).get("sheetId")
            if same and (where is None or item["location"].get("sheetId") == where):
                holder.remove(item)
                gone.append(item)
    return {"deletedDeveloperMetadata": gone} if gone else {}
