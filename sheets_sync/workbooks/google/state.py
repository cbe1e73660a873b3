"""What a spreadsheet holds when it is looked at: its tabs, what is in their cells, and what of it is ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple

from forms.values import BrokenCell, Cell
from sheets_sync.workbooks.google.calls import Json

KEY = "sheets-sync"
"""The developer metadata that says a tab is ours; its value is the digest of what we put there, or `STAGING`."""
STAGING = "staging"
FIELDS = (
    "properties(title,locale),sheets(properties(sheetId,title,index,sheetType,hidden,"
    "gridProperties(rowCount,columnCount)),merges,developerMetadata(metadataId,metadataKey,metadataValue),charts(chartId),"
    "conditionalFormats(ranges(sheetId)),protectedRanges(protectedRangeId,range,unprotectedRanges,warningOnly,requestingUserCanEdit,description),"
    "basicFilter(range(sheetId)),data(startRow,startColumn,rowData(values(effectiveValue,effectiveFormat(numberFormat(type)),"
    "userEnteredFormat(backgroundColorStyle),note)),rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser)))"
)
"""All that is used, and nothing else: names and comments of other tabs' formats, charts and formulas do not travel."""
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_ERRORS = {"DIVIDE_BY_ZERO": "#DIV/0!", "NAME": "#NAME?", "N_A": "#N/A", "REF": "#REF!", "VALUE": "#VALUE!", "NUM": "#NUM!", "NULL_VALUE": "#NULL!", "LOADING": "#LOADING"}  # fmt: skip


class Colour(NamedTuple):
    """Red, green and blue in 8 bits, as Google keeps them."""

    red: int
    green: int
    blue: int

    @property
    def as_json(self) -> Json:
        """As the API writes a colour."""
        return {
            "rgbColor": {"red": self.red / 255, "green": self.green / 255, "blue": self.blue / 255}
        }


def hex_colour(text: str) -> Colour:
    """`#RRGGBB` as a colour."""
    return Colour(*(int(text[at : at + 2], 16) for at in (1, 3, 5)))


@dataclass(frozen=True)
class Tab:
    """A tab. `rows` are as long as the tab is used; `notes` and `fills` (None: of the theme) by (row, column), from 0."""

    id: int
    title: str
    index: int
    size: tuple[int, int]
    is_grid: bool
    rows: Sequence[Sequence[Cell]]
    notes: Mapping[tuple[int, int], str]
    fills: Mapping[tuple[int, int], Colour | None]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    metadata: Mapping[int, str]
    charts: tuple[int, ...]
    conditional_formats: int
    protections: tuple[Json, ...] = ()
    filtered: bool = False
    day_columns: frozenset[int] = frozenset()

    @property
    def digest(self) -> str | None:
        """Of what we put here last; None where the tab is not ours."""
        return next(iter(self.metadata.values()), None)

    def may_edit(self, row: int, column: int) -> bool:
        """Whether no protection keeps this account from a cell."""
        return all(
            protection.get("requestingUserCanEdit") or protection.get("warningOnly") or not _holds(protection.get("range", {}), row, column)
            or any(_holds(hole, row, column) for hole in protection.get("unprotectedRanges", []))
            for protection in self.protections
        )  # fmt: skip


@dataclass(frozen=True)
class State:
    """A spreadsheet at one moment."""

    title: str
    locale: str
    tabs: Sequence[Tab] = field(default_factory=tuple)

    def tab(self, title: str) -> Tab | None:
        """The tab of that name."""
        return next((tab for tab in self.tabs if tab.title == title), None)


def parse(answer: Json) -> State:
    """What `spreadsheets.get` with `FIELDS` answered."""
    properties = answer.get("properties", {})
    return State(
        properties.get("title", ""),
        properties.get("locale", ""),
        tuple(_tab(sheet) for sheet in answer.get("sheets", [])),
    )


