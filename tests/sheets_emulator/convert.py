"""What Drive makes of an `.xlsx` uploaded and of a spreadsheet exported, through openpyxl."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets_emulator.cells import plain
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, area_of
from tests.sheets_emulator.schema import Json

_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_ERRORS = {
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#N/A": "N_A",
    "#NAME?": "NAME",
    "#REF!": "REF",
    "#VALUE!": "VALUE",
    "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE",
}


def from_xlsx(data: bytes, locale: str = "fr_FR") -> tuple[list[Tab], str]:
    """Its tabs: values, number formats, fills, notes, merges, lists, what is hidden.

    Formulas keep their last result's cell.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [_tab(sheet, number) for number, sheet in enumerate(book.worksheets)], locale


def _tab(sheet: Worksheet, number: int) -> Tab:
    size = {"rowCount": max(sheet.max_row, 100), "columnCount": max(sheet.max_column, 26)}
    if sheet.freeze_panes:
        corner = sheet[sheet.freeze_panes]
        size |= {
            key: value
            for key, value in (
                ("frozenRowCount", corner.row - 1),
                ("frozenColumnCount", corner.column - 1),
            )
            if value
        }
    properties = {
        "sheetId": 0 if number == 0 else 1_000_003 * number,
        "title": sheet.title,
        "index": number,
        "sheetType": "GRID",
        "gridProperties": size,
    }
    tab = Tab(properties)
    if sheet.sheet_state != "visible":
        tab.properties["hidden"] = True
    for line in sheet.iter_rows():
        for cell in line:
            made = _cell(cell) if isinstance(cell, XlsxCell) else {}
            tab.put(cell.row - 1, cell.column - 1, made)  # type: ignore[operator]
    merges = [
        Area(m.min_row - 1, m.min_col - 1, m.max_row, m.max_col) for m in sheet.merged_cells.ranges
    ]
    tab.extras["merges"] = [
        {
            "sheetId": tab.id,
            "startRowIndex": m.top,
            "endRowIndex": m.bottom,
            "startColumnIndex": m.left,
            "endColumnIndex": m.right,
        }
        for m in merges
    ]
    for row, size_of_row in sheet.row_dimensions.items():
        if size_of_row.hidden:
            tab.dimensions["ROWS"][row - 1] = {"hiddenByUser": True}
    for column, width in sheet.column_dimensions.items():
        first, last = width.min or openpyxl.utils.column_index_from_string(column), width.max or 0
        for place in range(first - 1, min(max(last, first), size["columnCount"])):
            tab.dimensions["COLUMNS"][place] = {"pixelSize": round(width.width * 7 + 5)} | (
                {"hiddenByUser": True} if width.hidden else {}
            )
    return tab


def _cell(cell: XlsxCell) -> Json:
    made: Json = {}
    value, shape = _entered(cell), _entered_format(cell)
    if value:
        made["userEnteredValue"] = value
    if shape:
        made["userEnteredFormat"] = shape
    if cell.comment:
        made["note"] = cell.comment.text
    return made


def _entered(cell: XlsxCell) -> Json:
    value: Any = cell.value
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    if isinstance(value, datetime | date | time | timedelta):
        return {"numberValue": _serial(value)}
    if isinstance(value, str) and cell.data_type == "f":
        return {"formulaValue": value}
    if cell.data_type == "e":
        return {"errorValue": {"type": _ERRORS.get(str(value), "ERROR"), "message": ""}}
    if value is not None and str(value):
        return {"stringValue": str(value)}
    return {}


def _entered_format(cell: XlsxCell) -> Json:
    shape: Json = {}
    if cell.is_date and "numberValue" in _entered(cell):
        shape["numberFormat"] = {"type": "DATE", "pattern": "dd/mm/yyyy"}
    elif "%" in str(cell.number_format):
        shape["numberFormat"] = {"type": "PERCENT", "pattern": "0%"}
    if cell.fill.fill_type == "solid" and isinstance(cell.fill.fgColor.rgb, str):
        colour = {
            name: int(cell.fill.fgColor.rgb[at : at + 2], 16) / 255
            for name, at in (("red", 2), ("green", 4), ("blue", 6))
        }
        shape |= {"backgroundColor": colour, "backgroundColorStyle": {"rgbColor": colour}}
    if cell.font.b:
        shape["textFormat"] = {"bold": True}
    return shape


def _serial(value: datetime | date | time | timedelta) -> float:
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment - _ZERO) / timedelta(days=1)


