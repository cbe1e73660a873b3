"""Requests about tabs, their rows and columns, and the spreadsheet itself."""

from __future__ import annotations

from tests.sheets_emulator import fields
from tests.sheets_emulator.cells import plain
from tests.sheets_emulator.grid import Spreadsheet, Tab, area_of
from tests.sheets_emulator.request_rules import (
    change,
    mirror,
    new_id,
    refuse_half_frozen,
    refuse_protected,
    without_zero,
)
from tests.sheets_emulator.schema import Json, invalid
from tests.sheets_emulator.values import shift

_KIND_OF_LINE = {"ROWS": "row", "COLUMNS": "column"}


@change
def add_sheet(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked.get("properties", {})
    ids = {tab.id for tab in book.tabs}
    sheet_id = wanted.get("sheetId", new_id(ids))
    title = wanted.get("title") or f"Sheet{len(book.tabs) + 1}"
    if sheet_id in ids:
        raise invalid(f'Sheet with ID "{sheet_id}" already exists. Please enter another ID.')
    _refuse_title(book, title, None)
    grid = {"rowCount": 1000, "columnCount": 26} | wanted.get("gridProperties", {})
    tab = Tab(
        {
            **wanted,
            "sheetId": sheet_id,
            "title": title,
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": _tidy(grid),
        }
    )
    book.tabs.insert(min(wanted.get("index", len(book.tabs)), len(book.tabs)), tab)
    book.renumber()
    return {"properties": tab.properties}


@change
def duplicate_sheet(book: Spreadsheet, asked: Json, who: str) -> Json:
    source = book.tab(asked.get("sourceSheetId", 0))
    ids = {tab.id for tab in book.tabs}
    made = source.copy()
    title = asked.get("newSheetName") or f"Copy of {source.title}"
    _refuse_title(book, title, None)
    made.properties |= {"sheetId": asked.get("newSheetId") or new_id(ids), "title": title}
    for table in made.tables:
        table |= {"tableId": str(new_id(ids)), "name": f"{table['name']}_2"}
        table["range"] = table["range"] | {"sheetId": made.id}
    book.tabs.insert(asked.get("insertSheetIndex", 0), made)
    book.renumber()
    return {"properties": made.properties}


def _refuse_title(book: Spreadsheet, title: str, own: Tab | None) -> None:
    if any(tab is not own and tab.title.casefold() == title.casefold() for tab in book.tabs):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _tidy(grid: Json) -> Json:
    return {
        key: value for key, value in grid.items() if value or key in ("rowCount", "columnCount")
    }


@change
def delete_sheet(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked["sheetId"])
    if len(book.tabs) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    refuse_protected(book, tab, tab.whole, who)
    book.tabs.remove(tab)
    book.named_ranges = [
        named for named in book.named_ranges if named["range"].get("sheetId", 0) != tab.id
    ]


@change
def update_sheet_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["properties"]
    tab = book.tab(wanted.get("sheetId", 0))
    mask = fields.parse(asked["fields"])
    if "title" in mask:
        _refuse_title(book, wanted.get("title", ""), tab)
    before = tab.properties
    made = fields.update(before, wanted, mask)
    made["gridProperties"] = _tidy(
        {"rowCount": tab.rows, "columnCount": tab.columns} | made.get("gridProperties", {})
    )
    if made["gridProperties"]["rowCount"] < 1 or made["gridProperties"]["columnCount"] < 1:
        raise invalid("A sheet must have at least one row and one column.")
    if made["gridProperties"].get("frozenRowCount", 0) >= made["gridProperties"]["rowCount"]:
        raise invalid("You can't freeze all visible rows on the sheet.")
    for merge in tab.extras.get("merges", []):
        refuse_half_frozen(made["gridProperties"], area_of(merge, tab))
    if made.get("hidden") and all(
        other.properties.get("hidden") for other in book.tabs if other is not tab
    ):
        raise invalid("You can't hide all the sheets in a document.")
    for key in ("hidden", "rightToLeft"):
        if not made.get(key):
            made.pop(key, None)
    mirror(made, mask, "tabColor")
    tab.properties = {
        "sheetId": tab.id,
        "index": before["index"],
        "title": tab.title,
        "sheetType": "GRID",
    } | made
    tab.cells = {
        place: cell
        for place, cell in tab.cells.items()
        if place[0] < tab.rows and place[1] < tab.columns
    }
    if "index" in mask:
        place = wanted.get("index", 0)
        was = book.tabs.index(tab)
        book.tabs.remove(tab)
        book.tabs.insert(place - 1 if place > was else place, tab)
        book.renumber()


@change
def update_spreadsheet_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["properties"]
    if "locale" in wanted and not wanted["locale"].replace("_", "").isalpha():
        raise invalid(f"Unsupported locale: {wanted['locale']}")
    book.properties = fields.update(book.properties, wanted, fields.parse(asked["fields"]))


def _dimension(book: Spreadsheet, where: Json) -> tuple[Tab, str, int, int]:
    tab = book.tab(where.get("sheetId", 0))
    dimension = where.get("dimension", "ROWS")
    size = tab.rows if dimension == "ROWS" else tab.columns
    start, end = where.get("startIndex", 0), where.get("endIndex", size)
    if start < 0 or end > size + (1 if start == size else 0) * (end - start) or end < start:
        line = _KIND_OF_LINE.get(dimension, "column")
        raise invalid(f"range.endIndex[{end}] is after last {line} in sheet[{size}]")
    return tab, dimension, start, end


@change
def update_dimension_properties(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["range"])
    mask = fields.parse(asked["fields"])
    for place in range(start, end):
        made = fields.update(tab.dimensions[dimension].get(place, {}), asked["properties"], mask)
        tab.dimensions[dimension][place] = {
            key: value for key, value in made.items() if value is not False
        }


@change
def auto_resize_dimensions(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["dimensions"])
    for place in range(start, end):
        longest = max(
            (
                len(str(plain(tab.value(cell))))
                for (_, column), cell in tab.cells.items()
                if column == place
            ),
            default=0,
        )
        tab.dimensions[dimension][place] = tab.dimensions[dimension].get(place, {}) | {
            "pixelSize": 21 if dimension == "ROWS" else max(21, 7 * longest)
        }


@change
def insert_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    where = asked["range"]
    tab = book.tab(where.get("sheetId", 0))
    start, end = where["startIndex"], where["endIndex"]
    size = tab.rows if where["dimension"] == "ROWS" else tab.columns
    if start > size or (start == 0 and asked.get("inheritFromBefore")):
        raise invalid(f"range.startIndex[{start}] must be in the sheet")
    shift(tab, where["dimension"], start, end - start)


@change
def append_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    tab = book.tab(asked.get("sheetId", 0))
    tab.grid["rowCount" if asked["dimension"] == "ROWS" else "columnCount"] += asked["length"]


@change
def delete_dimension(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, dimension, start, end = _dimension(book, asked["range"])
    if end - start >= (tab.rows if dimension == "ROWS" else tab.columns):
        raise invalid(
            f"You can't delete all the {'rows' if dimension == 'ROWS' else 'columns'} on the sheet."
        )
    shift(tab, dimension, start, start - end)


@change
def add_dimension_group(book: Spreadsheet, asked: Json, who: str) -> Json:
    tab, dimension, _, _ = _dimension(book, asked["range"])
    name = "rowGroups" if dimension == "ROWS" else "columnGroups"
    tab.grid["rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"] = True
    tab.extras.setdefault(name, []).append({"range": without_zero(asked["range"]), "depth": 1})
    return {"dimensionGroups": tab.extras[name]}


@change
def delete_dimension_group(book: Spreadsheet, asked: Json, who: str) -> Json:
    tab, dimension, _, _ = _dimension(book, asked["range"])
    name = "rowGroups" if dimension == "ROWS" else "columnGroups"
    tab.extras[name] = [
        group
        for group in tab.extras.get(name, [])
        if group["range"] != without_zero(asked["range"])
    ]
    return {"dimensionGroups": tab.extras[name]} if tab.extras[name] else {}
