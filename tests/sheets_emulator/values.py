"""`spreadsheets.values`: get, update, append, clear, and their batches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.sheets_emulator.cells import entered, formatted, plain
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, a1, area_of, column_name
from tests.sheets_emulator.schema import Call, Json, invalid


def get(book: Spreadsheet, call: Call, body: Json) -> Json:
    return _range(book, call.path["range"], _Shown(call.one))


def batch_get(book: Spreadsheet, call: Call, body: Json) -> Json:
    shown = _Shown(call.one)
    return {
        "spreadsheetId": book.id,
        "valueRanges": [_range(book, text, shown) for text in call.query.get("ranges", [])],
    }


def batch_get_by_filter(book: Spreadsheet, call: Call, body: Json) -> Json:
    shown = _Shown(lambda name, default="": str(body.get(name, default)))
    found = []
    for wanted in body.get("dataFilters", []):
        tab, area = located(book, wanted)
        found.append({"valueRange": _values(book, tab, area, shown), "dataFilters": [wanted]})
    return {"spreadsheetId": book.id, "valueRanges": found}


def located(book: Spreadsheet, data_filter: Json) -> tuple[Tab, Area]:
    """The tab and cells that a `DataFilter` names by range."""
    if "a1Range" in data_filter:
        return book.locate(data_filter["a1Range"])
    tab = book.tab(data_filter.get("gridRange", {}).get("sheetId", 0))
    return tab, area_of(data_filter.get("gridRange", {}), tab)


class _Shown:
    """How values are asked for; French-free names are the API's own."""

    def __init__(self, one: Callable[..., str]) -> None:
        self.major = one("majorDimension", "ROWS") or "ROWS"
        self.render = one("valueRenderOption", "FORMATTED_VALUE")
        self.days = one("dateTimeRenderOption", "SERIAL_NUMBER")


def _range(book: Spreadsheet, text: str, shown: _Shown) -> Json:
    tab, area = book.locate(text)
    return _values(book, tab, area, shown)


def _values(book: Spreadsheet, tab: Tab, area: Area, shown: _Shown) -> Json:
    by_row: dict[int, dict[int, Any]] = {}
    for (row, column), cell in tab.cells.items():
        if (
            area.top <= row < area.bottom
            and area.left <= column < area.right
            and cell.get("userEnteredValue")
        ):
            by_row.setdefault(row, {})[column] = _shown(tab, cell, shown, book.properties["locale"])
    lines = []
    for row in range(area.top, max(by_row, default=area.top - 1) + 1):
        cells = by_row.get(row, {})
        lines.append(
            [
                cells.get(column, "")
                for column in range(area.left, max(cells, default=area.left - 1) + 1)
            ]
        )
    if shown.major == "COLUMNS":
        height, width = len(lines), max((len(line) for line in lines), default=0)
        columns = [
            [line[column] if column < len(line) else "" for line in lines]
            for column in range(width)
        ]
        lines = [
            column[: max((n + 1 for n in range(height) if column[n] != ""), default=0)]
            for column in columns
        ]
    return {
        "range": a1(tab, area),
        "majorDimension": shown.major,
        **({"values": lines} if lines else {}),
    }


def _shown(tab: Tab, cell: Json, shown: _Shown, locale: str) -> Any:
    value = cell["userEnteredValue"]
    kind = cell.get("userEnteredFormat", {}).get("numberFormat")
    if shown.render == "FORMULA" and "formulaValue" in value:
        return value["formulaValue"]
    day = (kind or {}).get("type") in (
        "DATE",
        "TIME",
        "DATE_TIME",
    ) and shown.days == "FORMATTED_STRING"
    if shown.render == "FORMATTED_VALUE" or day:
        return formatted(tab.value(cell), kind, locale)
    return plain(tab.value(cell))


def update(book: Spreadsheet, call: Call, body: Json) -> Json:
    given = body.get("range")
    if given and book.locate(given) != book.locate(call.path["range"]):
        raise invalid(
            f"Requested writing within range [{call.path['range']}], "
            f"but tried writing to range [{given}]"
        )
    return _written(
        book,
        call.path["range"],
        body,
        _input(call.one("valueInputOption")),
        call.true("includeValuesInResponse"),
    )


