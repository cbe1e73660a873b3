"""Charts of a generated sheet, as native charts of Google's."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from sheets_sync.sheets.colours import ACCENT_LIGHT, INK
from sheets_sync.sheets.content import Content, Span
from sheets_sync.sheets.sheet import Chart, Series, Sheet
from sheets_sync.workbooks.google.api.batch_requests import KEY, coordinate, grid_range
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import hex_colour
from sheets_sync.workbooks.shared.styles import FONT

_CHART_TYPES = {"line": "LINE", "column": "COLUMN", "bar": "BAR"}
_LINES = {"full": "SOLID", "dotted": "DOTTED", "dashed": "MEDIUM_DASHED"}
_TITLE_FORMAT: Json = {
    "fontFamily": FONT["font_name"],
    "fontSize": 11,
    "bold": True,
    "foregroundColorStyle": hex_colour(INK).as_json,
}


def chart_requests(sheet: Sheet, sheet_id: int) -> Iterator[Json]:
    """A request for each chart of a sheet."""
    for number, chart in enumerate(sheet.charts):
        chart_id = _chart_id(sheet_id, number)
        has_header = _has_header(sheet, chart)
        made = {
            "chartId": chart_id,
            "spec": _chart_spec(chart, sheet_id, has_header),
            "position": _position(chart, sheet_id),
        }
        yield {"addChart": {"chart": made}}


def is_our_chart(chart_id: int, sheet_id: int) -> bool:
    """True if a chart of a tab is one that we put there."""
    return chart_id & ~0xFF == _chart_id(sheet_id, 0)


def _chart_id(sheet_id: int, number: int) -> int:
    """An id in the range that is ours in this tab, 256 long: it tells our charts from a person's.

    A chart takes no developer metadata that would.
    """
    return (zlib.crc32(f"{KEY} {sheet_id}".encode()) & 0x3FFFFF00) + number


def _chart_spec(chart: Chart, sheet_id: int, has_header: bool) -> Json:
    category_axis, value_axis = "BOTTOM_AXIS", "LEFT_AXIS"
    if chart.kind == "bar":
        category_axis, value_axis = value_axis, category_axis
    # Left to itself Google begins an axis just under the smallest value, which overstates changes.
    window: Json = {"viewWindowMode": "EXPLICIT"}
    if not any(series.style == "hollow" for series in chart.series):
        window["viewWindowMin"] = 0
    if chart.highest is not None:
        window["viewWindowMax"] = chart.highest
    basic_chart = {
        "chartType": _CHART_TYPES[chart.kind],
        "legendPosition": "NO_LEGEND",
        "headerCount": int(has_header),
        "axis": [
            {"position": category_axis},
            {"position": value_axis, "viewWindowOptions": window},
        ],
        "domains": [{"domain": _chart_data(chart.categories, sheet_id, has_header)}],
        "series": [
            _basic_series(chart, series, sheet_id, value_axis, has_header)
            for series in chart.series
        ],
    }
    if chart.stacked:
        basic_chart["stackedType"] = "STACKED"
    return {
        "title": chart.title,
        "titleTextFormat": _TITLE_FORMAT,
        "altText": chart.description,
        "fontName": FONT["font_name"],
        "basicChart": basic_chart,
    }


def _position(chart: Chart, sheet_id: int) -> Json:
    overlay = {
        "anchorCell": coordinate(sheet_id, chart.top, chart.left),
        "widthPixels": chart.width,
        "heightPixels": chart.height,
    }
    return {"overlayPosition": overlay}


def _has_header(sheet: Sheet, chart: Chart) -> bool:
    """True if the cells just above the values name the series.

    Google takes the names of its legend from cells alone; Excel takes them from the chart.
    """
    headers = _row_values(sheet, chart.categories.top - 1)
    return all(headers.get(series.values.left) == series.name for series in chart.series)


def _row_values(sheet: Sheet, row: int) -> dict[int, Content]:
    """Column → value of one row of a sheet."""
    values: dict[int, Content] = {}
    for block in sheet.blocks:
        if 0 <= row - block.top < len(block.rows):
            values |= dict(enumerate(block.rows[row - block.top], block.left))
    return values


def _chart_data(cells: Span, sheet_id: int, has_header: bool) -> Json:
    """The `ChartData` of some cells, with the header above them where there is one."""
    top = cells.top - int(has_header)
    source = grid_range(sheet_id, cells._replace(top=top))
    return {"sourceRange": {"sources": [source]}}


def _basic_series(chart: Chart, series: Series, sheet_id: int, axis: str, has_header: bool) -> Json:
    made: Json = {
        "series": _chart_data(series.values, sheet_id, has_header),
        "targetAxis": axis,
        "colorStyle": hex_colour(_series_colour(series)).as_json,
    }
    if series.style == "points":
        made["pointStyle"] = {"shape": "CIRCLE", "size": 7}
        placement = "BELOW" if series.label_below else "ABOVE"
        made["dataLabel"] = {"type": "DATA", "placement": placement}
    elif chart.kind == "line":
        made["lineStyle"] = {"type": _LINES[series.style], "width": 2}
    return made


def _series_colour(series: Series) -> str:
    # Google's columns have no border: what is hollow elsewhere is pale.
    return ACCENT_LIGHT if series.style == "hollow" else series.colour
