"""Native charts of described sheets, in XlsxWriter's words.

What XlsxWriter leaves out, since Excel takes it so, is written: a program that did not see the
workbook made (LibreOffice in a workbook that Excel saved) takes it otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from sheets_sync.sheets.colours import INK, LINE, SOFT
from sheets_sync.sheets.content import Content, Formula, Span
from sheets_sync.sheets.sheet import Chart, Series, Sheet
from sheets_sync.workbooks.shared.styles import FONT, MONTH
from sheets_sync.workbooks.xlsx.drawing.validation import reference

_TEXT = {"name": FONT["font_name"], "size": 9, "color": SOFT}
# Where a workbook says nothing of the ticks between two steps, LibreOffice draws crosses.
_NO_TICKS = {"major_tick_mark": "none", "minor_tick_mark": "none"}
_QUIET_AXIS = {"num_font": _TEXT, "line": {"none": True}, **_NO_TICKS}
_DASHES = {"full": "solid", "dotted": "round_dot", "dashed": "dash"}


def add_chart(book: Any, page: Any, sheet: Sheet, chart: Chart, zero: int) -> None:
    """Put a chart over the cells of `page`, the worksheet of `book` that `sheet` is drawn in.

    Args:
        zero: the ordinal of the day before the first, which days are counted from.
    """
    drawn = _new_chart(book, chart)
    cells = ChartCells(sheet, zero)
    for series in chart.series:
        drawn.add_series(_series_options(chart, series, sheet.name, cells))
    _set_title(drawn, chart)
    _set_axes(drawn, chart, cells)
    drawn.set_legend({"none": True})
    drawn.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    # 2: the chart moves with the cells below it and keeps its size, when a column is made wider.
    options = {"object_position": 2, "description": chart.description}
    page.insert_chart(chart.top, chart.left, drawn, options)


class ChartCells:
    """The values that a sheet shows, kept in its charts: some programs draw from these alone."""

    def __init__(self, sheet: Sheet, zero: int) -> None:
        self.sheet, self.zero = sheet, zero

    def values(self, cells: Span) -> list[str | float | None]:
        """The values of one column, from the top down."""
        by_row: dict[int, Content] = {}
        for block in self.sheet.blocks:
            column = cells.left - block.left
            if 0 <= column < len(block.roles):
                by_row |= {row: values[column] for row, values in enumerate(block.rows, block.top)}
        return [self._cached(by_row.get(row)) for row in range(cells.top, cells.bottom + 1)]

    def _cached(self, value: Content) -> str | float | None:
        if isinstance(value, Formula):
            return value.value
        if isinstance(value, date):
            return float(value.toordinal() - self.zero)
        return value if isinstance(value, str | float | int) else None


def _new_chart(book: Any, chart: Chart) -> Any:
    options = {"type": chart.kind} | ({"subtype": "stacked"} if chart.stacked else {})
    drawn = book.add_chart(options)
    tag = drawn._xml_empty_tag
    # An empty cell is a gap in the line. By the standard, which LibreOffice follows, a chart that
    # says nothing draws nought (ECMA-376 part 1, § 21.2.2.42), curves its lines (§ 21.2.2.194), and
    # gives each point of a series a colour of its own (§ 21.2.2.227).
    drawn._write_disp_blanks_as = lambda: tag("c:dispBlanksAs", [("val", "gap")])
    drawn._write_c_smooth = lambda smooth: tag("c:smooth", [("val", int(bool(smooth)))])
    drawn._write_c_invert_if_negative = _only_for_columns(
        chart, lambda: tag("c:invertIfNegative", [("val", 0)])
    )
    drawn._write_grouping = lambda grouping: _write_grouping(tag, grouping)
    drawn._write_show_val = lambda: _write_value_alone(tag)
    return drawn


def _only_for_columns(chart: Chart, write: Callable[[], None]) -> Callable[[Any], None]:
    def written(_invert: Any) -> None:
        if chart.kind != "line":
            write()

    return written


def _write_grouping(tag: Callable[..., None], grouping: str) -> None:
    tag("c:grouping", [("val", grouping)])
    tag("c:varyColors", [("val", 0)])


def _write_value_alone(tag: Callable[..., None]) -> None:
    """Write that a label is the value, and nothing else: what is not said is shown."""
    for part in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        tag(f"c:show{part}", [("val", int(part == "Val"))])


def _series_options(chart: Chart, series: Series, tab: str, cells: ChartCells) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": series.name,
        "categories": f"={reference(tab, chart.categories)}",
        "values": f"={reference(tab, series.values)}",
        "categories_data": cells.values(chart.categories),
        "values_data": cells.values(series.values),
    }
    return options | _looks(chart, series)


def _looks(chart: Chart, series: Series) -> dict[str, Any]:
    colour = {"color": series.colour}
    if series.style == "points":
        number = "0 %" if chart.percent else "#,##0"
        font = {**_TEXT, "size": 11, "bold": True, "color": series.colour}
        side = "below" if series.label_below else "above"
        label = {"value": True, "position": side, "font": font, "num_format": number}
        marker = {"type": "circle", "size": 7, "fill": colour, "border": colour}
        return {"line": {"none": True}, "marker": marker, "data_labels": label}
    if chart.kind == "line":
        width = 1.25 if series.style == "dotted" else 2
        line = {**colour, "width": width, "dash_type": _DASHES[series.style]}
        return {"line": line, "marker": {"type": "none"}}
    overlap = 100 if chart.stacked or series.style == "hollow" else 0
    gap = {"gap": 40, "overlap": overlap}
    if series.style == "hollow":
        return {"fill": {"color": "#FFFFFF"}, "border": {**colour, "width": 1}, **gap}
    return {"fill": colour, "border": {"none": True}, **gap}


def _set_title(drawn: Any, chart: Chart) -> None:
    if not chart.title:
        # Said: else a chart of one series is titled with its name.
        drawn.set_title({"none": True})
        return
    font = {**_TEXT, "size": 11, "bold": True, "color": INK}
    drawn.set_title({"name": chart.title, "name_font": font, "overlay": False})


def _set_axes(drawn: Any, chart: Chart, cells: ChartCells) -> None:
    gridlines = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    # Below the axis columns go down: there a minus would say nothing.
    number_format = "0 %" if chart.percent else "#,##0;#,##0"
    values: dict[str, Any] = {**_QUIET_AXIS, "major_gridlines": gridlines}
    values["num_format"] = number_format
    if not any(series.style == "hollow" for series in chart.series):
        values["min"] = 0
    if step := _axis_step(cells, chart):
        values["major_unit"] = step
    if chart.highest is not None:
        values["max"] = chart.highest
        values["major_unit"] = chart.highest / 2
    if chart.kind == "bar":
        # XlsxWriter turns the axes of a bar chart: its x axis is the one of the values. Reversed,
        # the first category stands on top, as in the table. The numbers stand in the categories.
        drawn.set_x_axis({**values, "visible": False, "major_gridlines": {"visible": False}})
        font = {**_TEXT, "size": 10, "color": INK}
        axis = {**_QUIET_AXIS, "num_font": font, "line": {"color": INK, "width": 1}}
        drawn.set_y_axis({**axis, "reverse": True})
        return
    # As texts, months that are missing leave no gap; as dates they do, and not all need be named.
    categories: dict[str, Any] = {
        "num_font": _TEXT,
        "line": {"color": INK, "width": 1},
        **_NO_TICKS,
        "num_format": MONTH,
        "text_axis": True,
        "label_position": "low",
    }
    if chart.every > 1:
        months = {"date_axis": True, "major_unit": chart.every, "major_unit_type": "months"}
        categories = {**categories, **months, "text_axis": False}
    drawn.set_x_axis(categories)
    drawn.set_y_axis(values)


def _axis_step(cells: ChartCells, chart: Chart) -> float:
    """The step of the axis of values: three or four steps in all, of 1, 2, 5, 10, 20 …; or 0."""
    values: list[str | float | None] = []
    for series in chart.series:
        values += cells.values(series.values)
    highest = max((abs(value) for value in values if isinstance(value, float | int)), default=0)
    if not highest:
        return 0
    power = 10.0 ** math.floor(math.log10(highest / 4))
    return max(1, next(power * each for each in (1, 2, 5, 10) if power * each >= highest / 4))