def batch_update(book: Spreadsheet, call: Call, body: Json) -> Json:
    raw, with_values = (
        _input(body.get("valueInputOption", "")),
        body.get("includeValuesInResponse", False),
    )
    done = [_written(book, data["range"], data, raw, with_values) for data in body.get("data", [])]
    areas = [book.locate(one["updatedRange"]) for one in done]
    rows = {(tab.id, row) for tab, area in areas for row in range(area.top, area.bottom)}
    columns = {(tab.id, column) for tab, area in areas for column in range(area.left, area.right)}
    totals = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(one["updatedCells"] for one in done),
    }
    return {
        "spreadsheetId": book.id,
        **totals,
        "totalUpdatedSheets": len({one["updatedRange"].rpartition("!")[0] for one in done}),
        "responses": done,
    }


def _input(option: str) -> bool:
    """Whether values are taken as they are."""
    if option not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    return option == "RAW"


def _written(book: Spreadsheet, text: str, body: Json, raw: bool, with_values: bool) -> Json:
    tab, area = book.locate(text)
    lines = _by_rows(body)
    alone = area.bottom - area.top == 1 and area.right - area.left == 1
    bottom, right = area.top + len(lines), area.left + max((len(line) for line in lines), default=0)
    if not alone and bottom > area.bottom:
        raise invalid(
            f"Requested writing within range [{_quoted(tab, area)}], "
            f"but tried writing to row [{area.bottom + 1}]"
        )
    if not alone and right > area.right:
        raise invalid(
            f"Requested writing within range [{_quoted(tab, area)}], "
            f"but tried writing to column [{column_name(area.right)}]"
        )
    grow(book, tab, bottom, right)
    put(book, tab, area.top, area.left, lines, raw)
    used = Area(area.top, area.left, max(bottom, area.top + 1), max(right, area.left + 1))
    written = [
        (row, column)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value is not None
    ]
    made: Json = {
        "spreadsheetId": book.id,
        "updatedRange": a1(tab, used),
        "updatedRows": len({row for row, _ in written}),
        "updatedColumns": len({column for _, column in written}),
        "updatedCells": len(written),
    }
    if with_values:
        made["updatedData"] = _values(book, tab, used, _Shown(lambda name, default="": default))
    return made


def _quoted(tab: Tab, area: Area) -> str:
    return "'" + tab.title.replace("'", "''") + "'!" + a1(tab, area).rpartition("!")[2]


def _by_rows(body: Json) -> list[list[Any]]:
    lines: list[list[Any]] = body.get("values") or []
    if body.get("majorDimension") == "COLUMNS":
        height = max((len(line) for line in lines), default=0)
        return [[line[row] if row < len(line) else None for line in lines] for row in range(height)]
    return lines


def grow(book: Spreadsheet, tab: Tab, rows: int, columns: int) -> None:
    """Make room for what is written beyond the grid."""
    tab.grid["rowCount"], tab.grid["columnCount"] = max(tab.rows, rows), max(tab.columns, columns)
    book.refuse_too_many_cells()


def put(
    book: Spreadsheet, tab: Tab, top: int, left: int, lines: list[list[Any]], raw: bool
) -> None:
    for row, line in enumerate(lines, top):
        for column, value in enumerate(line, left):
            if value is None:
                continue
            made, kind = entered(value, raw, book.properties["locale"])
            cell = dict(tab.cells.get((row, column), {}))
            cell.pop("userEnteredValue", None)
            if made:
                cell["userEnteredValue"] = made
            if kind and "numberFormat" not in cell.get("userEnteredFormat", {}):
                cell["userEnteredFormat"] = cell.get("userEnteredFormat", {}) | {
                    "numberFormat": kind
                }
            tab.put(row, column, cell)


def append(book: Spreadsheet, call: Call, body: Json) -> Json:
    tab, area = book.locate(call.path["range"])
    table = _table(tab, area)
    lines = _by_rows(body)
    row = table.bottom if table else area.top
    left = table.left if table else area.left
    if call.one("insertDataOption") == "INSERT_ROWS" and table and row < tab.rows:
        shift(tab, "ROWS", row, len(lines))
    target = f"{_quoted(tab, Area(row, left, row + 1, left + 1))}"
    grow(book, tab, row + len(lines), left + 1)
    done = _written(
        book,
        target,
        {"values": lines},
        _input(call.one("valueInputOption")),
        call.true("includeValuesInResponse"),
    )
    return {
        "spreadsheetId": book.id,
        **({"tableRange": a1(tab, table)} if table else {}),
        "updates": done,
    }