def to_xlsx(book: Spreadsheet) -> bytes:
    """The spreadsheet as a file, near enough to look at.

    Values, formats, notes, merges, sizes, charts.
    """
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for tab in book.tabs:
        _sheet(made.create_sheet(tab.title[:31]), tab, book)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def _sheet(sheet: Worksheet, tab: Tab, book: Spreadsheet) -> None:
    for (row, column), cell in tab.cells.items():
        there = sheet.cell(row + 1, column + 1)
        value = plain(tab.value(cell))
        if value != "":
            there.value = value
            # A text that begins with = stays one.
            if isinstance(value, str):
                there.data_type = "s"
        _format(there, cell.get("userEnteredFormat", {}))
        if cell.get("note"):
            there.comment = Comment(cell["note"], "")
    for merge in tab.extras.get("merges", []):
        area = area_of(merge, tab)
        sheet.merge_cells(
            start_row=area.top + 1,
            start_column=area.left + 1,
            end_row=area.bottom,
            end_column=area.right,
        )
    _set_sizes(sheet, tab)
    sheet.sheet_view.showGridLines = not tab.grid.get("hideGridlines")
    sheet.sheet_state = "hidden" if tab.properties.get("hidden") else "visible"
    if tab.grid.get("frozenRowCount") or tab.grid.get("frozenColumnCount"):
        sheet.freeze_panes = sheet.cell(
            tab.grid.get("frozenRowCount", 0) + 1, tab.grid.get("frozenColumnCount", 0) + 1
        ).coordinate
    if "basicFilter" in tab.extras:
        area = area_of(tab.extras["basicFilter"]["range"], tab)
        first, last = get_column_letter(area.left + 1), get_column_letter(area.right)
        sheet.auto_filter.ref = f"{first}{area.top + 1}:{last}{area.bottom}"
    for chart in tab.extras.get("charts", []):
        _chart(sheet, chart, tab)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _set_sizes(sheet: Worksheet, tab: Tab) -> None:
    for place, size in tab.dimensions["COLUMNS"].items():
        column = sheet.column_dimensions[get_column_letter(place + 1)]
        # A file's unit is a character of seven pixels, beside five of margin.
        column.width = (size.get("pixelSize", 100) - 5) / 7
        column.hidden = bool(size.get("hiddenByUser"))
    for place, size in tab.dimensions["ROWS"].items():
        row = sheet.row_dimensions[place + 1]
        if "pixelSize" in size:
            row.height = size["pixelSize"] * 0.75
        row.hidden = bool(size.get("hiddenByUser"))


def _format(there: Any, shape: Json) -> None:
    if not shape:
        return
    text, colour = shape.get("textFormat", {}), shape.get("backgroundColor")
    there.font = Font(
        "Calibri",
        text.get("fontSize", 10),
        bold=text.get("bold"),
        italic=text.get("italic"),
        underline="single" if text.get("underline") else None,
        color=_hex(text.get("foregroundColorStyle", {}).get("rgbColor")),
    )
    if colour:
        there.fill = PatternFill("solid", fgColor=_hex(colour) or "")
    wrap, side = (
        shape.get("wrapStrategy") == "WRAP",
        {"LEFT": "left", "RIGHT": "right", "CENTER": "center"}.get(
            shape.get("horizontalAlignment", "")
        ),
    )
    there.alignment = Alignment(
        horizontal=side,
        vertical={"TOP": "top", "MIDDLE": "center"}.get(
            shape.get("verticalAlignment", ""), "bottom"
        ),
        wrap_text=wrap,
    )
    pattern = shape.get("numberFormat", {}).get("pattern")
    if pattern:
        there.number_format = pattern


def _hex(colour: Json | None) -> str | None:
    return (
        None
        if colour is None
        else "FF"
        + "".join(f"{round(colour.get(name, 0) * 255):02X}" for name in ("red", "green", "blue"))
    )


def _chart(sheet: Worksheet, chart: Json, tab: Tab) -> None:
    spec, at = chart["spec"], chart["position"]["overlayPosition"]
    basic = spec["basicChart"]
    made: Any = LineChart() if basic["chartType"] == "LINE" else BarChart()
    if basic["chartType"] == "BAR":
        made.type = "bar"
    made.title = spec.get("title")
    for series in basic["series"]:
        head = basic.get("headerCount", 0)
        drawn = Series(_reference(sheet, series["series"], tab), title_from_data=bool(head))
        colour = (_hex(series.get("colorStyle", {}).get("rgbColor")) or "FF000000")[2:]
        drawn.graphicalProperties.solidFill = colour
        drawn.graphicalProperties.line.solidFill = colour
        made.series.append(drawn)
    made.legend = None if basic.get("legendPosition") == "NO_LEGEND" else made.legend
    made.set_categories(_reference(sheet, basic["domains"][0]["domain"], tab, head))
    made.width, made.height = at.get("widthPixels", 600) / 37.8, at.get("heightPixels", 370) / 37.8
    anchor = at["anchorCell"]
    sheet.add_chart(
        made,
        f"{get_column_letter(anchor.get('columnIndex', 0) + 1)}{anchor.get('rowIndex', 0) + 1}",
    )


def _reference(sheet: Worksheet, data: Json, tab: Tab, skipped: int = 0) -> Any:
    area = area_of(data["sourceRange"]["sources"][0], tab)
    return Reference(
        sheet,
        min_col=area.left + 1,
        min_row=area.top + 1 + skipped,
        max_col=area.right,
        max_row=area.bottom,
    )
