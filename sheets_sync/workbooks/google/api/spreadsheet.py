"""A spreadsheet as Google gives it: its tabs, what is in their cells, and what of it is ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeAlias

from forms.values import BrokenCell, Cell
from sheets_sync.workbooks.google.api.batch_requests import KEY
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import Colour, parse_colour
from sheets_sync.workbooks.google.api.tables import GoogleTable, parse_table

STAGING = "staging"
"""The metadata of a tab of ours that holds the rows of a large write while it is under way."""
SNAPSHOT = "snapshot "
"""Begins the metadata of a hidden tab that holds rows of the staff as a write found them."""
FIELDS = (
    "properties(title,locale),"
    "sheets("
    "properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount)),"
    "merges,"
    "developerMetadata(metadataId,metadataKey,metadataValue),"
    "charts(chartId),"
    "conditionalFormats(ranges(sheetId)),"
    "protectedRanges(protectedRangeId,range,unprotectedRanges,warningOnly,"
    "requestingUserCanEdit,description),"
    "basicFilter,"
    "tables(tableId,range,columnProperties(columnIndex,columnType)),"
    "data(startRow,startColumn,"
    "rowData(values(effectiveValue,userEnteredValue(formulaValue),"
    "effectiveFormat(numberFormat(type,pattern)),"
    "userEnteredFormat(backgroundColorStyle),note)),"
    "rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser))"
    ")"
)
"""All that is used, and nothing else: formats and charts of the tabs do not travel."""
Position: TypeAlias = tuple[int, int]
"""Row and column, from 0."""
# The end of a range that has none: it reaches to the end of the tab.
_NO_END = 1 << 31
# A spreadsheet's days have no time zone.
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001
_ERRORS = {
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "NAME": "#NAME?",
    "N_A": "#N/A",
    "REF": "#REF!",
    "VALUE": "#VALUE!",
    "NUM": "#NUM!",
    "NULL_VALUE": "#NULL!",
    "LOADING": "#LOADING",
}


@dataclass(frozen=True)
class Tab:
    """A tab; all rows and columns count from 0.

    Attributes:
        size: (rows, columns) of the grid, empty ones included.
        rows: down to the last that holds something, each as long as the longest.
        notes: whoever wrote them, by position.
        fill_colours: by position; None where it is a colour of the spreadsheet's theme.
        merged: (top, left, bottom, right), ends included.
        metadata: id → value of our developer metadata.
        conditional_formats: how many there are.
        protected_ranges: as the API gives them.
        day_columns: the columns whose empty cells show days.
        formulas: of the cells whose value is computed, as they are written.
        day_formats: column → the number format of its last cell that shows a day.
        tables: those that staff made of its rows.
        filter: the one of the tab, as the API gives it.
    """

    id: int
    title: str
    index: int
    size: tuple[int, int]
    is_grid: bool
    rows: Sequence[Sequence[Cell]]
    notes: Mapping[Position, str]
    fill_colours: Mapping[Position, Colour | None]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    metadata: Mapping[int, str]
    charts: tuple[int, ...]
    conditional_formats: int
    protected_ranges: tuple[Json, ...] = ()
    filter: Json | None = None
    day_columns: frozenset[int] = frozenset()
    formulas: Mapping[Position, str] = field(default_factory=dict)
    day_formats: Mapping[int, Json] = field(default_factory=dict)
    tables: tuple[GoogleTable, ...] = ()

    @property
    def digest(self) -> str | None:
        """Of what we put here last; None where the tab is not ours.

        Of a hidden tab it is `STAGING`, or begins with `SNAPSHOT`.
        """
        return next(iter(self.metadata.values()), None)

    @property
    def is_snapshot(self) -> bool:
        """True if it holds rows of the staff as a write found them."""
        return (self.digest or "").startswith(SNAPSHOT)

    @property
    def is_hidden_of_ours(self) -> bool:
        """True if it is there for a write only, and goes again."""
        return self.digest == STAGING or self.is_snapshot

    def typed_columns(self, row: int) -> frozenset[int]:
        """The columns whose cells in a row get their format and rule from a table's column."""
        here = [table.types for table in self.tables if table.has_row(row)]
        return frozenset().union(*here)

    def may_edit(self, row: int, column: int) -> bool:
        """True if no protection keeps this account from a cell."""
        return not any(
            _keeps_account_from(protected, row, column) for protected in self.protected_ranges
        )