def _table(tab: Tab, area: Area) -> Area | None:
    """The block of cells with values that a range touches, the last one in it."""
    filled = {place for place, cell in tab.cells.items() if cell.get("userEnteredValue")}
    inside = [
        place
        for place in filled
        if area.top <= place[0] < area.bottom and area.left <= place[1] < area.right
    ]
    if not inside:
        return None
    found = {max(inside)}
    edge = list(found)
    while edge:
        row, column = edge.pop()
        near = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & filled - found
        found |= near
        edge += near
    rows, columns = [row for row, _ in found], [column for _, column in found]
    return Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def clear(book: Spreadsheet, call: Call, body: Json) -> Json:
    return {"spreadsheetId": book.id, "clearedRange": _cleared(book, call.path["range"])}


def batch_clear(book: Spreadsheet, call: Call, body: Json) -> Json:
    return {
        "spreadsheetId": book.id,
        "clearedRanges": [_cleared(book, text) for text in body.get("ranges", [])],
    }


def _cleared(book: Spreadsheet, text: str) -> str:
    tab, area = book.locate(text)
    for row, column in list(tab.cells):
        if area.top <= row < area.bottom and area.left <= column < area.right:
            tab.put(
                row,
                column,
                {
                    key: value
                    for key, value in tab.cells[row, column].items()
                    if key != "userEnteredValue"
                },
            )
    return a1(tab, area)


def shift(tab: Tab, dimension: str, at: int, by: int) -> None:
    """Insert `by` rows or columns before `at`; where it is negative, take that many away."""
    along = 0 if dimension == "ROWS" else 1

    def moved(place: int) -> int | None:
        if by < 0 and at <= place < at - by:
            return None
        return place + by if place >= at else place

    cells = {}
    for place, cell in tab.cells.items():
        there = moved(place[along])
        if there is not None:
            cells[(there, place[1]) if along == 0 else (place[0], there)] = cell
    tab.cells = {
        place: _with_moved_formula(cell, dimension, at, by) for place, cell in cells.items()
    }
    sizes = {moved(place): size for place, size in tab.dimensions[dimension].items()}
    tab.dimensions[dimension] = {place: size for place, size in sizes.items() if place is not None}
    count = "rowCount" if along == 0 else "columnCount"
    tab.grid[count] += by
    if along:
        _move_typed_columns(tab, moved, at)
    start, end = (
        ("startRowIndex", "endRowIndex") if along == 0 else ("startColumnIndex", "endColumnIndex")
    )
    for grid_range in _ranges(tab.extras):
        if end in grid_range and grid_range[end] > at:
            grid_range[end] = max(at, grid_range[end] + by)
        if start in grid_range and grid_range[start] >= at:
            grid_range[start] = max(at, grid_range[start] + by)


def _move_typed_columns(tab: Tab, moved: Callable[[int], int | None], at: int) -> None:
    """A table counts its columns from its own first one."""
    for table in tab.tables:
        left = table["range"].get("startColumnIndex", 0)
        first = at if moved(left) is None else moved(left)
        columns = [
            (moved(left + each.get("columnIndex", 0)), each)
            for each in table.get("columnProperties", [])
        ]
        table["columnProperties"] = [
            each | {"columnIndex": column - first}
            for column, each in columns
            if column is not None and first is not None
        ]


def _with_moved_formula(cell: Json, dimension: str, at: int, by: int) -> Json:
    """As Google does it for rows that are inserted: what is below them is referred to there."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
    if dimension != "ROWS" or by < 0 or not formula:
        return cell

    def moved(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + by if row > at else row}"

    text = re.sub(r"(\$?\b[A-Z]{1,3}\$?)(\d+)\b(?!\()", moved, formula)
    return {**cell, "userEnteredValue": {"formulaValue": text}}


def _ranges(value: Any) -> list[Json]:
    if isinstance(value, dict):
        if "endRowIndex" in value or "endColumnIndex" in value:
            return [value]
        return [found for item in value.values() for found in _ranges(item)]
    return [found for item in value for found in _ranges(item)] if isinstance(value, list) else []


METHODS: Mapping[str, Callable[[Spreadsheet, Call, Json], Json]] = {
    "spreadsheets.values.get": get,
    "spreadsheets.values.batchGet": batch_get,
    "spreadsheets.values.batchGetByDataFilter": batch_get_by_filter,
    "spreadsheets.values.update": update,
    "spreadsheets.values.batchUpdate": batch_update,
    "spreadsheets.values.append": append,
    "spreadsheets.values.clear": clear,
    "spreadsheets.values.batchClear": batch_clear,
}
