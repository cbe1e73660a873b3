"""Render described sheets to a new `.xlsx` file with XlsxWriter, row after row, so that memory stays low."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from sheets_sync.sheets import BLUE, GREEN, ORANGE, Block, Chart, Content, Formula, Link, Role, Sheet, Span
from sheets_sync.workbooks.fill import DAY_ZERO, DAY_ZERO_1904, LONGEST_TEXT, Fill, fillable
from sheets_sync.workbooks.package import Package

_INK, _SOFT, _LINE, _BAND = "#1F2933", "#6B7280", "#D5DAE1", "#F3F6F9"
_FONT = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "vcenter"}
_MONTH = "[$-40C]mmm yy"  # French month names, whatever the program's language
_DATE, _COUNT, _PERCENT, _EURO, _DECIMAL = "dd/mm/yyyy", "#,##0", "0 %", '#,##0 "€"', "#,##0.0"
_CARD = {"bg_color": _BAND, "align": "left", "indent": 1}
_NUMBER = {"align": "right"}  # « n. d. » too
_TOTAL = {"bold": True, "top": 1, "top_color": _INK}
STYLES: Mapping[Role, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": BLUE},
    "subtitle": {"font_size": 11, "font_color": _SOFT},
    "section": {"bold": True, "font_size": 13, "font_color": BLUE, "bottom": 2, "bottom_color": BLUE},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "align": "center"},
    "text": {"indent": 1}, "strong": {"bold": True}, "wrap": {"text_wrap": True}, "note": {"italic": True, "font_color": _SOFT},
    "count": {**_NUMBER, "num_format": _COUNT}, "decimal": {**_NUMBER, "num_format": _DECIMAL},
    "percent": {**_NUMBER, "num_format": _PERCENT}, "euro": {**_NUMBER, "num_format": _EURO},
    "date": {"num_format": _DATE, "align": "left", "indent": 1}, "month": {"num_format": _MONTH, "align": "left"},
    "link": {"font_color": BLUE, "underline": 1},
    "error": {"bold": True, "font_color": "#8A1C00", "bg_color": "#FCE4DC"},
    "warning": {"font_color": "#6B4E00", "bg_color": "#FFF3CC"}, "info": {"font_color": _SOFT},
    "total": {**_TOTAL, "num_format": _COUNT}, "total_percent": {**_TOTAL, **_NUMBER, "num_format": _PERCENT},
    "total_euro": {**_TOTAL, "num_format": _EURO}, "total_decimal": {**_TOTAL, "num_format": _DECIMAL},
    "card_label": {**_CARD, "font_size": 9, "font_color": _SOFT, "text_wrap": True, "valign": "bottom"},
    "card_count": {**_CARD, "bold": True, "font_size": 22, "num_format": _COUNT},
    "card_percent": {**_CARD, "bold": True, "font_size": 22, "num_format": _PERCENT},
    "card_decimal": {**_CARD, "bold": True, "font_size": 22, "num_format": _DECIMAL},
    "card_note": {**_CARD, "font_size": 9, "font_color": _SOFT, "text_wrap": True},
    "answer": {"bold": True, "align": "center", "bg_color": "#FFFBE6", "border": 1, "border_color": _LINE},
    "good": {"font_color": GREEN, "bold": True}, "bad": {"font_color": ORANGE, "bold": True},
}  # fmt: skip
MOST_LINKS = 60_000
"""Excel stops at 65,530 links a sheet; beyond this the cell's name stands as text."""


def write_workbook(file: Path, sheets: Sequence[Sheet], made_on: date) -> None:
    """Write `sheets` to `file`; the same sheets and day give the same bytes."""
    drawn, fills = draw(sheets, made_on)
    for part, fill in fills.items():
        drawn.put(part, fill.into(drawn.read(part)))
    drawn.save(file)


def draw(sheets: Sequence[Sheet], made_on: date, from_1904: bool = False) -> tuple[Package, dict[str, Fill]]:
    """A package with `sheets`; where a table is long it holds one blank row of it, and its part is among the fills.

    `from_1904`: its days count as in the workbook they are meant for.
    """
    made = io.BytesIO()
    fills = {}
    zero = DAY_ZERO_1904 if from_1904 else DAY_ZERO
    with xlsxwriter.Workbook(
        made,
        {
            "constant_memory": True,
            "date_1904": from_1904,
            "default_date_format": _DATE,
            "default_format_properties": {"font_name": "Calibri", "font_size": 10},
        },
    ) as book:
        book.set_properties({"title": sheets[0].name, "created": datetime.combine(made_on, time())})
        book.set_calc_mode("auto")
        styles = {role: book.add_format({**_FONT, **style}) for role, style in STYLES.items()}
        for number, sheet in enumerate(sheets, 1):
            long = fillable(sheet)
            if long:
                fills[f"xl/worksheets/sheet{number}.xml"] = Fill(long, zero)
            _Drawing(book, book.add_worksheet(sheet.name), sheet, styles, long, zero).draw()
    return Package(made), fills


