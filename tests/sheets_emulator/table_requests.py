"""Requests about tables: ranges with a header, whose columns may have a type."""

from __future__ import annotations

from tests.sheets_emulator import fields
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, area_of
from tests.sheets_emulator.request_rules import as_range, at, change, meet, new_id
from tests.sheets_emulator.schema import Json, invalid

_FILLED_BY_ITSELF = {"BOOLEAN": {"boolValue": False}, "RATINGS_CHIP": {"numberValue": 0}}
"""Google's guide on tables: the two types whose empty cells are not empty."""


@change
def add_table(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["table"]
    tab, area = at(book, wanted["range"], who)
    taken = {table["tableId"] for other in book.tabs for table in other.tables}
    table = {"tableId": str(new_id(set())), "name": f"Table_{len(taken) + 1}"} | wanted
    if table["tableId"] in taken:
        raise invalid(f"Table with ID {table['tableId']} already exists.")
    tab.extras.setdefault("tables", []).append(table)
    _settle(tab, table, area)
    return {"table": tab.shown_table(table)}


@change
def update_table(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["table"]
    tab, index = _find(book, wanted.get("tableId", ""))
    table = fields.update(tab.tables[index], wanted, fields.parse(asked["fields"]))
    tab.tables[index] = table
    at(book, table["range"], who)
    _settle(tab, table, area_of(table["range"], tab))


@change
def delete_table(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, index = _find(book, asked["tableId"])
    area = area_of(tab.tables.pop(index)["range"], tab)
    # All that is in it goes as well.
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            tab.put(row, column, {})


def _find(book: Spreadsheet, table_id: str) -> tuple[Tab, int]:
    for tab in book.tabs:
        for index, table in enumerate(tab.tables):
            if table["tableId"] == table_id:
                return tab, index
    raise invalid(f"No table with id: {table_id}")


def _settle(tab: Tab, table: Json, area: Area) -> None:
    """Refuse what no table may be; name its columns, fill what fills itself."""
    table["range"] = as_range(tab, area)
    if area.bottom - area.top < 2:
        raise invalid("A table must have a header and at least one row.")
    if any(meet(area, area_of(other["range"], tab)) for other in tab.tables if other is not table):
        raise invalid("A table can't overlap another table.")
    for properties in table.setdefault("columnProperties", []):
        rule = properties.get("dataValidationRule", {}).get("condition", {}).get("type")
        expected = "ONE_OF_LIST" if properties.get("columnType") == "DROPDOWN" else None
        if rule != expected:
            raise invalid("Data validation rule is set for dropdown columns, and for these only.")
    names = {
        each.get("columnIndex", 0): each.get("columnName") for each in table["columnProperties"]
    }
    for column in range(area.left, area.right):
        header = tab.cells.get((area.top, column), {})
        name = names.get(column - area.left)
        if name or "userEnteredValue" not in header:
            named = {"stringValue": name or f"Column {column - area.left + 1}"}
            tab.put(area.top, column, header | {"userEnteredValue": named})
    for column, kind in tab.types_of(table).items():
        for row in range(area.top + 1, area.bottom):
            cell = tab.cells.get((row, column), {})
            if kind in _FILLED_BY_ITSELF and "userEnteredValue" not in cell:
                tab.put(row, column, cell | {"userEnteredValue": _FILLED_BY_ITSELF[kind]})
