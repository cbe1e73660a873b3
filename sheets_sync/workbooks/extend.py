"""Add columns to a tab of the staff, beside all that is there: their titles, and what Excel checks below them (ECMA-376 part 1, § 18.3.1)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from forms.columns import letters, place
from sheets_sync.errors import Untouchable
from sheets_sync.sheets import Check, NewColumn
from sheets_sync.workbooks.package import Package
from sheets_sync.workbooks.splice import Edits, parse, skeleton
from sheets_sync.workbooks.write_xlsx import validation

_BEFORE_CHECKS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
    "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip


def extend(package: Package, part: str, columns: Sequence[NewColumn]) -> None:
    """Put `columns`, all in one row and beyond its last title, into a sheet; raises `Untouchable` where the row cannot be found."""
    package.put(part, _titled(package.read(part), columns))
    checks = [column.check for column in columns if column.check]
    if checks:
        package.put(part, _checked(package.read(part), checks))


def _titled(xml: bytes, columns: Sequence[NewColumn]) -> bytes:
    """The titles, in the format that their cells have, else in that of the last title that was there."""
    number = columns[0].row + 1
    opening = re.search(rb"<(?P<prefix>(?:[\w.-]+:)?)row\b(?=[^>]*\sr=[\"']%d[\"'])[^>]*[^/]>" % number, xml)
    if opening is None:
        raise Untouchable("patch.damaged")
    prefix = opening["prefix"].decode()
    close = xml.index(f"</{prefix}row>".encode(), opening.end())
    offset = opening.end() - len(b"<row>")
    cells = [cell for cell in parse(b"<row>" + xml[opening.end() : close] + b"</row>").children if "r" in cell.attributes]
    styles = [cell.attributes["s"] for cell in cells if cell.children and "s" in cell.attributes]
    edits = Edits(xml)
    for column in columns:
        there = next((cell for cell in cells if place(cell.attributes["r"])[1] == column.column + 1), None)
        after = next((cell for cell in cells if place(cell.attributes["r"])[1] > column.column + 1), None)
        style = there.attributes.get("s") if there else styles[-1] if styles else None
        mark = f' s="{style}"' if style else ""
        title = f"<{prefix}is><{prefix}t>{escape(column.title)}</{prefix}t></{prefix}is>"
        cell = f'<{prefix}c r="{letters(column.column)}{number}"{mark} t="inlineStr">{title}</{prefix}c>'
        start = there.start + offset if there else after.start + offset if after else close
        edits.replace(start, there.end + offset if there else start, cell)
    edits.attribute(opening.start(), "spans", None)
    return edits.result


def _checked(xml: bytes, checks: Sequence[Check]) -> bytes:
    """What XlsxWriter writes of these checks, among those that are there."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for check in checks:
            page.data_validation(*check.cells, validation(check))
    drawn = Package(made).read("xl/worksheets/sheet1.xml")
    new = b"".join(drawn[node.start : node.end] for node in parse(drawn).all("dataValidations", "dataValidation")).decode()
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
        edits.replace(at, at, f'<{root.prefix}dataValidations count="{len(checks)}">{new}</{root.prefix}dataValidations>')
    return edits.result
