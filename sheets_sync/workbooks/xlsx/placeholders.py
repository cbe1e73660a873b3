"""A funder's own workbook as a template: cells with `{{ a name }}` are filled.

Every other byte stays.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from sheets_sync import french
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.styles import Styles
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.xml_text import escape

# What XML 1.0 (§ 2.2) cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Render: TypeAlias = Callable[[str], str | float]


def fill_placeholders(template: Path, render: Render) -> bytes:
    """The workbook with each text that has a tag replaced by what `render` makes of it.

    Where that is a number, the cell becomes one of a number; a share is shown as per cent there,
    unless the form has a format of its own for it.

    Raises:
        Untouchable: its parts are not those of a workbook.
    """
    package = Package(template)
    numbers = _fill_strings(package, render)
    filling = _Filling(package, numbers, render)
    changed = [filling.fill_sheet(sheet) for sheet in _sheets(package)]
    filling.save_styles()
    if any(changed):
        _compute_again(package)
    made = io.BytesIO()
    package.save(made)
    package.close()
    return made.getvalue()


class TextInCell(NamedTuple):
    """A text of a workbook; `cell`: its address, as « Bilan!B2 »."""

    text: str
    cell: str


def texts_of(template: Path) -> list[TextInCell]:
    """Every text in a cell of the workbook, sheet by sheet, to find a mistake in."""
    package = Package(template)
    shared: list[str] = []
    if strings := _strings(package):
        shared = [item.whole_text for item in parse_xml(package.read(strings)).all("si")]
    book = Book(package)
    texts: list[TextInCell] = []
    for sheet in book.listed:
        if part := book.sheet_part(sheet.name):
            texts += _texts_of_cells(package.read(part), sheet.name, shared)
    package.close()
    return texts


def _texts_of_cells(xml: bytes, sheet: str, shared: Sequence[str]) -> Iterator[TextInCell]:
    for cell in parse_xml(xml).all("sheetData", "row", "c"):
        kind, value, inline = cell.attributes.get("t"), cell.first("v"), cell.first("is")
        address = f"{sheet}!{cell.attributes.get('r', '')}"
        if kind == "s" and value is not None:
            yield TextInCell(shared[int(value.text)], address)
        elif inline is not None:
            # Other programs than Excel write a text in its cell.
            yield TextInCell(inline.whole_text, address)


def _sheets(package: Package) -> list[str]:
    return [
        name
        for name in package.names
        if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]


def _fill_strings(package: Package, render: Render) -> dict[int, float]:
    """Fill the shared strings, where Excel keeps the texts of all sheets.

    Returns:
        The index of a string → the number that cells with it are to have. The string itself stays:
        the cells know the others by their index.
    """
    numbers: dict[int, float] = {}
    strings = _strings(package)
    if strings is None:
        return numbers
    xml = package.read(strings)
    edits = Edits(xml)
    for index, item in enumerate(parse_xml(xml).all("si")):
        if "{{" in item.whole_text or "{%" in item.whole_text:
            value = render(item.whole_text)
            if isinstance(value, float):
                numbers[index] = value
            else:
                edits.replace(item.inside, item.close, _text_element(item, value))
    package.put(strings, edits.result)
    return numbers


class _Filling:
    """Cells that become numbers: those of shared strings that did, and texts of their own."""

    def __init__(self, package: Package, numbers: Mapping[int, float], render: Render) -> None:
        self._package, self._numbers, self._render = package, numbers, render
        self._styles: Styles | None = None

    def fill_sheet(self, sheet: str) -> bool:
        """Put numbers in the cells that stood for them, and fill the texts of the sheet's own.

        Returns:
            Whether there were any.
        """
        xml = self._package.read(sheet)
        if not self._numbers and b"{{" not in xml:
            return False
        edits = Edits(xml)
        for cell in parse_xml(xml).all("sheetData", "row", "c"):
            self._fill_cell(edits, cell)
        self._package.put(sheet, edits.result)
        return edits.result != xml

    def save_styles(self) -> None:
        """Put the styles back, where a format was added."""
        if self._styles:
            self._styles.save()

    def _fill_cell(self, edits: Edits, cell: Node) -> None:
        kind, value, inline = cell.attributes.get("t"), cell.first("v"), cell.first("is")
        if kind == "s" and value is not None and int(value.text) in self._numbers:
            made = self._numbers[int(value.text)]
            self._become_number(edits, cell, made)
            edits.replace(value.inside, value.close, _fifteen_digits(made))
        elif kind == "inlineStr" and inline is not None and "{{" in inline.whole_text:
            rendered = self._render(inline.whole_text)
            if isinstance(rendered, str):
                edits.replace(inline.inside, inline.close, _text_element(inline, rendered))
                return
            self._become_number(edits, cell, rendered)
            number = f"<{cell.prefix}v>{_fifteen_digits(rendered)}</{cell.prefix}v>"
            edits.replace(cell.inside, cell.close, number)

    def _become_number(self, edits: Edits, cell: Node, value: float) -> None:
        edits.attribute(cell.start, "t", None)
        if not isinstance(value, french.Share):
            return
        if self._styles is None:
            self._styles = Styles(self._package, _main_part(self._package))
        style = self._styles.in_per_cent(int(cell.attributes.get("s", "0")))
        edits.attribute(cell.start, "s", str(style))


def _fifteen_digits(value: float) -> str:
    """A number with the 15 digits that Excel keeps."""
    return f"{value:.15g}"


def _text_element(item: Node, text: str) -> str:
    tag = f"{item.prefix}t"
    return f'<{tag} xml:space="preserve">{escape(_CONTROLS.sub("", text))}</{tag}>'


def _strings(package: Package) -> str | None:
    return package.find("xl/sharedStrings.xml")


def _main_part(package: Package) -> str:
    main = package.related("", "officeDocument")
    return main.target if main is not None else "xl/workbook.xml"


def _compute_again(package: Package) -> None:
    """Have formulas over the new numbers computed when the workbook is next opened (§ 18.2.2)."""
    name = _main_part(package)
    xml = package.read(name)
    book = parse_xml(xml)
    edits = Edits(xml)
    if (calculation := book.first("calcPr")) is not None:
        edits.attribute(calculation.start, "fullCalcOnLoad", "1")
        package.put(name, edits.result)
