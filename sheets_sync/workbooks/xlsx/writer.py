"""Render described sheets to a new `.xlsx` file with XlsxWriter, row after row, so that memory stays low."""

from __future__ import annotations

import io
import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from sheets_sync.sheets.colours import BLUE
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block, Chart, DataValidation, Sheet
from sheets_sync.workbooks.styles import (
    DATE,
    FONT,
    INK,
    LINE,
    MONTH,
    PROTECTION,
    SOFT,
    STYLES,
    TITLES,
    role_of,
)
from sheets_sync.workbooks.xlsx.fill import DAY_ZERO, DAY_ZERO_1904, LONGEST_TEXT, Fill, fillable
from sheets_sync.workbooks.xlsx.package import Package

MOST_LINKS = 60_000
"""Excel stops at 65,530 links a sheet; beyond this the cell's name stands as text."""


def write_workbook(
    file: Path, sheets: Sequence[Sheet], made_on: date, from_1904: bool = False
) -> None:
    """Write `sheets` to `file`; the same sheets and day give the same bytes."""
    drawn, fills = draw(sheets, made_on, from_1904)
    for part, fill in fills.items():
        drawn.put(part, fill.into(drawn.read(part)))
    drawn.save(file)


def draw(
    sheets: Sequence[Sheet], made_on: date, from_1904: bool = False
) -> tuple[Package, dict[str, Fill]]:
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
            "default_date_format": DATE,
            "default_format_properties": {"font_name": "Calibri", "font_size": 10},
        },
    ) as book:
        book.set_properties({"title": sheets[0].name, "created": datetime.combine(made_on, time())})
        book.set_calc_mode("auto")
        styles = {role: book.add_format({**FONT, **style}) for role, style in STYLES.items()}
        for number, sheet in enumerate(sheets, 1):
            long = fillable(sheet)
            if long:
                fills[f"xl/worksheets/sheet{number}.xml"] = Fill(long, zero)
            _Drawing(book, book.add_worksheet(sheet.name), sheet, styles, long, zero).draw()
    return Package(made), fills