def _tab(sheet: Json) -> Tab:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    rows: list[list[Cell]] = []
    notes: dict[tuple[int, int], str] = {}
    fills: dict[tuple[int, int], Colour | None] = {}
    days: dict[int, bool] = {}
    hidden: dict[str, set[int]] = {"rowMetadata": set(), "columnMetadata": set()}
    for data in sheet.get("data", []):
        left = data.get("startColumn", 0)
        for row, line in enumerate(data.get("rowData", []), data.get("startRow", 0)):
            cells = line.get("values", [])
            while len(rows) <= row:
                rows.append([])
            rows[row] += [""] * (left - len(rows[row])) + [_value(cell) for cell in cells]
            for column, cell in enumerate(cells, left):
                if "effectiveValue" not in cell and "effectiveFormat" in cell:
                    days[column] = (
                        cell["effectiveFormat"].get("numberFormat", {}).get("type") == "DATE"
                    )
                if "note" in cell:
                    notes[row, column] = cell["note"]
                if style := cell.get("userEnteredFormat", {}).get("backgroundColorStyle"):
                    fills[row, column] = _colour(style)
        for name, start in (("rowMetadata", data.get("startRow", 0)), ("columnMetadata", left)):
            hidden[name] |= {
                place
                for place, one in enumerate(data.get(name, []), start)
                if one.get("hiddenByUser") or one.get("hiddenByFilter")
            }
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    wide = max((len(row) for row in rows), default=0)
    metadata = {
        item["metadataId"]: item.get("metadataValue", "")
        for item in sheet.get("developerMetadata", [])
        if item.get("metadataKey") == KEY
    }
    return Tab(
        properties.get("sheetId", 0), properties["title"], properties.get("index", 0), (size.get("rowCount", 0), size.get("columnCount", 0)),
        properties.get("sheetType", "GRID") == "GRID", [row + [""] * (wide - len(row)) for row in rows], notes, fills,
        tuple(_ends(merge) for merge in sheet.get("merges", [])), frozenset(hidden["rowMetadata"]), frozenset(hidden["columnMetadata"]),
        metadata, tuple(chart["chartId"] for chart in sheet.get("charts", [])), len(sheet.get("conditionalFormats", [])),
        tuple(sheet.get("protectedRanges", [])), "basicFilter" in sheet, frozenset(column for column, is_day in days.items() if is_day),
    )  # fmt: skip


def _value(cell: Json) -> Cell:
    value = cell.get("effectiveValue")
    if not value:
        return ""
    if "numberValue" in value:
        return _number(
            float(value["numberValue"]),
            cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", ""),
        )
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    return BrokenCell(_ERRORS.get(value.get("errorValue", {}).get("type", ""), "#ERROR!"))


def _number(number: float, kind: str) -> Cell:
    """A number, or the day or time that its format says it is; a serial no calendar holds stays a number."""
    try:
        if kind in ("DATE", "DATE_TIME"):
            moment = _ZERO + timedelta(days=number)
            return moment if moment.time() != time() else moment.date()
        if kind == "TIME":
            return (
                (_ZERO + timedelta(days=number)).time()
                if 0 <= number < 1
                else timedelta(days=number)
            )
    except OverflowError:
        return number
    return number


def _colour(style: Json) -> Colour | None:
    """A ground that somebody chose for a cell: a colour, or one of the theme's (None)."""
    colour = style.get("rgbColor")
    return (
        None
        if colour is None
        else Colour(*(round(colour.get(name, 0) * 255) for name in ("red", "green", "blue")))
    )


def _ends(merge: Json) -> tuple[int, int, int, int]:
    return (
        merge.get("startRowIndex", 0),
        merge.get("startColumnIndex", 0),
        merge["endRowIndex"] - 1,
        merge["endColumnIndex"] - 1,
    )


def _holds(grid_range: Json, row: int, column: int) -> bool:
    return bool(
        grid_range.get("startRowIndex", 0) <= row < grid_range.get("endRowIndex", 1 << 31)
        and grid_range.get("startColumnIndex", 0) <= column < grid_range.get("endColumnIndex", 1 << 31)
    )  # fmt: skip
