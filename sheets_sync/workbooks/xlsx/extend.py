"""Add columns beside, and rows below, what a tab of the staff holds, and change single values.

All else stays as it is (ECMA-376 part 1, § 18.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.headers.matching import cell_position, letters
from forms.values import Cell
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.additions import Additions, Edit, NewColumn, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.xlsx.drawing.fill import day_zero, space_of, text_as_read, text_of
from sheets_sync.workbooks.xlsx.drawing.validation import with_validations
from sheets_sync.workbooks.xlsx.found_cells import with_references
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.feedback_formats import FeedbackFormats
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.workbooks.xlsx.rows.continued import continued_formulas
from sheets_sync.workbooks.xlsx.rows.formulas import spread_ranges
from sheets_sync.workbooks.xlsx.rows.insert_rows import insert_rows
from sheets_sync.workbooks.xlsx.rows.tables import grow_tables, refuse_tables
from sheets_sync.workbooks.xlsx.rows.totals import grow_totals
from sheets_sync.workbooks.xlsx.usual_form import in_usual_form
from sheets_sync.workbooks.xlsx.wider_tables import widen
from sheets_sync.xml_text import escape

# Columns of one format that are looked at: beyond, it is the format of all that is empty.
MOST_COLUMNS = 200
_ROW_TAG = re.compile(rb"""<(?P<prefix>(?:[\w.-]+:)?)row\b[^>]*\sr=["'](?P<number>\d+)["'][^>]*>""")


def extend(book: Book, tab: str, new: Additions, formats: FeedbackFormats, from_1904: bool) -> None:
    """Put new columns (all in one row, beyond its last header), rows and values into a sheet.

    Tables of Excel's that end just above new rows take them in, and so do totals below them;
    formulas that stand in each row above go on in them.

    Raises:
        Untouchable: the row of headers cannot be found, a row is not empty, a value would go in the
            place of a formula, or what is below cannot be moved.
    """
    package, part = book.package, book.sheet_part(tab)
    if part is None:
        raise Untouchable("patch.damaged")
    package.put(part, with_references(in_usual_form(package.read(part))))
    for row in dict.fromkeys(edit.row for edit in new.edits):
        edits = [edit for edit in new.edits if edit.row == row]
        sheet = _Sheet(package.read(part), formats, from_1904)
        package.put(part, sheet.with_edits(row + 1, edits))
    if new.columns:
        widen(book, tab, part, new)
        package.put(part, _with_headers(package.read(part), new.columns))
        validations = [column.validation for column in new.columns if column.validation]
        if validations:
            package.put(part, with_validations(package.read(part), validations))
    refuse_tables(package, part, new)
    if new.inserted:
        insert_rows(book, tab, part, new.inserted[0].row + 1, len(new.inserted))
    of_tables = grow_tables(package, part, new)
    of_list = continued_formulas(package.read(part), new.rows)
    for new_row in new.rows:
        computed = {**of_list.get(new_row.row, {}), **of_tables.get(new_row.row, {})}
        sheet = _Sheet(package.read(part), formats, from_1904)
        package.put(part, sheet.with_row(new_row, computed))
    grow_totals(book, tab, part, new)


def as_read(value: Content, dated: bool) -> Cell:
    """A value of a new row, or a new value, as it is read back."""
    if isinstance(value, date):
        if dated:
            return value
        return f"{value:%d/%m/%Y}"
    # True is an int to Python.
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    return text_as_read(str(value or ""))


@dataclass(frozen=True)
class _Row:
    """A row of a sheet's XML.

    Attributes:
        prefix: what stands before the names of its elements.
        start: where its tag opens.
        close: where its content ends.
        offset: what is to be added to the positions of `cells`.
        cells: by column, from 1.
    """

    prefix: str
    start: int
    close: int
    offset: int
    cells: Mapping[int, Node]

    def is_filled(self, column: int) -> bool:
        """True if a cell (from 0) has more than a format, or a formula that shows nothing yet."""
        cell = self.cells.get(column + 1)
        return cell is not None and _shows_something(cell)

    def put(self, edits: Edits, column: int, cell: str) -> None:
        """Put a cell in the place of the one in that column (from 1), else where it belongs."""
        old = self.cells.get(column)
        if old:
            edits.replace(old.start + self.offset, old.end + self.offset, cell)
            return
        # Cells stand in the order of columns: Excel calls a workbook damaged where they do not.
        after = next((self.cells[other] for other in sorted(self.cells) if other > column), None)
        start = after.start + self.offset if after else self.close
        edits.replace(start, start, cell)


@dataclass(frozen=True)
class _Sheet:
    """The XML of a sheet, and what values are written with."""

    xml: bytes
    formats: FeedbackFormats
    from_1904: bool

    def with_edits(self, number: int, edits: Sequence[Edit]) -> bytes:
        """The sheet with other values in the row of that number (from 1).

        They are in the formats that their cells have, else those that they are to have.
        """
        row = _find_row(self.xml, number)
        prefix, usual = _prefix(self.xml, row), _column_styles(self.xml)
        cells = {}
        self._refuse_formulas(row, number, [edit.column for edit in edits])
        for edit in edits:
            old = _row_cells(row).get(edit.column + 1)
            value = as_read(edit.now, edit.dated)
            style = _style(old)
            if value != "":
                model = self._unfilled_style(self._model(edit.like), edit.column)
                style = self._first_fitting([style, model, usual.get(edit.column)], value)
            address = f"{letters(edit.column)}{number}"
            cells[edit.column] = _cell_xml(prefix, address, style, self._stored(value))
        return _with_cells(self.xml, number, row, prefix, cells)

    def with_row(self, new: NewRow, computed: Mapping[int, str]) -> bytes:
        """The sheet with a new row.

        Its values are in the formats that its cells have, else those of the row it is to be like.

        Args:
            computed: column (from 0) → the formula of a column that has one in every row.
        """
        number = new.row + 1
        row = _find_row(self.xml, number)
        self._refuse_formulas(row, number, new.cells)
        if row and any(map(row.is_filled, new.cells)):
            raise Untouchable("patch.line_taken", row=number)
        model_row = self._model(new.like)
        prefix, usual = _prefix(self.xml, row or model_row), _column_styles(self.xml)
        cells = {}
        for column, content in new.cells.items():
            value = as_read(content, column in new.dated)
            own = self._unfilled_style(row, column)
            model = self._unfilled_style(model_row, column)
            style = self._first_fitting([own, model, usual.get(column)], value)
            address = f"{letters(column)}{number}"
            cells[column] = _cell_xml(prefix, address, style, self._stored(value))
        laid_out = {column for column in computed if row and row.is_filled(column)}
        for column in computed.keys() - new.cells.keys() - laid_out:
            style = self._unfilled_style(row, column) or self._unfilled_style(model_row, column)
            address = f"{letters(column)}{number}"
            cells[column] = _formula_xml(prefix, address, style, computed[column])
        return _with_cells(self.xml, number, row, prefix, cells)

    def _refuse_formulas(self, row: _Row | None, number: int, columns: Iterable[int]) -> None:
        """Raise `Untouchable` where a value would go in the place of a formula or what it fills.

        Args:
            number: of the row, from 1. columns: from 0.
        """
        in_row = [each for each in spread_ranges(self.xml) if each[0] <= number <= each[2]]
        for column in columns:
            cell = _row_cells(row).get(column + 1)
            has_formula = cell is not None and cell.first("f") is not None
            if has_formula or any(left <= column + 1 <= right for _, left, _, right in in_row):
                raise Untouchable("patch.formula", cell=f"{letters(column)}{number}")

    def _model(self, like: int | None) -> _Row | None:
        """The row (from 0) that another is to be like."""
        if like is None:
            return None
        return _find_row(self.xml, like + 1)

    def _unfilled_style(self, row: _Row | None, column: int) -> str | None:
        """The format of a cell (from 0), without our fill; None where there is no cell or none."""
        style = _style(_row_cells(row).get(column + 1))
        if not style or int(style) not in self.formats.known:
            return style
        return self.formats.known[int(style)].style_before

    def _first_fitting(self, styles: Iterable[str | None], value: Cell) -> str | None:
        """The first format in which a value shows as what it is: a day as a day, a number not.

        Where none shows a day, it is made of the first: all else in it stays.
        """
        given = [style for style in styles if style]
        if isinstance(value, str):
            return next(iter(given), None)
        formats, is_day = self.formats.styles, isinstance(value, date)
        fitting = [style for style in given if formats.shows_day(int(style)) == is_day]
        if is_day and not fitting:
            fitting = [str(formats.showing_day(int(next(iter(given), 0))))]
        return next(iter(fitting), None)

    def _stored(self, value: Cell) -> Cell:
        """A value as the file has it: of a day its number."""
        if isinstance(value, date):
            return value.toordinal() - day_zero(self.from_1904)
        return value


def _find_row(xml: bytes, number: int) -> _Row | None:
    """The row of that number; None where there is none, or one without content."""
    opening = _row_tag(xml, number)
    if opening is None or opening[0].endswith(b"/>"):
        return None
    prefix = opening["prefix"].decode()
    close = xml.index(f"</{prefix}row>".encode(), opening.end())
    cells = parse_xml(b"<row>" + xml[opening.end() : close] + b"</row>").children
    placed = {
        cell_position(cell.attributes["r"])[1]: cell for cell in cells if "r" in cell.attributes
    }
    if len(placed) < len(cells):
        raise Untouchable("patch.damaged")
    offset = opening.end() - len(b"<row>")
    return _Row(prefix, opening.start(), close, offset, placed)


def _row_tag(xml: bytes, number: int) -> re.Match[bytes] | None:
    """The tag that opens the row of that number; None where there is none.

    Looked for by its bytes: among thousands of rows a pattern takes a hundred times as long, and
    each new row asks anew.
    """
    for reference in (b'r="%d"' % number, b"r='%d'" % number):
        found = xml.find(reference)
        while found >= 0:
            tag = _ROW_TAG.match(xml, xml.rfind(b"<", 0, found))
            if tag and int(tag["number"]) == number:
                return tag
            found = xml.find(reference, found + 1)
    return None


def _with_headers(xml: bytes, columns: Sequence[NewColumn]) -> bytes:
    """The headers, in the format that their cells have, else in that of the last header before."""
    number = columns[0].row + 1
    row = _find_row(xml, number)
    if row is None:
        raise Untouchable("patch.damaged")
    filled = [cell for cell in row.cells.values() if cell.children and "s" in cell.attributes]
    last_style = filled[-1].attributes["s"] if filled else None
    edits = Edits(xml)
    for column in columns:
        old = row.cells.get(column.column + 1)
        style = _style(old) if old else last_style
        address = f"{letters(column.column)}{number}"
        row.put(edits, column.column + 1, _cell_xml(row.prefix, address, style, column.header))
    _forget_spans(edits, row)
    return edits.result


def _column_styles(xml: bytes) -> dict[int, str]:
    """Column → the format of its cells that were never touched (§ 18.3.1.13)."""
    styles: dict[int, str] = {}
    for column in column_ranges(xml):
        if "style" in column:
            last = min(column["max"], column["min"] + MOST_COLUMNS)
            styles |= dict.fromkeys(range(column["min"] - 1, last), str(column["style"]))
    return styles


def column_ranges(xml: bytes) -> Iterable[Mapping[str, int]]:
    """The `col` elements of a sheet, which say of a range of columns what they are like.

    Each has `min` and `max`, from 1, and `style` where the columns have a format of their own.
    """
    for column in re.finditer(rb"<(?:[\w.-]+:)?col\s[^>]*>", xml[: xml.find(b"sheetData")]):
        attributes = re.findall(rb"\b(min|max|style)=[\"'](\d+)", column[0])
        yield {name.decode(): int(value) for name, value in attributes}


def _with_cells(
    xml: bytes, number: int, row: _Row | None, prefix: str, cells: Mapping[int, str]
) -> bytes:
    """The row of that number, made where there is none, with these cells (from 0) in it."""
    edits = Edits(xml)
    if row:
        for column, cell in sorted(cells.items()):
            row.put(edits, column + 1, cell)
        _forget_spans(edits, row)
        return edits.result
    content = "".join(cell for _, cell in sorted(cells.items()))
    whole = f'<{prefix}row r="{number}">{content}</{prefix}row>'
    blank = _row_tag(xml, number)
    if blank:
        edits.replace(blank.start(), blank.end(), whole)
        return edits.result
    # Rows stand in their order, as cells do.
    before = _row_tag(xml, number - 1)
    rows = _ROW_TAG.finditer(xml, before.end() if before else 0)
    end = xml.rindex(f"</{prefix}sheetData".encode())
    start = next((match.start() for match in rows if int(match["number"]) > number), end)
    edits.replace(start, start, whole)
    return edits.result


def _forget_spans(edits: Edits, row: _Row) -> None:
    """Take `spans` away: an optional hint on which columns a row has, which would be wrong."""
    edits.attribute(row.start, "spans", None)


def _shows_something(cell: Node) -> bool:
    """True if a cell shows something: a formula laid out for rows to come may show nothing."""
    if cell.first("f") is None:
        return bool(cell.children)
    value = cell.first("v")
    return value is not None and value.text != ""


def _row_cells(row: _Row | None) -> Mapping[int, Node]:
    if not row:
        return {}
    return row.cells


def _style(cell: Node | None) -> str | None:
    if not cell:
        return None
    return cell.attributes.get("s")


def _prefix(xml: bytes, row: _Row | None) -> str:
    """The prefix of a row, else that of the rows of the sheet."""
    if row:
        return row.prefix
    closing = re.search(rb"</((?:[\w.-]+:)?)sheetData\s*>", xml)
    if closing is None:
        raise Untouchable("patch.damaged")
    return closing[1].decode()


def _cell_xml(prefix: str, address: str, style: str | None, value: object) -> str:
    """The XML of a cell; a text is written inline, so that the shared strings stay as they are."""
    tag = f"{prefix}c"
    attributes = f' r="{address}"'
    if style:
        attributes += f' s="{style}"'
    if value == "":
        return f"<{tag}{attributes}/>"
    if isinstance(value, bool):
        return f'<{tag}{attributes} t="b"><{prefix}v>{value:d}</{prefix}v></{tag}>'
    if isinstance(value, int | float):
        return f"<{tag}{attributes}><{prefix}v>{value!r}</{prefix}v></{tag}>"
    text = str(value)
    inline = f"<{prefix}is><{prefix}t{space_of(text)}>{text_of(text)}</{prefix}t></{prefix}is>"
    return f'<{tag}{attributes} t="inlineStr">{inline}</{tag}>'


def _formula_xml(prefix: str, address: str, style: str | None, formula: str) -> str:
    """The XML of a cell with a formula that is still to be computed."""
    attributes = f' r="{address}"'
    if style:
        attributes += f' s="{style}"'
    content = f"<{prefix}f>{escape(formula)}</{prefix}f>"
    return f"<{prefix}c{attributes}>{content}</{prefix}c>"