class _Drawing:
    def __init__(self, book: Any, page: Any, sheet: Sheet, styles: Mapping[Role, Any], long: Block | None, zero: int) -> None:
        self.book, self.page, self.sheet, self.styles, self.long, self.zero = book, page, sheet, styles, long, zero
        self.links = 0

    def draw(self) -> None:
        page, sheet = self.page, self.sheet
        page.set_tab_color(sheet.colour)
        for column, width in sheet.widths.items():
            page.set_column(column, column, width)
        page.freeze_panes(*sheet.freeze)
        if not sheet.gridlines:
            page.hide_gridlines(2)
        self._rows()
        if sheet.filter:
            page.autofilter(*sheet.filter)
        for cells, limit, role in sheet.below:
            page.conditional_format(*cells, {"type": "cell", "criteria": "<", "value": limit, "format": self._mark(role)})
        for cells, choices in sheet.lists:
            page.data_validation(*cells, {"validate": "list", "source": list(choices)})
        for chart in sheet.charts:
            self._chart(chart)
        self._print()

    def _rows(self) -> None:
        """All cells in the order of rows, as constant memory asks."""
        starts: dict[int, list[Block]] = defaultdict(list)
        for block in (block for block in self.sheet.blocks if block.rows and block is not self.long):
            starts[block.top].append(block)
        open_blocks: list[Block] = []
        last = max((block.top + len(block.rows) for block in self.sheet.blocks if block is not self.long), default=0)
        for row in range(last):
            open_blocks = [block for block in open_blocks if row < block.top + len(block.rows)] + starts.get(row, [])
            if row in self.sheet.heights:
                self.page.set_row(row, self.sheet.heights[row])
            for block in sorted(open_blocks, key=lambda b: b.left) if len(open_blocks) > 1 else open_blocks:
                if block.span > 1:
                    self.page.merge_range(row, block.left, row, block.left + block.span - 1, "", self.styles[block.roles[0]])
                self._line(row, block, block.rows[row - block.top])

        if self.long:
            for column, role in enumerate(self.long.roles, self.long.left):
                self.page.write_blank(self.long.top, column, None, self.styles[role])

    def _line(self, row: int, block: Block, values: Sequence[Content]) -> None:
        page, styles = self.page, self.styles
        text, number = page.write_string, page.write_number
        for column, (value, role) in enumerate(zip(values, block.roles, strict=True), block.left):
            if isinstance(value, str):
                style = styles[_SEVERITIES.get(value, role) if role == "info" else role]
                text(row, column, value if len(value) < LONGEST_TEXT else value[:LONGEST_TEXT], style)
            elif isinstance(value, float | int):
                number(row, column, value, styles[role])
            elif value is None:
                if role.startswith(("card", "total")):
                    page.write_blank(row, column, None, styles[role])
            elif isinstance(value, date):
                number(row, column, value.toordinal() - self.zero, styles[role if role == "month" else "date"])
            elif isinstance(value, Link):
                self._link(row, column, value)
            elif isinstance(value, Formula):
                page.write_formula(row, column, value.text, styles[role], value.value)

    def _link(self, row: int, column: int, link: Link) -> None:
        self.links += 1
        if self.links > MOST_LINKS:
            self.page.write_string(row, column, link.text, self.styles["text"])
            return
        tab = link.tab.replace("'", "''")
        where = f"external:{quote(link.file)}" if link.file else "internal:"
        self.page.write_url(row, column, f"{where}{'#' if link.file else ''}'{tab}'!{link.cell}", self.styles["link"], link.text)

    def _mark(self, role: Role) -> Any:
        style = {key: value for key, value in STYLES[role].items() if key in ("font_color", "bg_color", "bold")}
        return self.book.add_format(style)

    def _chart(self, chart: Chart) -> None:
        drawn = self.book.add_chart({"type": chart.kind})
        for series in chart.series:
            line = {"color": series.colour, "width": 2.25} if chart.kind == "line" else None
            drawn.add_series({
                "name": series.name, "categories": self._reference(chart.categories), "values": self._reference(series.values),
                **({"line": line, "marker": {"type": "circle", "size": 4, "fill": {"color": series.colour}, "border": {"color": series.colour}}} if line else {"fill": {"color": series.colour}, "gap": 60}),
            })  # fmt: skip
        drawn.set_title({"name": chart.title, "name_font": {"size": 11, "bold": True, "color": _INK}, "overlay": False})
        axis = {"num_font": {"size": 8, "color": _SOFT}, "line": {"color": _LINE}}
        numbers = {
            **axis,
            "major_gridlines": {"visible": True, "line": {"color": _LINE, "width": 0.5}},
            "min": 0,
            "num_format": "0 %" if chart.percent else "#,##0",
        }
        if chart.kind == "bar":
            drawn.set_x_axis(numbers)
            drawn.set_y_axis({**axis, "reverse": True})
        else:
            drawn.set_x_axis(
                {
                    **axis,
                    "num_format": _MONTH,
                    "text_axis": True,
                    **({"interval_unit": 3} if chart.categories.bottom - chart.categories.top > 14 else {}),
                }
            )
            drawn.set_y_axis(numbers)
        drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": {"size": 8}})
        drawn.set_chartarea({"border": {"color": _LINE}})
        drawn.set_size({"width": chart.width, "height": chart.height})
        self.page.insert_chart(chart.top, chart.left, drawn, {"object_position": 2, "description": chart.description})

    def _reference(self, cells: Span) -> str:
        name = self.sheet.name.replace("'", "''")
        return f"='{name}'!{xl_range_abs(*cells)}"

    def _print(self) -> None:
        page = self.page
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(0.4, 0.4, 0.5, 0.5)
        if self.sheet.scale:
            page.set_print_scale(self.sheet.scale)
            page.center_horizontally()
        else:
            page.fit_to_pages(self.sheet.pages_wide, 0)
        page.set_footer(f"&L&8{self.sheet.name}&R&8page &P / &N")
        if self.sheet.page_breaks:
            page.set_h_pagebreaks(list(self.sheet.page_breaks))
        if self.sheet.filter:
            page.repeat_rows(self.sheet.filter.top)


_SEVERITIES: Mapping[str, Role] = {"à corriger": "error", "à vérifier": "warning", "pour information": "info"}