@dataclass(frozen=True)
class Spreadsheet:
    """A spreadsheet at one moment."""

    title: str
    locale: str
    tabs: Sequence[Tab] = field(default_factory=tuple)

    def tab(self, title: str) -> Tab | None:
        """The tab of that name."""
        return next((tab for tab in self.tabs if tab.title == title), None)


def parse_spreadsheet(answer: Json) -> Spreadsheet:
    """The answer to `spreadsheets.get` with `FIELDS`."""
    properties = answer.get("properties", {})
    tabs = tuple(_parse_tab(sheet) for sheet in answer.get("sheets", []))
    return Spreadsheet(properties.get("title", ""), properties.get("locale", ""), tabs)


def _parse_tab(sheet: Json) -> Tab:
    properties = sheet["properties"]
    grid = properties.get("gridProperties", {})
    data = sheet.get("data", [])
    tables = tuple(parse_table(table) for table in sheet.get("tables", []))
    cells = dict(_placed_cells(data))
    if tables:
        cells = dict(_with_types(cells, tables))
    metadata = {
        item["metadataId"]: item.get("metadataValue", "")
        for item in sheet.get("developerMetadata", [])
        if item.get("metadataKey") == KEY
    }
    return Tab(
        # Google leaves out what is 0: the first tab of a spreadsheet has no sheetId.
        id=properties.get("sheetId", 0),
        title=properties["title"],
        index=properties.get("index", 0),
        size=(grid.get("rowCount", 0), grid.get("columnCount", 0)),
        is_grid=properties.get("sheetType", "GRID") == "GRID",
        rows=_rows_of_values(cells),
        notes={position: cell["note"] for position, cell in cells.items() if "note" in cell},
        fill_colours=dict(_fill_colours(cells)),
        merged=tuple(_merged_cells(merge) for merge in sheet.get("merges", [])),
        hidden_rows=_hidden(data, "rowMetadata", "startRow"),
        hidden_columns=_hidden(data, "columnMetadata", "startColumn"),
        metadata=metadata,
        charts=tuple(chart["chartId"] for chart in sheet.get("charts", [])),
        conditional_formats=len(sheet.get("conditionalFormats", [])),
        protected_ranges=tuple(sheet.get("protectedRanges", [])),
        filter=sheet.get("basicFilter"),
        day_columns=_day_columns(cells).union(*(table.day_columns for table in tables)),
        formulas={
            position: str(cell["userEnteredValue"]["formulaValue"])
            for position, cell in cells.items()
            if "formulaValue" in cell.get("userEnteredValue", {})
        },
        day_formats={
            column: cell["effectiveFormat"]["numberFormat"]
            for (_, column), cell in cells.items()
            if _shown_as(cell) == "DATE"
        },
        tables=tables,
    )


def _placed_cells(data: Sequence[Json]) -> Iterator[tuple[Position, Json]]:
    """Each cell (`CellData`) with its position, row by row, but those that Google left out."""
    for grid_data in data:
        top, left = grid_data.get("startRow", 0), grid_data.get("startColumn", 0)
        for row, row_data in enumerate(grid_data.get("rowData", []), top):
            for column, cell in enumerate(row_data.get("values", []), left):
                yield (row, column), cell


def _with_types(
    cells: Mapping[Position, Json], tables: Sequence[GoogleTable]
) -> Iterator[tuple[Position, Json]]:
    """The cells, each that a table's column makes a day shown as one."""
    for (row, column), cell in cells.items():
        is_day = any(table.has_row(row) and column in table.day_columns for table in tables)
        if is_day and not _shown_as(cell):
            cell_format = {"numberFormat": {"type": "DATE"}}
            yield (row, column), {**cell, "effectiveFormat": cell_format}
        else:
            yield (row, column), cell


