"""The requests of `spreadsheets.batchUpdate` that we send, a function each, under Google's names.

In them rows and columns count from 0 and an end is the first that is not meant any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from sheets_sync.sheets.content import Span
from sheets_sync.workbooks.google.api.calls import Json

KEY = "sheets-sync"
"""The developer metadata that says a tab is ours; its value is the digest of what we put there."""
Dimension: TypeAlias = Literal["ROWS", "COLUMNS"]
PasteType: TypeAlias = Literal["PASTE_NORMAL", "PASTE_FORMAT", "PASTE_DATA_VALIDATION"]


def grid_range(sheet_id: int, cells: Span) -> Json:
    """Cells of a tab, as the API names them."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": cells.top,
        "endRowIndex": cells.bottom + 1,
        "startColumnIndex": cells.left,
        "endColumnIndex": cells.right + 1,
    }


def one_cell(sheet_id: int, row: int, column: int) -> Json:
    """The range of a single cell."""
    return grid_range(sheet_id, Span(row, column, row, column))


def add_sheet(sheet_id: int, title: str, **properties: object) -> Json:
    """A new tab, at the end; `properties` under the names of `SheetProperties`."""
    return {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, **properties}}}


def delete_sheet(sheet_id: int) -> Json:
    """A tab goes, with all that is in it."""
    return {"deleteSheet": {"sheetId": sheet_id}}


def update_sheet_properties(properties: Json, fields: str) -> Json:
    """`fields` of a tab's properties become what `properties` says."""
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def clear_cells(area: Json, fields: str) -> Json:
    """`fields` of all cells of a range are emptied."""
    # What the mask names and the request does not give is emptied.
    return {"updateCells": {"range": area, "fields": fields}}


def update_cells(area: Json, rows: Sequence[Json], fields: str) -> Json:
    """`fields` of a range become those of `rows` (`RowData`)."""
    return {"updateCells": {"range": area, "rows": list(rows), "fields": fields}}


def update_cell(sheet_id: int, row: int, column: int, cell: Json, fields: str) -> Json:
    """`fields` of one cell become those of `cell` (`CellData`); those it lacks are emptied."""
    return update_cells(one_cell(sheet_id, row, column), [{"values": [cell]}], fields)


def update_rows(start: Json, rows: Sequence[Json], fields: str) -> Json:
    """`fields` of the rows from the cell `start` (a `GridCoordinate`) on become those of `rows`."""
    return {"updateCells": {"start": start, "rows": list(rows), "fields": fields}}


def coordinate(sheet_id: int, row: int, column: int = 0) -> Json:
    """A `GridCoordinate`."""
    return {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}


def repeat_cell(area: Json, cell: Json, fields: str) -> Json:
    """`fields` of every cell of a range become those of `cell`."""
    return {"repeatCell": {"range": area, "cell": cell, "fields": fields}}


def copy_paste(source: Json, destination: Json, paste_type: PasteType) -> Json:
    """A range is copied over another."""
    return {
        "copyPaste": {"source": source, "destination": destination, "pasteType": paste_type},
    }


def merge_cells(area: Json) -> Json:
    """A range becomes one cell."""
    return {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}


def unmerge_cells(sheet_id: int) -> Json:
    """No cells of a tab are merged any more."""
    return {"unmergeCells": {"range": {"sheetId": sheet_id}}}


def append_dimension(sheet_id: int, dimension: Dimension, length: int) -> Json:
    """A tab gets so many rows or columns more, at its end."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}


def dimension_range(sheet_id: int, dimension: Dimension, start: int, end: int) -> Json:
    """Rows or columns from `start` up to, not including, `end`."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def insert_dimension(dimensions: Json, inherit_from_before: bool) -> Json:
    """New rows or columns at `dimensions`, with the formats of the ones before or after them."""
    return {
        "insertDimension": {"range": dimensions, "inheritFromBefore": inherit_from_before},
    }


def resize_dimension(dimensions: Json, pixels: int) -> Json:
    """Rows or columns become so high or wide."""
    return {
        "updateDimensionProperties": {
            "range": dimensions,
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def set_data_validation(area: Json, rule: Json) -> Json:
    """A range gets a `DataValidationRule`."""
    return {"setDataValidation": {"range": area, "rule": rule}}


def resize_table(table_id: str, area: Json) -> Json:
    """A table comes to reach over a range; what is in its cells stays."""
    return {"updateTable": {"table": {"tableId": table_id, "range": area}, "fields": "range"}}


def add_table(table: Json) -> Json:
    """A range becomes a table (`Table`); what is in its cells stays."""
    return {"addTable": {"table": table}}


def delete_table(table_id: str) -> Json:
    """A table goes, with all that is in its cells."""
    return {"deleteTable": {"tableId": table_id}}


def condition(kind: str, *values: str) -> Json:
    """A `BooleanCondition`, whose values are as a person would type them."""
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def add_conditional_format(index: int, area: Json, when: Json, cell_format: Json) -> Json:
    """Cells of a range get a format while `when` (a `BooleanCondition`) holds."""
    rule = {"ranges": [area], "booleanRule": {"condition": when, "format": cell_format}}
    return {"addConditionalFormatRule": {"rule": rule, "index": index}}


def add_protected_range(protected: Json) -> Json:
    """A range may be changed by those only whom `protected` (a `ProtectedRange`) names."""
    return {"addProtectedRange": {"protectedRange": protected}}


def create_metadata(sheet_id: int, value: str) -> Json:
    """A tab gets our developer metadata, by which it is known again; people do not see it."""
    # Of the tab and not of the spreadsheet: it goes with its tab.
    metadata = {
        "metadataKey": KEY,
        "metadataValue": value,
        "visibility": "DOCUMENT",
        "location": {"sheetId": sheet_id},
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def delete_metadata(metadata_id: int) -> Json:
    """A developer metadata goes."""
    lookup = {"developerMetadataLookup": {"metadataId": metadata_id}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}
