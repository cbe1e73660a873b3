"""Render described sheets to a new `.xlsx` file with XlsxWriter, row by row: memory stays low."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from sheets_sync.sheets.colours import ACCENT
from sheets_sync.sheets.content import Content, Formula, Link, Role, Sparkline
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.shared.styles import (
    DATE,
    FONT,
    STYLES,
    has_ground_or_line,
    role_of,
)
from sheets_sync.workbooks.xlsx.drawing.charts import add_chart
from sheets_sync.workbooks.xlsx.drawing.fill import (
    LONGEST_TEXT,
    Fill,
    day_zero,
    fillable,
    long_block,
)
from sheets_sync.workbooks.xlsx.drawing.linked_fill import LinkedFill, fill_with_links
from sheets_sync.workbooks.xlsx.drawing.temporary import drawn_workbook
from sheets_sync.workbooks.xlsx.drawing.validation import guards, reference, validation_options
from sheets_sync.workbooks.xlsx.parts.package import Package

# Excel stops at 65,530 links a sheet; beyond this the cell's address stands as text.
MOST_LINKS = 60_000
AnyFill: TypeAlias = Fill | LinkedFill
_USUAL_WIDTH = 8.43
_A4 = 9
_HIDE_ALL_GRIDLINES = 2
# A conditional format can change these alone: not the size of a font, say.
_CONDITIONAL = ("font_color", "bg_color", "bold", "italic")


def write_workbook(
    file: Path, sheets: Sequence[Sheet], made_on: date, from_1904: bool = False
) -> None:
    """Write `sheets` to `file`; the same sheets and day give the same bytes."""
    drawn, fills = draw_sheets(sheets, made_on, from_1904)
    for part, fill in fills.items():
        drawn.put(part, fill.into(drawn.read(part), WrittenBefore()))
    drawn.save(file)


def draw_sheets(
    sheets: Sequence[Sheet], made_on: date, from_1904: bool = False
) -> tuple[Package, dict[str, AnyFill]]:
    """A package with `sheets`, and by part the tables that are to be filled into it.

    Where a table is long, the package holds the rows of it that show its formats.

    Args:
        from_1904: whether the workbook that the sheets are meant for counts days from 1904.
    """
    made = io.BytesIO()
    fills: dict[str, AnyFill] = {}
    zero = day_zero(from_1904)
    options = {
        "constant_memory": True,
        "date_1904": from_1904,
        "default_date_format": DATE,
        # Columns are as wide as so many digits of this font: those of a page are reckoned with it.
        "default_format_properties": {"font_name": "Calibri", "font_size": 11},
    }
    with drawn_workbook(made, options) as book:
        book.set_properties({"title": sheets[0].name, "created": datetime.combine(made_on, time())})
        book.set_calc_mode("auto")
        formats = {role: book.add_format({**FONT, **style}) for role, style in STYLES.items()}
        for number, sheet in enumerate(sheets, 1):
            fill = _row_writer(sheet, zero)
            if fill:
                fills[f"xl/worksheets/sheet{number}.xml"] = fill
            _Page(book, book.add_worksheet(sheet.name), sheet, formats, fill, zero).draw()
    return Package(made), fills


def _row_writer(sheet: Sheet, zero: int) -> AnyFill | None:
    plain = fillable(sheet)
    if plain:
        return Fill(plain, zero)
    return fill_with_links(sheet, long_block(sheet), MOST_LINKS, zero)


@dataclass
class _Page:
    """A worksheet that is being drawn.

    Attributes:
        fill: the table that is filled in later; only its formats are drawn.
        zero: the ordinal of the day before the first, which days are counted from.
        links: how many there are so far.
    """

    book: Any
    page: Any
    sheet: Sheet
    formats: Mapping[Role, Any]
    fill: AnyFill | None
    zero: int
    links: int = 0

    def draw(self) -> None:
        # XlsxWriter numbers formats in the order of first use, and the same sheets are to give the
        # same bytes: the order of these calls is part of what is written.
        page, sheet = self.page, self.sheet
        page.set_tab_color(sheet.colour)
        self._set_columns()
        page.freeze_panes(*sheet.freeze)
        if not sheet.gridlines:
            page.hide_gridlines(_HIDE_ALL_GRIDLINES)
        self._write_rows()
        if sheet.filter:
            page.autofilter(*sheet.filter)
            if sheet.filtered:
                page.filter_column_list(sheet.filtered.column, list(sheet.filtered.texts))
        self._add_rules()
        self._add_notes()
        for chart in sheet.charts:
            add_chart(self.book, page, sheet, chart, self.zero)
        self._set_print()

    def _set_columns(self) -> None:
        sheet = self.sheet
        formats = {column: self.formats[role] for column, role in sheet.columns.items()}
        for column in sorted(sheet.widths.keys() | formats.keys()):
            width = sheet.widths.get(column, _USUAL_WIDTH)
            self.page.set_column(column, column, width, formats.get(column))

    def _write_rows(self) -> None:
        """All cells in the order of rows, as constant memory asks: a row left is out of reach."""
        long = self.fill.block if self.fill else None
        for row, blocks in blocks_by_row(self.sheet.blocks, long):
            self._set_height(row, row)
            for block in blocks:
                self._write_row(row, block)
        if isinstance(self.fill, Fill):
            for column, role in enumerate(self.fill.block.roles, self.fill.block.left):
                self.page.write_blank(self.fill.block.top, column, None, self.formats[role])
        elif self.fill:
            self._write_samples(self.fill)

    def _write_samples(self, fill: LinkedFill) -> None:
        block = fill.block
        rows = [block.rows[nth] for nth in fill.samples]
        for row, nth in enumerate(fill.samples, block.top):
            self._set_height(row, block.top + nth)
            self._write_row(row, replace(block, rows=rows))

    def _set_height(self, row: int, like: int) -> None:
        # A filter hides nothing by itself: the rows that it leaves out are hidden beside it.
        height, is_hidden = self.sheet.heights.get(like), like in self.sheet.hidden_rows
        if height is not None or is_hidden:
            self.page.set_row(row, height, None, {"hidden": is_hidden})

    def _write_row(self, row: int, block: Block) -> None:
        if block.span > 1:
            right = block.left + block.span - 1
            self.page.merge_range(row, block.left, row, right, "", self.formats[block.roles[0]])
        values = block.rows[row - block.top]
        for column, (value, role) in enumerate(zip(values, block.roles, strict=True), block.left):
            self._write(row, column, value, role)

    def _write(self, row: int, column: int, value: Content, role: Role) -> None:
        page = self.page
        if isinstance(value, Link):
            self._write_link(row, column, value, role)
            return
        format_ = self.formats[role_of(value, role)]
        if isinstance(value, str):
            page.write_string(row, column, value[:LONGEST_TEXT], format_)
        elif isinstance(value, float | int):
            page.write_number(row, column, value, format_)
        elif isinstance(value, date):
            page.write_number(row, column, value.toordinal() - self.zero, format_)
        elif isinstance(value, Formula):
            page.write_formula(row, column, value.text, format_, value.value)
        elif isinstance(value, Sparkline):
            page.write_blank(row, column, None, format_)
            self._add_sparkline(row, column, value)
        elif has_ground_or_line(role):
            page.write_blank(row, column, None, format_)

    def _add_sparkline(self, row: int, column: int, sparkline: Sparkline) -> None:
        options = {
            "range": reference(self.sheet.name, sparkline.values),
            "type": "column",
            "min": 0,
            "series_color": sparkline.colour,
            "last_point": True,
            "last_color": ACCENT,
        }
        self.page.add_sparkline(row, column, options)

    def _write_link(self, row: int, column: int, link: Link, role: Role) -> None:
        self.links += 1
        if self.links > MOST_LINKS or link.file == "":
            self.page.write_string(row, column, link.text, self.formats["text"])
        else:
            format_ = self.formats[role_of(link, role)]
            self.page.write_url(row, column, _url(link), format_, link.text)

    def _add_rules(self) -> None:
        page, sheet = self.page, self.sheet
        for cells, limit, role in sheet.below:
            rule = {"type": "cell", "criteria": "<", "value": limit}
            page.conditional_format(*cells, rule | {"format": self._conditional(role)})
        for cells, choices in sheet.lists:
            page.data_validation(*cells, {"validate": "list", "source": list(choices)})
        for cells, formula, role in sheet.conditional_formats:
            rule = {"type": "formula", "criteria": f"={formula}"}
            page.conditional_format(*cells, rule | {"format": self._conditional(role)})
        for validation in sheet.data_validations:
            page.data_validation(*validation.cells, validation_options(validation))
        for cells, options in guards(sheet):
            page.data_validation(*cells, options)

    def _conditional(self, role: Role) -> Any:
        style = {key: value for key, value in STYLES[role].items() if key in _CONDITIONAL}
        return self.book.add_format(style)

    def _add_notes(self) -> None:
        for (row, column), text in self.sheet.notes.items():
            # About 34 characters go on a line of a box this wide.
            box = {"width": 220, "height": 20 + 15 * (1 + len(text) // 34)}
            options = {"author": "sheets-sync", "font_size": 9, **box}
            self.page.write_comment(row, column, text, options)

    def _set_print(self) -> None:
        page, sheet = self.page, self.sheet
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(0.4, 0.4, 0.35, 0.45)
        # As high as it comes: page breaks by hand count where only the width is given.
        page.fit_to_pages(sheet.pages_wide, 0)
        page.set_footer(f"&L&8{sheet.footer or sheet.name}&R&8&P / &N")
        if sheet.printed:
            printed = [block for block in sheet.blocks if block.left < sheet.printed]
            bottom = max(block.top + len(block.rows) for block in printed)
            page.print_area(0, 0, bottom - 1, sheet.printed - 1)
        if sheet.page_breaks:
            page.set_h_pagebreaks(list(sheet.page_breaks))
        if sheet.filter:
            page.repeat_rows(sheet.filter.top)


def blocks_by_row(blocks: Sequence[Block], long: Block | None) -> Iterator[tuple[int, list[Block]]]:
    """Each row down to the last that is drawn, with the blocks that have it, from left to right."""
    drawn = [block for block in blocks if block is not long]
    starts: dict[int, list[Block]] = defaultdict(list)
    for block in drawn:
        if block.rows:
            starts[block.top].append(block)
    open_blocks: list[Block] = []
    for row in range(max((block.top + len(block.rows) for block in drawn), default=0)):
        open_blocks = [block for block in open_blocks if row < block.top + len(block.rows)]
        open_blocks += starts.get(row, [])
        open_blocks.sort(key=lambda block: block.left)
        yield row, open_blocks


def _url(link: Link) -> str:
    """A link as XlsxWriter has it: an address, or a cell of another file or of this one."""
    if link.file and link.file.startswith("https://"):
        return link.file
    tab = link.tab.replace("'", "''")
    cell = f"'{tab}'!{link.cell}"
    if link.file is None:
        return f"internal:{cell}"
    return f"external:{quote(link.file)}#{cell}"
