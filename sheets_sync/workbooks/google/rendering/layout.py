"""Size of a generated tab, what stays in sight, the width of columns and height of rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.google.api.batch_requests import (
    Dimension,
    dimension_range,
    grid_range,
    merge_cells,
    resize_dimension,
    update_sheet_properties,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import hex_colour

Size: TypeAlias = tuple[int, int]
"""Rows and columns."""
_ROW_PIXELS, _COLUMN_PIXELS = 21, 100
"""Pixels that Google gives a row and a column of which nothing is said."""


def sheet_size(sheet: Sheet) -> Size:
    """The rows and columns that hold the cells, what stays in sight, and the charts over them.

    Every cell counts towards the 10 million of a spreadsheet: a tab has none too many.
    """
    row_pixels, column_pixels = _row_pixels(sheet), _column_pixels(sheet)
    # Google wants one row and one column at least beside what is frozen.
    bottoms = [sheet.freeze[0] + 1]
    rights = [sheet.freeze[1] + 1]
    for block in sheet.blocks:
        bottoms.append(block.top + len(block.rows))
        rights.append(block.left + max(len(block.roles), block.span))
    for chart in sheet.charts:
        bottoms.append(_index_after(chart.top, chart.height, row_pixels, _ROW_PIXELS))
        rights.append(_index_after(chart.left, chart.width, column_pixels, _COLUMN_PIXELS))
    bottoms += [validation.cells.bottom + 1 for validation in sheet.data_validations]
    return max(bottoms), max(rights)


def properties_request(sheet: Sheet, sheet_id: int, size: Size) -> Json:
    """The request for a tab's size, what stays in sight, and the tab's colour."""
    rows, columns = size
    grid = {
        "rowCount": rows,
        "columnCount": columns,
        "frozenRowCount": sheet.freeze[0],
        "frozenColumnCount": _frozen_columns(sheet),
        "hideGridlines": not sheet.gridlines,
    }
    properties = {
        "sheetId": sheet_id,
        "gridProperties": grid,
        "tabColorStyle": hex_colour(sheet.colour).as_json,
    }
    return update_sheet_properties(properties, "gridProperties,tabColorStyle")


def dimension_requests(sheet: Sheet, sheet_id: int, size: Size) -> Iterator[Json]:
    """The requests for the width of every column and the height of every row."""
    rows, columns = size
    column_pixels, row_pixels = _column_pixels(sheet), _row_pixels(sheet)
    widths = [column_pixels.get(column, _COLUMN_PIXELS) for column in range(columns)]
    heights = [row_pixels.get(row, _ROW_PIXELS) for row in range(rows)]
    yield from _resize(sheet_id, "COLUMNS", widths)
    yield from _resize(sheet_id, "ROWS", heights)


def merge_requests(sheet: Sheet, sheet_id: int) -> Iterator[Json]:
    """The requests for the cells that are one over several columns, row by row."""
    for block in sheet.blocks:
        if block.span > 1:
            right = block.left + block.span - 1
            for row in range(block.top, block.top + len(block.rows)):
                yield merge_cells(grid_range(sheet_id, Span(row, block.left, row, right)))


def _frozen_columns(sheet: Sheet) -> int:
    """Number of columns that stay in sight: 0 where merged cells lie across their edge.

    Google refuses the whole write where a merge is half frozen; Excel does not mind.
    """
    columns = sheet.freeze[1]
    is_crossed = any(
        block.left < columns < block.left + block.span for block in sheet.blocks if block.span > 1
    )
    if is_crossed:
        return 0
    return columns


def _resize(sheet_id: int, dimension: Dimension, sizes: list[int]) -> Iterator[Json]:
    """A request for each run of rows or columns of one size (in pixels)."""
    start = 0
    for pixels, alike in itertools.groupby(sizes):
        end = start + len(list(alike))
        yield resize_dimension(dimension_range(sheet_id, dimension, start, end), pixels)
        start = end


def _index_after(start: int, pixels: int, sizes: Mapping[int, int], default: int) -> int:
    """The row or column after the last that something of so many pixels lies over."""
    while pixels > 0:
        pixels -= sizes.get(start, default)
        start += 1
    return start


def _row_pixels(sheet: Sheet) -> dict[int, int]:
    # A point is a 72nd of an inch, a pixel a 96th.
    return {row: round(points * 4 / 3) for row, points in sheet.heights.items()}


def _column_pixels(sheet: Sheet) -> dict[int, int]:
    # Excel counts a column's width in digits of 7 pixels, and adds 5 for the edges.
    return {column: round(characters * 7 + 5) for column, characters in sheet.widths.items()}