class _Drawing:
    def __init__(
        self,
        book: Any,
        page: Any,
        sheet: Sheet,
        styles: Mapping[Role, Any],
        long: Block | None,
        zero: int,
    ) -> None:
        self.book, self.page, self.sheet, self.styles, self.long, self.zero = (
            book,
            page,
            sheet,
            styles,
            long,
            zero,
        )
        self.links = 0

    def draw(self) -> None:
        page, sheet = self.page, self.sheet
        page.set_tab_color(sheet.colour)
        for column in sorted(sheet.widths.keys() | sheet.columns.keys()):
            look = self.styles[sheet.columns[column]] if column in sheet.columns else None
            page.set_column(column, column, sheet.widths.get(column, 8.43), look)
        page.freeze_panes(*sheet.freeze)
        if not sheet.gridlines:
            page.hide_gridlines(2)
        self._rows()
        if sheet.filter:
            page.autofilter(*sheet.filter)
        for cells, limit, role in sheet.below:
            page.conditional_format(
                *cells,
                {"type": "cell", "criteria": "<", "value": limit, "format": self._mark(role)},
            )
        for cells, choices in sheet.lists:
            page.data_validation(*cells, {"validate": "list", "source": list(choices)})
        for cells, formula, role in sheet.conditional_formats:
            page.conditional_format(
                *cells, {"type": "formula", "criteria": f"={formula}", "format": self._mark(role)}
            )
        for check in sheet.data_validations:
            page.data_validation(*check.cells, validation(check))
        self._guard()
        for (row, column), text in sheet.notes.items():
            page.write_comment(
                row,
                column,
                text,
                {
                    "author": "sheets-sync",
                    "font_size": 9,
                    "width": 220,
                    "height": 20 + 15 * (1 + len(text) // 34),
                },
            )
        for chart in sheet.charts:
            self._chart(chart)
        self._print()

    def _guard(self) -> None:
        """What is typed where nothing is to be typed is questioned, as in Google; sorting, filters and columns of one's own stay free."""
        sheet = self.sheet
        right = max(block.left + max(len(block.roles), block.span) for block in sheet.blocks) - 1
        bottom = (
            sheet.freeze[0] - 1
            if sheet.is_staffs
            else max(block.top + len(block.rows) for block in sheet.blocks) - 1
        )
        taken = {
            column for cells in sheet.open_cells for column in range(cells.left, cells.right + 1)
        }
        asked = {
            "validate": "custom",
            "value": "=FALSE",
            "error_type": "warning",
            "error_title": "À vérifier",
        }
        asked["error_message"] = TITLES if sheet.is_staffs else PROTECTION
        for free, run in itertools.groupby(range(right + 1), lambda column: column not in taken):
            columns = list(run)
            if free and bottom >= 0:
                self.page.data_validation(0, columns[0], bottom, columns[-1], asked)

    def _rows(self) -> None:
        """All cells in the order of rows, as constant memory asks."""
        starts: dict[int, list[Block]] = defaultdict(list)
        for block in (
            block for block in self.sheet.blocks if block.rows and block is not self.long
        ):
            starts[block.top].append(block)
        open_blocks: list[Block] = []
        last = max(
            (block.top + len(block.rows) for block in self.sheet.blocks if block is not self.long),
            default=0,
        )
        for row in range(last):
            open_blocks = [
                block for block in open_blocks if row < block.top + len(block.rows)
            ] + starts.get(row, [])
            if row in self.sheet.heights:
                self.page.set_row(row, self.sheet.heights[row])
            for block in (
                sorted(open_blocks, key=lambda b: b.left) if len(open_blocks) > 1 else open_blocks
            ):
                if block.span > 1:
                    self.page.merge_range(
                        row,
                        block.left,
                        row,
                        block.left + block.span - 1,
                        "",
                        self.styles[block.roles[0]],
                    )
                self._line(row, block, block.rows[row - block.top])

        if self.long:
            for column, role in enumerate(self.long.roles, self.long.left):
                self.page.write_blank(self.long.top, column, None, self.styles[role])

    def _line(self, row: int, block: Block, values: Sequence[Content]) -> None:
        page, styles = self.page, self.styles
        text, number = page.write_string, page.write_number
        for column, (value, role) in enumerate(zip(values, block.roles, strict=True), block.left):
            if isinstance(value, str):
                text(
                    row,
                    column,
                    value if len(value) < LONGEST_TEXT else value[:LONGEST_TEXT],
                    styles[role_of(value, role)],
                )
            elif isinstance(value, float | int):
                number(row, column, value, styles[role])
            elif value is None:
                if role.startswith(("card", "total", "field")):
                    page.write_blank(row, column, None, styles[role])
            elif isinstance(value, date):
                number(row, column, value.toordinal() - self.zero, styles[role_of(value, role)])
            elif isinstance(value, Link):
                self._link(row, column, value)
            elif isinstance(value, Sparkline):
                page.write_blank(row, column, None, styles[role])
                small = {
                    "type": "column",
                    "min": 0,
                    "series_color": value.colour,
                    "last_point": True,
                    "last_color": BLUE,
                }
                page.add_sparkline(
                    row, column, {"range": self._reference(value.values)[1:], **small}
                )
            elif isinstance(value, Formula):
                page.write_formula(row, column, value.text, styles[role], value.value)

    def _link(self, row: int, column: int, link: Link) -> None:
        self.links += 1
        if self.links > MOST_LINKS or link.file == "":
            self.page.write_string(row, column, link.text, self.styles["text"])
            return
        if link.file and link.file.startswith("https://"):
            self.page.write_url(row, column, link.file, self.styles["link"], link.text)
            return
        tab = link.tab.replace("'", "''")
        where = f"external:{quote(link.file)}" if link.file else "internal:"
        self.page.write_url(
            row,
            column,
            f"{where}{'#' if link.file else ''}'{tab}'!{link.cell}",
            self.styles["link"],
            link.text,
        )

    def _mark(self, role: Role) -> Any:
        style = {
            key: value
            for key, value in STYLES[role].items()
            if key in ("font_color", "bg_color", "bold", "italic")
        }
        return self.book.add_format(style)

    def _chart(self, chart: Chart) -> None:
        drawn = self.book.add_chart({"type": chart.kind})
        for series in chart.series:
            line = {"color": series.colour, "width": 2.25} if chart.kind == "line" else None
            drawn.add_series({
                "name": series.name, "categories": self._reference(chart.categories), "values": self._reference(series.values),
                **({"line": line, "marker": {"type": "circle", "size": 4, "fill": {"color": series.colour}, "border": {"color": series.colour}}} if line else {"fill": {"color": series.colour}, "gap": 60}),
            })  # fmt: skip
        drawn.set_title(
            {
                "name": chart.title,
                "name_font": {"size": 11, "bold": True, "color": INK},
                "overlay": False,
            }
        )
        axis = {"num_font": {"size": 8, "color": SOFT}, "line": {"color": LINE}}
        numbers = {
            **axis,
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
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
                    "num_format": MONTH,
                    "text_axis": True,
                    **(
                        {"interval_unit": 3}
                        if chart.categories.bottom - chart.categories.top > 14
                        else {}
                    ),
                }
            )
            drawn.set_y_axis(numbers)
        drawn.set_legend(
            {"none": True}
            if len(chart.series) == 1
            else {"position": "bottom", "font": {"size": 8}}
        )
        drawn.set_chartarea({"border": {"color": LINE}})
        drawn.set_size({"width": chart.width, "height": chart.height})
        self.page.insert_chart(
            chart.top, chart.left, drawn, {"object_position": 2, "description": chart.description}
        )

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
        if self.sheet.printed:
            bottom = max(block.top + len(block.rows) for block in self.sheet.blocks)
            page.print_area(0, 0, bottom, self.sheet.printed - 1)
        if self.sheet.page_breaks:
            page.set_h_pagebreaks(list(self.sheet.page_breaks))
        if self.sheet.filter:
            page.repeat_rows(self.sheet.filter.top)


def validation(check: DataValidation) -> dict[str, Any]:
    """What Excel is told to check: it asks, and lets people go on."""
    made: dict[str, Any] = {
        "error_type": "warning",
        "error_title": "À vérifier",
        "error_message": check.message[:255],
        "ignore_blank": True,
    }
    if check.prompt:
        made |= {"input_message": check.prompt[:255]}
    if check.source:
        tab, cells = check.source
        name = "'" + tab.replace("'", "''") + "'"
        first, whole = (
            f"{name}!{xl_range_abs(*area)}" for area in (cells._replace(bottom=cells.top), cells)
        )
        return made | {
            "validate": "list",
            "source": f"=OFFSET({first},0,0,MAX(1,COUNTA({whole})),1)",
        }
    kind = {"date": "date", "number": "decimal", "whole": "integer", "length": "length"}[check.kind]
    low, high = (
        datetime.combine(limit, time()) if isinstance(limit, date) else limit
        for limit in (check.low, check.high)
    )
    if low is not None and high is not None:
        return made | {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    return made | {
        "validate": kind,
        "criteria": ">=" if low is not None else "<=",
        "value": low if low is not None else high,
    }
