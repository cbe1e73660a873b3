"""What a spreadsheet holds.

Its tabs, their cells by (row, column) from 0, and where a range of it is.
"""

from __future__ import annotations

import functools
import json
import pickle
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from tests.sheets_emulator.cells import effective, formatted
from tests.sheets_emulator.schema import ApiError, Json, invalid

Copied = TypeVar("Copied")
Cell = Json
"""Never changed in place: a changed cell is a new one; to copy a tab is to copy its dict."""
MOST_CELLS = 10_000_000
_NO_TYPE = "COLUMN_TYPE_UNSPECIFIED"
_WHITE = {"red": 1, "green": 1, "blue": 1}
_THEME = {
    "TEXT": {},
    "BACKGROUND": _WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
DEFAULTS: Json = {
    "autoRecalc": "ON_CHANGE",
    "timeZone": "Etc/GMT",
    "defaultFormat": {
        "backgroundColor": _WHITE,
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {},
            "fontFamily": "arial,sans,sans-serif",
            "fontSize": 10,
            "bold": False,
            "italic": False,
            "strikethrough": False,
            "underline": False,
            "foregroundColorStyle": {"rgbColor": {}},
        },
        "backgroundColorStyle": {"rgbColor": _WHITE},
    },
    "spreadsheetTheme": {
        "primaryFontFamily": "Arial",
        "themeColors": [
            {"colorType": name, "color": {"rgbColor": colour}} for name, colour in _THEME.items()
        ],
    },
}


class Area(NamedTuple):
    """Cells of a tab, from 0, the ends not included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Tab:
    """A sheet of a spreadsheet; `extras` holds merges, filters, charts… as the API writes them."""

    properties: Json
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    dimensions: dict[str, dict[int, Json]] = field(
        default_factory=lambda: {"ROWS": {}, "COLUMNS": {}}
    )

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def grid(self) -> Json:
        found: Json = self.properties["gridProperties"]
        return found

    @property
    def rows(self) -> int:
        return int(self.grid["rowCount"])

    @property
    def columns(self) -> int:
        return int(self.grid["columnCount"])

    @property
    def whole(self) -> Area:
        return Area(0, 0, self.rows, self.columns)

    @property
    def tables(self) -> list[Json]:
        found: list[Json] = self.extras.get("tables", [])
        return found

    def types_of(self, table: Json) -> dict[int, str]:
        """Column of the tab → the type that a table gives it."""
        left = table["range"].get("startColumnIndex", 0)
        return {
            left + properties.get("columnIndex", 0): properties["columnType"]
            for properties in table.get("columnProperties", [])
            if properties.get("columnType", _NO_TYPE) != _NO_TYPE
        }

    def shown_table(self, table: Json) -> Json:
        """A table as answers give it: each of its columns, under the name in its header."""
        area = area_of(table["range"], self)
        known = {each.get("columnIndex", 0): each for each in table.get("columnProperties", [])}
        columns = []
        for index in range(area.right - area.left):
            header = self.value(self.cells.get((area.top, area.left + index), {}))
            named = known.get(index, {}) | {"columnName": header.get("stringValue", "")}
            columns.append({"columnIndex": index, **named} if index else named)
        return table | {"columnProperties": columns}

    def copy(self) -> Tab:
        return Tab(
            _copied(self.properties),
            dict(self.cells),
            _copied(self.extras),
            _copied(self.dimensions),
        )

    def put(self, row: int, column: int, cell: Cell) -> None:
        """A cell in place of what is there; an empty one is none."""
        if cell and "userEnteredValue" not in cell:
            # A format over a list's five hundred rows is one cell: it is shown and checked once.
            self.cells[row, column] = _one_of(json.dumps(cell))
        elif cell:
            self.cells[row, column] = cell
        else:
            self.cells.pop((row, column), None)

    def value(self, cell: Cell) -> Json:
        """The `ExtendedValue` that one of its cells comes to."""
        return effective(cell.get("userEnteredValue", {}), self._number)

    def _number(self, column: str, row: int) -> float:
        return float(
            self.value(self.cells.get((row - 1, column_number(column)), {})).get("numberValue", 0)
        )

    def filled(self, area: Area, *keys: str) -> tuple[int, int]:
        """How many rows and columns an area has up to the last cell with one of `keys` (or any)."""
        found = [
            (row, column)
            for (row, column), cell in self.cells.items()
            if area.top <= row < area.bottom
            and area.left <= column < area.right
            and (not keys or any(key in cell for key in keys))
        ]
        return max((r + 1 for r, _ in found), default=area.top) - area.top, max(
            (c + 1 for _, c in found), default=area.left
        ) - area.left

    def full(self, cell: Cell, locale: str) -> Cell:
        """A cell with what Google computes: its value, how it is shown, its effective format."""
        made = dict(cell)
        if "userEnteredValue" in cell:
            value = self.value(cell)
            if value:
                made["effectiveValue"] = value
            made["formattedValue"] = formatted(
                value, cell.get("userEnteredFormat", {}).get("numberFormat"), locale
            )
        if "userEnteredFormat" in cell:
            made["effectiveFormat"] = cell["userEnteredFormat"]
        return made

    def as_json(self) -> Json:
        return {
            "properties": self.properties,
            **{key: value for key, value in self.extras.items() if value},
            **({"tables": list(map(self.shown_table, self.tables))} if self.tables else {}),
        }

    def grid_data(self, area: Area, locale: str) -> Json:
        """`GridData` of an area, up to its last cell that has anything."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            if area.top <= row < area.bottom and area.left <= column < area.right:
                by_row.setdefault(row, {})[column] = cell
        full = functools.cache(lambda number: self.full(by_number[number], locale))
        by_number = {id(cell): cell for cells in by_row.values() for cell in cells.values()}
        lines: list[Json] = []
        nothing: Json = {}
        for row in range(area.top, max(by_row, default=area.top - 1) + 1):
            cells = by_row.get(row)
            shown = {column: full(id(cell)) for column, cell in (cells or {}).items()}
            lines.append(
                {"values": [shown.get(c, nothing) for c in range(area.left, max(shown) + 1)]}
                if shown
                else {}
            )
        made: Json = {"rowData": lines} if lines else {}
        made |= {
            name: start
            for name, start in (("startRow", area.top), ("startColumn", area.left))
            if start
        }
        for name, dimension, start, end, size in (
            ("rowMetadata", "ROWS", area.top, area.bottom, 21),
            ("columnMetadata", "COLUMNS", area.left, area.right, 100),
        ):
            known = self.dimensions[dimension]
            usual = {"pixelSize": size}
            made[name] = [
                usual | known[place] if place in known else usual for place in range(start, end)
            ]
        return made