def _rows_of_values(cells: Mapping[Position, Json]) -> list[list[Cell]]:
    """The values, down to the last row that has one; as wide as the widest row that was given."""
    values = {position: _cell_value(cell) for position, cell in cells.items()}
    filled_rows = [row for (row, _), value in values.items() if value != ""]
    height = max(filled_rows, default=-1) + 1
    width = max((column + 1 for row, column in values if row < height), default=0)
    rows: list[list[Cell]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        if row < height:
            rows[row][column] = value
    return rows


def _fill_colours(cells: Mapping[Position, Json]) -> Iterator[tuple[Position, Colour | None]]:
    for position, cell in cells.items():
        if style := cell.get("userEnteredFormat", {}).get("backgroundColorStyle"):
            yield position, parse_colour(style)


def _day_columns(cells: Mapping[Position, Json]) -> frozenset[int]:
    """The columns whose last empty cell that has a format is shown as a day."""
    shows_days = {
        column: _shown_as(cell) == "DATE"
        for (_, column), cell in cells.items()
        if "effectiveValue" not in cell and "effectiveFormat" in cell
    }
    return frozenset(column for column, is_day in shows_days.items() if is_day)


def _hidden(data: Sequence[Json], metadata: str, start: str) -> frozenset[int]:
    """The rows, or columns, that a person or a filter hides."""
    hidden: set[int] = set()
    for grid_data in data:
        dimensions = enumerate(grid_data.get(metadata, []), grid_data.get(start, 0))
        hidden.update(
            index
            for index, properties in dimensions
            if properties.get("hiddenByUser") or properties.get("hiddenByFilter")
        )
    return frozenset(hidden)


def _shown_as(cell: Json) -> str:
    return str(cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", ""))


def _cell_value(cell: Json) -> Cell:
    value = cell.get("effectiveValue")
    if not value:
        return ""
    if "numberValue" in value:
        return _day_or_number(float(value["numberValue"]), _shown_as(cell))
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    return BrokenCell(_ERRORS.get(value.get("errorValue", {}).get("type", ""), "#ERROR!"))


def _day_or_number(number: float, number_format: str) -> Cell:
    """A number, or the day or time that its format says it is.

    To Google a day is a number too; a number that no calendar holds stays one.
    """
    try:
        if number_format in ("DATE", "DATE_TIME"):
            moment = _DAY_ZERO + timedelta(days=number)
            if moment.time() != time():
                return moment
            return moment.date()
        if number_format == "TIME" and 0 <= number < 1:
            return (_DAY_ZERO + timedelta(days=number)).time()
        # More than a day is a duration.
        if number_format == "TIME":
            return timedelta(days=number)
    except OverflowError:
        return number
    return number


def _merged_cells(merge: Json) -> tuple[int, int, int, int]:
    top, left = merge.get("startRowIndex", 0), merge.get("startColumnIndex", 0)
    return top, left, merge["endRowIndex"] - 1, merge["endColumnIndex"] - 1


def _keeps_account_from(protected: Json, row: int, column: int) -> bool:
    """True if a protected range keeps this account from a cell."""
    if protected.get("requestingUserCanEdit") or protected.get("warningOnly"):
        return False
    holes = protected.get("unprotectedRanges", [])
    return _contains(protected.get("range", {}), row, column) and not any(
        _contains(hole, row, column) for hole in holes
    )


def _contains(grid_range: Json, row: int, column: int) -> bool:
    """True if a cell is in a range, which reaches to the tab's ends where it names none."""
    top, left = grid_range.get("startRowIndex", 0), grid_range.get("startColumnIndex", 0)
    bottom = grid_range.get("endRowIndex", _NO_END)
    right = grid_range.get("endColumnIndex", _NO_END)
    return bool(top <= row < bottom and left <= column < right)
