"""Add columns beside, and rows below, what a tab of the staff holds, and change single values; all else stays as it is (ECMA-376 part 1, § 18.3.1)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.columns import letters, place
from forms.values import Cell
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.additions import Additions, Edit, NewColumn, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import DataValidation
from sheets_sync.workbooks.xlsx.fill import DAY_ZERO, DAY_ZERO_1904, text_as_read, text_of
from sheets_sync.workbooks.xlsx.package import Package
from sheets_sync.workbooks.xlsx.styles import Styles
from sheets_sync.workbooks.xlsx.writer import validation
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse, skeleton

_BEFORE_CHECKS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
    "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip


def extend(package: Package, part: str, new: Additions, styles: Styles, from_1904: bool) -> None:
    """Put columns, all in one row and beyond its last title, rows, on lines with nothing in them, and single values into a sheet.

    Raises:
        Untouchable: the row of titles cannot be found, a line is not empty, a value would go in the place of a formula, or the sheet
            has a table of Excel's that ends just above.
    """
    for line in dict.fromkeys(edit.row for edit in new.edits):
        edits = [edit for edit in new.edits if edit.row == line]
        package.put(part, _edited(package.read(part), line + 1, edits, styles, from_1904))
    if new.columns:
        package.put(part, _titled(package.read(part), new.columns))
        checks = [column.check for column in new.columns if column.check]
        if checks:
            package.put(part, _checked(package.read(part), checks))
    if new.rows:
        if package.related(part, "table"):
            raise Untouchable("patch.table")
        for row in new.rows:
            package.put(part, _filled(package.read(part), row, styles, from_1904))


def as_read(value: Content, dated: bool) -> Cell:
    """A value of a new row, or a new value, as it is read back."""
    if isinstance(value, date):
        return value if dated else f"{value:%d/%m/%Y}"
    return float(value) if isinstance(value, int | float) else text_as_read(str(value or ""))


def _kept(value: Cell, from_1904: bool) -> Cell:
    """A value as a cell keeps it: of a day its number."""
    return (
        value.toordinal() - (DAY_ZERO_1904 if from_1904 else DAY_ZERO)
        if isinstance(value, date)
        else value
    )


@dataclass(frozen=True)
class _Line:
    """A row of a sheet's XML: where its tag opens, where its content begins and ends, and its cells by column, from 1."""

    prefix: str
    start: int
    inside: int
    close: int
    offset: int
    cells: Mapping[int, Node]

    def put(self, edits: Edits, column: int, cell: str) -> None:
        """A cell in the place of the one there is in that column (from 1), else where it belongs."""
        there = self.cells.get(column)
        after = next((self.cells[other] for other in sorted(self.cells) if other > column), None)
        start = (
            there.start + self.offset
            if there
            else after.start + self.offset
            if after
            else self.close
        )
        edits.replace(start, there.end + self.offset if there else start, cell)


def _line(xml: bytes, number: int) -> _Line | None:
    """The row of that number; None where there is none, or one without content."""
    opening = re.search(
        rb"<(?P<prefix>(?:[\w.-]+:)?)row\b(?=[^>]*\sr=[\"']%d[\"'])[^>]*[^/]>" % number, xml
    )
    if opening is None:
        return None
    prefix = opening["prefix"].decode()
    close = xml.index(f"</{prefix}row>".encode(), opening.end())
    cells = parse(b"<row>" + xml[opening.end() : close] + b"</row>").children
    placed = {place(cell.attributes["r"])[1]: cell for cell in cells if "r" in cell.attributes}
    if len(placed) < len(cells):
        raise Untouchable("patch.damaged")
    return _Line(
        prefix, opening.start(), opening.end(), close, opening.end() - len(b"<row>"), placed
    )


def _titled(xml: bytes, columns: Sequence[NewColumn]) -> bytes:
    """The titles, in the format that their cells have, else in that of the last title that was there."""
    number = columns[0].row + 1
    line = _line(xml, number)
    if line is None:
        raise Untouchable("patch.damaged")
    styles = [
        cell.attributes["s"]
        for cell in line.cells.values()
        if cell.children and "s" in cell.attributes
    ]
    edits = Edits(xml)
    for column in columns:
        there = line.cells.get(column.column + 1)
        style = there.attributes.get("s") if there else styles[-1] if styles else None
        line.put(
            edits, column.column + 1, _cell(line.prefix, column.column, number, style, column.title)
        )
    edits.attribute(line.start, "spans", None)
    return edits.result


def _filled(xml: bytes, row: NewRow, styles: Styles, from_1904: bool) -> bytes:
    """The row with its values, in the formats that its own cells have, else in those of the line it is to look like."""
    number = row.row + 1
    line = _line(xml, number)
    model = _line(xml, row.like + 1) if row.like is not None else None
    if line and any(cell.children for cell in line.cells.values()):
        raise Untouchable("patch.line_taken", row=number)
    made = {}
    prefix = line.prefix if line else model.prefix if model else _prefix(xml)
    usual = _column_styles(xml)
    for column, value in row.cells.items():
        shown = as_read(value, column in row.dated)
        looks = [
            _unmarked(cells.get(column + 1), styles)
            for cells in (line.cells if line else {}, model.cells if model else {})
        ]
        style = _look([*looks, usual.get(column)], shown, styles)
        made[column] = _cell(prefix, column, number, style, _kept(shown, from_1904))
    return _with_cells(xml, number, line, prefix, made)