def _copied(value: Copied) -> Copied:
    # several times as fast as `copy.deepcopy`, for what is of plain JSON
    made: Copied = pickle.loads(pickle.dumps(value, 5))  # noqa: S301 - our own, a moment ago
    return made


@functools.lru_cache(maxsize=10_000)
def _one_of(text: str) -> Cell:
    """The cell that is written so, the same object each time; no cell is changed in its place."""
    made: Cell = json.loads(text)
    return made


@dataclass
class Spreadsheet:
    """A spreadsheet; `shares` is who may do what.

    E-mail → « reader », « commenter », « writer ».
    """

    id: str
    properties: Json
    tabs: list[Tab]
    created: str
    modified: str
    shares: dict[str, str]
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    revision: int = 1

    def copy(self) -> Spreadsheet:
        return Spreadsheet(
            self.id,
            _copied(self.properties),
            [tab.copy() for tab in self.tabs],
            self.created,
            self.modified,
            dict(self.shares),
            _copied(self.named_ranges),
            _copied(self.metadata),
            self.revision,
        )

    def tab(self, sheet_id: int) -> Tab:
        found = next((tab for tab in self.tabs if tab.id == sheet_id), None)
        if found is None:
            raise invalid(f"No grid with id: {sheet_id}")
        return found

    def renumber(self) -> None:
        for index, tab in enumerate(self.tabs):
            tab.properties["index"] = index

    def refuse_too_many_cells(self) -> None:
        if sum(tab.rows * tab.columns for tab in self.tabs) > MOST_CELLS:
            raise invalid(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {MOST_CELLS} cells."
            )

    def as_json(self, areas: list[tuple[Tab, Area]] | None, with_data: bool) -> Json:
        """The whole, or only the tabs of `areas` with just these parts of their cells."""
        locale = self.properties["locale"]
        sheets = []
        for tab in self.tabs:
            mine = [area for other, area in areas or [] if other is tab]
            if areas is None or mine:
                data = (
                    {"data": [tab.grid_data(area, locale) for area in (mine or [tab.whole])]}
                    if with_data
                    else {}
                )
                sheets.append(tab.as_json() | data)
        return {
            "spreadsheetId": self.id,
            "properties": self.properties,
            "sheets": sheets,
            **({"namedRanges": self.named_ranges} if self.named_ranges else {}),
            **({"developerMetadata": self.metadata} if self.metadata else {}),
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.id}/edit",
        }

    def locate(self, text: str) -> tuple[Tab, Area]:
        """The tab and cells, within the grid, of an A1 range, a tab's name or a named range."""
        title, mark, cells = text.rpartition("!")
        if title.startswith("'") and title.endswith("'"):
            title = title[1:-1].replace("''", "'")
        if not mark:
            bare = (
                text[1:-1].replace("''", "'")
                if text.startswith("'") and text.endswith("'")
                else text
            )
            tab = next((tab for tab in self.tabs if tab.title.casefold() == bare.casefold()), None)
            if tab:
                return tab, tab.whole
            named = next((one for one in self.named_ranges if one["name"] == text), None)
            if named:
                tab = self.tab(named["range"].get("sheetId", 0))
                return tab, area_of(named["range"], tab)
            tab, cells = self.tabs[0], text
        else:
            tab = next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)
        named = next((one for one in self.named_ranges if mark and one["name"] == cells), None)
        if named and tab and tab.id == named["range"].get("sheetId", 0):
            return tab, area_of(named["range"], tab)
        found = _CELLS.fullmatch(cells.replace("$", ""))
        if tab is None or found is None or not cells:
            raise invalid(f"Unable to parse range: {text}")
        return tab, _clamped(tab, found)


