"""What is asked of the LibreOffice that the tests share, answered inside its own process.

`relay` has LibreOffice load this file as a component. A question over the bridge between processes
costs near to a millisecond for each cell and property it touches; in here the whole question is one
call.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.task import XJob

_EXCEL = 1
"""com.sun.star.sheet.AddressConvention.XL_A1: formulas written as Excel writes them."""
_CONTENTS, _ALL = 1 | 2 | 4 | 16, 1023
_DATE, _LOGICAL = 2, 1024
"""Kinds of number formats (com.sun.star.util.NumberFormat)."""
_FILTERS = {
    ("Calc", ".ods"): "calc8",
    ("Calc", ".xls"): "MS Excel 97",
    ("Calc", ".xlsx"): "Calc MS Excel 2007 XML",
    ("Calc", ".pdf"): "calc_pdf_Export",
    ("Writer", ".docx"): "MS Word 2007 XML",
    ("Writer", ".pdf"): "writer_pdf_Export",
}


class Office(unohelper.Base, XJob):  # type: ignore[misc]  # UNO has no types
    """What is asked, by name."""

    def __init__(self, context: Any) -> None:
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        self.docs: dict[str, Any] = {}

    def execute(self, arguments: Any) -> str:
        """The answer to one question, both as JSON."""
        name, words = json.loads(arguments[0].Value)
        try:
            return json.dumps({"is": getattr(self, name)(*words)})
        except Exception as error:  # told to the test that asked
            return json.dumps({"failed": f"{type(error).__name__}: {error}"})

    def convert(self, path: str, target: str) -> None:
        """Write a file anew in the format of the target's ending, as « Save as » would."""
        options = (PropertyValue(Name="Hidden", Value=True),)
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
        kind = (
            "Calc"
            if document.supportsService("com.sun.star.sheet.SpreadsheetDocument")
            else "Writer"
        )
        name = _FILTERS[kind, Path(target).suffix]
        document.storeToURL(Path(target).as_uri(), (PropertyValue(Name="FilterName", Value=name),))
        document.close(True)  # noqa: FBT003 - UNO has no names

    def _sheet(self, doc: str, sheet: str) -> Any:
        return self.docs[doc].Sheets.getByName(sheet)

    def _cells(self, doc: str, sheet: str, area: list[int]) -> Any:
        top, left, bottom, right = area
        return self._sheet(doc, sheet).getCellRangeByPosition(
            left - 1, top - 1, right - 1, bottom - 1
        )

    def open(self, path: str) -> str:
        options = [
            PropertyValue(Name=name, Value=value)
            for name, value in (("Hidden", True), ("UpdateDocMode", 0))
        ]
        self.docs[path] = self.desktop.loadComponentFromURL(
            Path(path).as_uri(), "_blank", 0, tuple(options)
        )
        return path

    def books(self) -> list[str]:
        return list(self.docs)

    def close(self, doc: str) -> None:
        self.docs.pop(doc).close(True)  # noqa: FBT003 - UNO has no names

    def save(self, doc: str) -> None:
        self.docs[doc].storeToURL(
            Path(doc).as_uri(), (PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML"),)
        )

    def state(self, doc: str) -> dict[str, bool]:
        book = self.docs[doc]
        return {
            "structure": book.isProtected(),
            "read_only": book.isReadonly(),
            "from_1904": book.NullDate.Year == 1904,
        }

    def is_protected(self, doc: str, sheet: str) -> bool:
        return bool(self._sheet(doc, sheet).isProtected())

    def protect(self, doc: str, sheet: str) -> None:
        self._sheet(doc, sheet).protect("")

    def sheets(self, doc: str) -> list[str]:
        return list(self.docs[doc].Sheets.ElementNames)

    def rename(self, doc: str, sheet: str, name: str) -> None:
        self._sheet(doc, sheet).Name = name

    def delete(self, doc: str, sheet: str) -> None:
        self.docs[doc].Sheets.removeByName(sheet)

    def copy_sheet(self, doc: str, sheet: str, to: str, after: str) -> None:
        """As Excel does it: under its own name, or « name (2) » where that is taken."""
        names = self.sheets(to)
        place = names.index(after) + 1
        if to == doc:
            self.docs[doc].Sheets.copyByName(sheet, f"{sheet} (2)", place)
        else:
            self.docs[to].Sheets.importSheet(self.docs[doc], sheet, place)

    def add_sheet(self, doc: str, sheet: str) -> None:
        self.docs[doc].Sheets.insertNewByName(sheet, self.docs[doc].Sheets.Count)

    def insert_row(self, doc: str, sheet: str, row: int) -> None:
        self._sheet(doc, sheet).Rows.insertByIndex(row - 1, 1)

    def delete_row(self, doc: str, sheet: str, row: int) -> None:
        self._sheet(doc, sheet).Rows.removeByIndex(row - 1, 1)

    def swap_rows(self, doc: str, sheet: str, one: int, other: int, width: int) -> None:
        """As sorting would: all that is in them changes places."""
        spare = 40
        for source, target in ((one, spare), (other, one), (spare, other)):
            self.copy(doc, sheet, [source, 1, source, width], [target, 1])
        self.clear(doc, sheet, [spare, 1, spare, width], "all")

    def charts(self, doc: str, sheet: str) -> int:
        return int(self._sheet(doc, sheet).Charts.Count)

    def used(self, doc: str, sheet: str) -> list[int]:
        cursor = self._sheet(doc, sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003
        address = cursor.RangeAddress
        return [address.EndRow + 1, address.EndColumn + 1]

    def values(self, doc: str, sheet: str, area: list[int]) -> list[list[Any]]:
        """Texts, numbers, true and false, `{"day": serial}` and `{"error": "#DIV/0!"}`.

        None for an empty cell.
        """
        cells = self._cells(doc, sheet, area)
        values: list[list[Any]] = [
            [None if value == "" else value for value in row] for row in cells.getDataArray()
        ]
        formats = self.docs[doc].NumberFormats
        top, left = area[0] - 1, area[1] - 1
        kinds: dict[int, int] = {}
        groups = cells.UniqueCellFormatRanges
        for alike in (groups.getByIndex(number) for number in range(groups.Count)):
            key = alike.getByIndex(0).NumberFormat
            kind = kinds.setdefault(key, formats.getByKey(key).Type)
            for where in alike.RangeAddresses if kind & (_DATE | _LOGICAL) else ():
                for row in range(where.StartRow, where.EndRow + 1):
                    for column in range(where.StartColumn, where.EndColumn + 1):
                        value = values[row - top][column - left]
                        if isinstance(value, float):
                            values[row - top][column - left] = (
                                {"day": value} if kind & _DATE else bool(value)
                            )
        for where in cells.queryFormulaCells(4).RangeAddresses:  # FormulaResult.ERROR
            for row in range(where.StartRow, where.EndRow + 1):
                for column in range(where.StartColumn, where.EndColumn + 1):
                    values[row - top][column - left] = {
                        "error": self._sheet(doc, sheet).getCellByPosition(column, row).String
                    }
        return values

    def put(self, doc: str, sheet: str, row: int, column: int, value: Any) -> None:
        """As Excel takes it: a text is read as if it were typed, unless an apostrophe begins it."""
        cell = self._cells(doc, sheet, [row, column, row, column]).getCellByPosition(0, 0)
        if isinstance(value, dict):
            cell.Value = value["day"]
            if self.docs[doc].NumberFormats.getByKey(cell.NumberFormat).Type & ~1 != _DATE:
                cell.NumberFormat = self.docs[doc].NumberFormats.getStandardFormat(
                    _DATE, cell.CharLocale
                )
        elif isinstance(value, bool | int | float):
            cell.Value = float(value)
        elif value.startswith("'"):
            cell.String = value[1:]
        else:
            self.put_formula(doc, sheet, row, column, value)

    def formulas(self, doc: str, sheet: str, area: list[int]) -> list[list[str]]:
        cells = self._cells(doc, sheet, area)
        found = [list(row) for row in cells.FormulaArray]
        for where in cells.queryContentCells(16).RangeAddresses:
            for row in range(where.StartRow, where.EndRow + 1):
                for column in range(where.StartColumn, where.EndColumn + 1):
                    cell = self._sheet(doc, sheet).getCellByPosition(column, row)
                    text = self._parser(doc).printFormula(cell.Tokens, cell.CellAddress)
                    found[row - area[0] + 1][column - area[1] + 1] = f"={text}"
        return found

    def put_formula(self, doc: str, sheet: str, row: int, column: int, text: str) -> None:
        cell = self._cells(doc, sheet, [row, column, row, column]).getCellByPosition(0, 0)
        if text.startswith("="):
            cell.Tokens = self._parser(doc).parseFormula(text[1:], cell.CellAddress)
        else:
            cell.Formula = text

    def _parser(self, doc: str) -> Any:
        parser = self.docs[doc].createInstance("com.sun.star.sheet.FormulaParser")
        parser.FormulaConvention, parser.CompileEnglish = _EXCEL, True
        return parser

    def colour(self, doc: str, sheet: str, area: list[int]) -> int:
        return int(self._cells(doc, sheet, area).CellBackColor)

    def paint(self, doc: str, sheet: str, area: list[int], colour: int) -> None:
        self._cells(doc, sheet, area).CellBackColor = colour

    def notes(self, doc: str, sheet: str) -> list[tuple[int, int, str]]:
        found = self._sheet(doc, sheet).Annotations
        return [
            (note.Position.Row + 1, note.Position.Column + 1, note.String)
            for note in (found.getByIndex(i) for i in range(found.Count))
        ]

    def say(self, doc: str, sheet: str, row: int, column: int, text: str) -> None:
        """A note; "" takes it away."""
        notes = self._sheet(doc, sheet).Annotations
        for number, (at_row, at_column, _) in enumerate(self.notes(doc, sheet)):
            if (at_row, at_column) == (row, column):
                notes.removeByIndex(number)
        if text:
            notes.insertNew(
                self._cells(doc, sheet, [row, column, row, column])
                .getCellByPosition(0, 0)
                .CellAddress,
                text,
            )

    def any_merged(self, doc: str, sheet: str, area: list[int]) -> bool:
        return bool(self._cells(doc, sheet, area).IsMerged)

    def merge_area(self, doc: str, sheet: str, row: int, column: int) -> list[int]:
        cursor = self._sheet(doc, sheet).createCursorByRange(
            self._cells(doc, sheet, [row, column, row, column])
        )
        cursor.collapseToMergedArea()
        where = cursor.RangeAddress
        return [where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1]

    def hidden(self, doc: str, sheet: str, axis: str, first: int, last: int) -> list[bool]:
        shown = self._sheet(doc, sheet).queryVisibleCells().RangeAddresses
        seen = {
            number
            for where in shown
            for number in (
                range(where.StartRow, min(where.EndRow, last) + 1)
                if axis == "row"
                else range(where.StartColumn, where.EndColumn + 1)
            )
            if number < last
        }
        return [number - 1 not in seen for number in range(first, last + 1)]

    def copy(self, doc: str, sheet: str, area: list[int], to: list[int]) -> None:
        target = self._cells(doc, sheet, [*to, *to]).getCellByPosition(0, 0).CellAddress
        self._sheet(doc, sheet).copyRange(target, self._cells(doc, sheet, area).RangeAddress)

    def clear(self, doc: str, sheet: str, area: list[int], what: str) -> None:
        self._cells(doc, sheet, area).clearContents(_CONTENTS if what == "contents" else _ALL)

    def format(self, doc: str, sheet: str, row: int, column: int) -> str:
        """The pattern that a cell shows its number in."""
        cell = self._cells(doc, sheet, [row, column, row, column])
        return str(self.docs[doc].NumberFormats.getByKey(cell.NumberFormat).FormatString)

    def plain(self, doc: str, sheet: str, row: int, column: int) -> None:
        self._cells(doc, sheet, [row, column, row, column]).NumberFormat = 0

    def active(self, doc: str) -> str:
        return str(self.docs[doc].CurrentController.ActiveSheet.Name)

    def activate(self, doc: str, sheet: str) -> None:
        self.docs[doc].CurrentController.setActiveSheet(self._sheet(doc, sheet))

    def selection(self, doc: str) -> list[int]:
        where = self.docs[doc].CurrentSelection.RangeAddress
        return [where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1]

    def select(self, doc: str, sheet: str, area: list[int]) -> None:
        self.docs[doc].CurrentController.select(self._cells(doc, sheet, area))

    def names(self, doc: str) -> dict[str, str]:
        ranges = self.docs[doc].NamedRanges
        return {
            name: "=" + _as_excel(ranges.getByName(name).Content) for name in ranges.ElementNames
        }

    def refer(self, doc: str, name: str, to: str) -> None:
        """Make a name, or have it lead elsewhere."""
        ranges = self.docs[doc].NamedRanges
        if ranges.hasByName(name):
            ranges.removeByName(name)
        origin = self.docs[doc].Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
        ranges.addNewByName(name, "$" + to.removeprefix("=").replace("!", "."), origin, 0)


def _as_excel(content: str) -> str:
    return content.removeprefix("$").replace(".", "!", 1)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the name that LibreOffice's loader looks for
g_ImplementationHelper.addImplementation(Office, "sheets_sync.tests.Office", ())
