"""Data validations and conditional formats of described sheets, in XlsxWriter's words."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.utility import xl_range_abs

from sheets_sync.catalogue import entry
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import DataValidation, Sheet
from sheets_sync.workbooks.shared.styles import headers_notice, sheet_notice
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, outline, parse_xml, with_prefix

# § 18.3.1.99: what stands before `dataValidations` in a worksheet.
_BEFORE_VALIDATIONS = frozenset(
    {
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
    }
)
_MAX_CHARACTERS = 255
_KINDS = {"date": "date", "number": "decimal", "whole": "integer", "length": "length"}


def reference(tab: str, cells: Span) -> str:
    """Cells of a tab as formulas have them: `'Tab'!$A$1:$B$2`."""
    name = tab.replace("'", "''")
    return f"'{name}'!{xl_range_abs(*cells)}"


def validation_options(validation: DataValidation) -> dict[str, Any]:
    """The options of `Worksheet.data_validation`: Excel asks, and lets people go on."""
    options = _warning_options(validation.message[:_MAX_CHARACTERS]) | {"ignore_blank": True}
    if validation.prompt:
        options["input_message"] = validation.prompt[:_MAX_CHARACTERS]
    if validation.source:
        return options | {"validate": "list", "source": _growing_list(*validation.source)}
    return options | {"validate": _KINDS[validation.kind]} | _criteria(validation)


def _growing_list(tab: str, cells: Span) -> str:
    """Formula of the cells of a list down to its last value: people add some below.

    Not by how many there are: one that is cleared in between would cut off the last.
    """
    every, first = reference(tab, cells), reference(tab, cells._replace(bottom=cells.top))
    last = f'SUMPRODUCT(MAX(({every}<>"")*(ROW({every})-{cells.top})))'
    return f"=OFFSET({first},0,0,MAX(1,{last}),1)"


def guards(sheet: Sheet) -> Iterator[tuple[Span, dict[str, Any]]]:
    """The cells where nothing is to be typed, and the options of the question asked there.

    A question as in Google, and no protection: sorting, filters and columns of one's own stay free.
    """
    bottom = _last_guarded_row(sheet)
    if bottom < 0:
        return
    notice = headers_notice() if sheet.is_staffs else sheet_notice()
    question = _warning_options(notice) | {"validate": "custom", "value": "=FALSE"}
    right = max(block.left + max(len(block.roles), block.span) for block in sheet.blocks) - 1
    open_columns = _open_columns(sheet)
    for is_open, run in itertools.groupby(range(right + 1), open_columns.__contains__):
        columns = list(run)
        if not is_open:
            yield Span(0, columns[0], bottom, columns[-1]), question


def _warning_options(message: str) -> dict[str, Any]:
    return {
        "error_type": "warning",
        "error_title": entry("workbooks.to_check"),
        "error_message": message,
    }


def _criteria(validation: DataValidation) -> dict[str, Any]:
    low, high = _limit(validation.low), _limit(validation.high)
    if low is None:
        return {"criteria": "<=", "value": high}
    if high is None:
        return {"criteria": ">=", "value": low}
    return {"criteria": "between", "minimum": low, "maximum": high}


def _limit(value: float | date | None) -> float | datetime | None:
    if isinstance(value, date):
        return datetime.combine(value, time())
    return value


def _last_guarded_row(sheet: Sheet) -> int:
    """Of a tab of the staff only what is frozen is guarded, of ours all that it holds."""
    if sheet.is_staffs:
        return sheet.freeze[0] - 1
    return max(block.top + len(block.rows) for block in sheet.blocks) - 1


def _open_columns(sheet: Sheet) -> set[int]:
    columns: set[int] = set()
    for cells in sheet.open_cells:
        columns.update(range(cells.left, cells.right + 1))
    return columns


def with_validations(xml: bytes, validations: Sequence[DataValidation]) -> bytes:
    """The sheet with more data validations, as XlsxWriter writes them."""
    sheet = outline(xml)
    prefix = sheet.root.prefix
    new = with_prefix(_drawn(validations), prefix)
    edits = Edits(xml)
    old = sheet.root.first("dataValidations")
    if old is not None:
        count = len(old.children) + len(validations)
        edits.attribute(sheet.at(old.start), "count", str(count))
        edits.replace(sheet.at(old.close), sheet.at(old.close), new)
        return edits.result
    before = (node.end for node in sheet.root.children if node.name in _BEFORE_VALIDATIONS)
    start = sheet.at(max(before))
    tag = f"{prefix}dataValidations"
    edits.replace(start, start, f'<{tag} count="{len(validations)}">{new}</{tag}>')
    return edits.result


def _drawn(validations: Sequence[DataValidation]) -> str:
    """The `dataValidation` elements that XlsxWriter writes."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for validation in validations:
            page.data_validation(*validation.cells, validation_options(validation))
    xml = Package(made).read("xl/worksheets/sheet1.xml")
    nodes = parse_xml(xml).all("dataValidations", "dataValidation")
    return b"".join(xml[node.start : node.end] for node in nodes).decode()
