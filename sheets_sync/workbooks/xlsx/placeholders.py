"""A funder's own workbook as a template: cells with `{{ a name }}` are filled, every other byte stays."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

from sheets_sync.workbooks.xlsx.package import Package
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML 1.0 (§ 2.2) cannot hold."""
Render: TypeAlias = Callable[[str], str | float]


def fill_placeholders(template: Path, render: Render) -> bytes:
    """The workbook with each text that has a tag replaced by what `render` makes of it: a text, or a number for a number's cell.

    Raises:
        Untouchable: its parts are not those of a workbook.
    """
    package = Package(template)
    strings = _strings(package)
    numbers: dict[int, float] = {}
    if strings is not None:
        xml = package.read(strings)
        edits = Edits(xml)
        for index, item in enumerate(parse(xml).all("si")):
            if "{{" in item.whole_text or "{%" in item.whole_text:
                value = render(item.whole_text)
                if isinstance(value, float):
                    numbers[index] = value
                else:
                    edits.replace(item.inside, item.close, _text(item, value))
        package.put(strings, edits.result)
    filled = False
    for sheet in [
        name
        for name in package.names
        if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]:
        filled |= _fill_sheet(package, sheet, numbers, render)
    if filled:
        _compute_again(package)
    made = io.BytesIO()
    package.save(made)
    package.close()
    return made.getvalue()


def texts_of(template: Path) -> list[str]:
    """Every text of the workbook, to find a mistake in."""
    package = Package(template)
    strings = _strings(package)
    found = (
        [item.whole_text for item in parse(package.read(strings)).all("si")]
        if strings is not None
        else []
    )
    package.close()
    return found


def _fill_sheet(package: Package, sheet: str, numbers: dict[int, float], render: Render) -> bool:
    """Put numbers in the cells that stood for them, and fill texts that stand in the sheet itself; whether there were any."""
    xml = package.read(sheet)
    if not numbers and b"{{" not in xml:
        return False
    edits = Edits(xml)
    for cell in parse(xml).all("sheetData", "row", "c"):
        kind, value = cell.attributes.get("t"), cell.first("v")
        if kind == "s" and value is not None and int(value.text) in numbers:
            edits.attribute(cell.start, "t", None)
            edits.replace(value.inside, value.close, f"{numbers[int(value.text)]:.15g}")
        elif (
            kind == "inlineStr"
            and (item := cell.first("is")) is not None
            and "{{" in item.whole_text
        ):
            made = render(item.whole_text)
            edits.replace(
                item.inside,
                item.close,
                _text(item, made if isinstance(made, str) else f"{made:.15g}"),
            )
    package.put(sheet, edits.result)
    return edits.result != xml


def _text(item: Node, text: str) -> str:
    return (
        f'<{item.prefix}t xml:space="preserve">{escape(_CONTROLS.sub("", text))}</{item.prefix}t>'
    )


def _strings(package: Package) -> str | None:
    return package.find("xl/sharedStrings.xml")


def _compute_again(package: Package) -> None:
    """Formulas over the numbers put in are computed when the workbook is next opened (ECMA-376 part 1, § 18.2.2)."""
    main = package.related("", "officeDocument")
    name = main.target if main is not None else "xl/workbook.xml"
    xml = package.read(name)
    book = parse(xml)
    edits = Edits(xml)
    if (calculation := book.first("calcPr")) is not None:
        edits.attribute(calculation.start, "fullCalcOnLoad", "1")
        package.put(name, edits.result)
