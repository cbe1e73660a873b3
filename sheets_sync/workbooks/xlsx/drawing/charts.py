"""Native charts of described sheets, in XlsxWriter's words."""

from __future__ import annotations

from typing import Any

from sheets_sync.sheets.sheet import Chart, Series
from sheets_sync.workbooks.shared.styles import INK, LINE, MONTH, SOFT
from sheets_sync.workbooks.xlsx.drawing.validation import reference

_AXIS = {"num_font": {"size": 8, "color": SOFT}, "line": {"color": LINE}}
_MAX_MONTHS = 14
"""Labels of categories beyond which only every third is shown."""


def add_chart(book: Any, page: Any, tab: str, chart: Chart) -> None:
    """Put a chart over the cells of `page`, the worksheet of `book` that is called `tab`."""
    drawn = book.add_chart({"type": chart.kind})
    drawn._write_disp_blanks_as = lambda: _leave_gaps(drawn)
    for series in chart.series:
        drawn.add_series(_series_options(chart, series, tab))
    font = {"size": 11, "bold": True, "color": INK}
    drawn.set_title({"name": chart.title, "name_font": font, "overlay": False})
    _set_axes(drawn, chart)
    drawn.set_legend(_legend_options(chart))
    drawn.set_chartarea({"border": {"color": LINE}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    # 2: the chart moves with the cells below it and keeps its size, when a column is made wider.
    options = {"object_position": 2, "description": chart.description}
    page.insert_chart(chart.top, chart.left, drawn, options)


def _leave_gaps(drawn: Any) -> None:
    """Write that an empty cell is a gap in the line.

    XlsxWriter leaves it out, since Excel takes it so; by the standard, which LibreOffice follows,
    a chart that says nothing draws nought (ECMA-376 part 1, § 21.2.2.42).
    """
    drawn._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])


def _series_options(chart: Chart, series: Series, tab: str) -> dict[str, Any]:
    colour = {"color": series.colour}
    options: dict[str, Any] = {
        "name": series.name,
        "categories": f"={reference(tab, chart.categories)}",
        "values": f"={reference(tab, series.values)}",
    }
    if chart.kind == "line":
        marker = {"type": "circle", "size": 4, "fill": colour, "border": colour}
        return options | {"line": {**colour, "width": 2.25}, "marker": marker}
    return options | {"fill": colour, "gap": 60}


def _set_axes(drawn: Any, chart: Chart) -> None:
    gridlines = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    number_format = "0 %" if chart.percent else "#,##0"
    values = {**_AXIS, "major_gridlines": gridlines, "min": 0, "num_format": number_format}
    if chart.kind == "bar":
        # XlsxWriter turns the axes of a bar chart: its x axis is the one of the values. Reversed,
        # the first category stands on top, as in the table.
        drawn.set_x_axis(values)
        drawn.set_y_axis({**_AXIS, "reverse": True})
        return
    # As texts, months that are missing leave no gap; as dates they would.
    categories: dict[str, Any] = {**_AXIS, "num_format": MONTH, "text_axis": True}
    if chart.categories.bottom - chart.categories.top > _MAX_MONTHS:
        categories["interval_unit"] = 3
    drawn.set_x_axis(categories)
    drawn.set_y_axis(values)


def _legend_options(chart: Chart) -> dict[str, Any]:
    if len(chart.series) == 1:
        return {"none": True}
    return {"position": "bottom", "font": {"size": 8}}