def _column_styles(xml: bytes) -> dict[int, str]:
    """Column → the format of its cells that were never touched (§ 18.3.1.13)."""
    found: dict[int, str] = {}
    for column in re.finditer(rb"<(?:[\w.-]+:)?col\s[^>]*>", xml[: xml.find(b"sheetData")]):
        said = {
            name: value.decode()
            for name, value in re.findall(rb"\b(min|max|style)=[\"'](\d+)", column[0])
        }
        if b"style" in said:
            found |= {
                place - 1: said[b"style"]
                for place in range(
                    int(said[b"min"]), min(int(said[b"max"]), int(said[b"min"]) + 200) + 1
                )
            }
    return found


def _look(looks: Sequence[str | None], shown: Cell, styles: Styles) -> str | None:
    """The first of these formats in which a value shows as what it is: a day as a day, a number as none."""
    if isinstance(shown, str):
        return next(filter(None, looks), None)
    return next(
        (look for look in looks if look and (int(look) in styles.days) == isinstance(shown, date)),
        None,
    )


def _edited(
    xml: bytes, number: int, edits: Sequence[Edit], styles: Styles, from_1904: bool
) -> bytes:
    """The row of that number with other values, in the formats that its cells have, else those they are to have."""
    line = _line(xml, number)
    prefix, usual = line.prefix if line else _prefix(xml), _column_styles(xml)
    made = {}
    for edit in edits:
        there = line.cells.get(edit.column + 1) if line else None
        if there and there.first("f"):
            raise Untouchable("patch.formula", cell=f"{letters(edit.column)}{number}")
        model = _line(xml, edit.like + 1) if edit.like is not None else None
        shown = as_read(edit.now, edit.dated)
        alike = _unmarked(model.cells.get(edit.column + 1), styles) if model else None
        own = there.attributes.get("s") if there else None
        style = _look([own, alike, usual.get(edit.column)], shown, styles) if shown != "" else own
        made[edit.column] = _cell(prefix, edit.column, number, style, _kept(shown, from_1904))
    return _with_cells(xml, number, line, prefix, made)


def _with_cells(
    xml: bytes, number: int, line: _Line | None, prefix: str, cells: Mapping[int, str]
) -> bytes:
    """The row of that number, made where there is none, with these cells (from 0) in it."""
    edits = Edits(xml)
    if line:
        for column, cell in sorted(cells.items()):
            line.put(edits, column + 1, cell)
        edits.attribute(line.start, "spans", None)
        return edits.result
    blank = re.search(rb"<(?:[\w.-]+:)?row\b(?=[^>]*\sr=[\"']%d[\"'])[^>]*/>" % number, xml)
    whole = f'<{prefix}row r="{number}">{"".join(cell for _, cell in sorted(cells.items()))}</{prefix}row>'
    if blank:
        edits.replace(blank.start(), blank.end(), whole)
    else:
        rows = re.finditer(rb"<(?:[\w.-]+:)?row\b[^>]*\sr=[\"'](\d+)[\"']", xml)
        at = next(
            (match.start() for match in rows if int(match[1]) > number),
            xml.rindex(f"</{prefix}sheetData".encode()),
        )
        edits.replace(at, at, whole)
    return edits.result


def _prefix(xml: bytes) -> str:
    found = re.search(rb"</((?:[\w.-]+:)?)sheetData\s*>", xml)
    if found is None:
        raise Untouchable("patch.damaged")
    return found[1].decode()


def _unmarked(cell: Node | None, styles: Styles) -> str | None:
    """The format of a cell, without our mark."""
    style = cell.attributes.get("s") if cell else None
    mark = styles.marks.get(int(style)) if style else None
    return style if mark is None else None if mark.before is None else str(mark.before)


def _cell(prefix: str, column: int, number: int, style: str | None, value: object) -> str:
    opening = f'<{prefix}c r="{letters(column)}{number}"' + (f' s="{style}"' if style else "")
    if value == "":
        return f"{opening}/>"
    if isinstance(value, int | float):
        return f"{opening}><{prefix}v>{value!r}</{prefix}v></{prefix}c>"
    kept = ' xml:space="preserve"' if str(value) != str(value).strip() else ""
    return f'{opening} t="inlineStr"><{prefix}is><{prefix}t{kept}>{text_of(str(value))}</{prefix}t></{prefix}is></{prefix}c>'


def _checked(xml: bytes, checks: Sequence[DataValidation]) -> bytes:
    """What XlsxWriter writes of these checks, among those that are there."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for check in checks:
            page.data_validation(*check.cells, validation(check))
    drawn = Package(made).read("xl/worksheets/sheet1.xml")
    new = b"".join(
        drawn[node.start : node.end]
        for node in parse(drawn).all("dataValidations", "dataValidation")
    ).decode()
    root, hole_at, hole = skeleton(xml)
    if root.prefix:
        new = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{root.prefix}", new)
    edits = Edits(xml)
    there = root.first("dataValidations")
    if there is not None:
        after = hole if there.start >= hole_at else 0
        count = len(there.children) + len(checks)
        edits.attribute(there.start + after, "count", str(count))
        at = there.close + after
        edits.replace(at, at, new)
    else:
        at = max(node.end for node in root.children if node.name in _BEFORE_CHECKS)
        at += hole if at >= hole_at else 0
        edits.replace(
            at,
            at,
            f'<{root.prefix}dataValidations count="{len(checks)}">{new}</{root.prefix}dataValidations>',
        )
    return edits.result