_CELLS = re.compile(r"(?P<c1>[A-Za-z]{0,3})(?P<r1>\d*)(?::(?P<c2>[A-Za-z]{0,3})(?P<r2>\d*))?")


def _clamped(tab: Tab, found: re.Match[str]) -> Area:
    alone = found["c2"] is None and found["r2"] is None
    top, left = int(found["r1"] or 1) - 1, column_number(found["c1"]) if found["c1"] else 0
    bottom = top + 1 if alone and found["r1"] else int(found["r2"]) if found["r2"] else tab.rows
    right = (
        left + 1
        if alone and found["c1"]
        else column_number(found["c2"]) + 1
        if found["c2"]
        else tab.columns
    )
    if alone and not (found["c1"] and found["r1"]):
        raise invalid(f"Unable to parse range: {found[0]}")
    top, bottom = min(top, bottom - 1), max(top + 1, bottom)
    left, right = min(left, right - 1), max(left + 1, right)
    if top >= tab.rows or left >= tab.columns:
        raise invalid(
            f"Range ({a1(tab, Area(top, left, bottom, right))}) exceeds grid limits. "
            f"Max rows: {tab.rows}, max columns: {tab.columns}"
        )
    return Area(top, left, min(bottom, tab.rows), min(right, tab.columns))


def area_of(grid_range: Json, tab: Tab) -> Area:
    """The cells of a `GridRange`; without a bound it is the tab's."""
    area = Area(
        grid_range.get("startRowIndex", 0),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endRowIndex", tab.rows),
        grid_range.get("endColumnIndex", tab.columns),
    )
    if area.top < 0 or area.left < 0 or area.bottom < area.top or area.right < area.left:
        raise invalid("Invalid range: start index must not be after end index")
    return area


def a1(tab: Tab, area: Area) -> str:
    """As Google writes a range: quoted only where it must be, one cell alone."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", tab.title) and not re.fullmatch(
        r"[A-Za-z]{1,3}\d+", tab.title
    )
    title = tab.title if plain else "'" + tab.title.replace("'", "''") + "'"
    first, last = (
        f"{column_name(area.left)}{area.top + 1}",
        f"{column_name(area.right - 1)}{area.bottom}",
    )
    return f"{title}!{first}" if first == last else f"{title}!{first}:{last}"


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_name(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def not_found() -> ApiError:
    return ApiError(404, "Requested entity was not found.", "NOT_FOUND")
