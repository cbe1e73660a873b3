"""Formulas in the cells of a sheet's XML, each changed in its place (ECMA-376, § 18.3.1.40)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from forms.headers.matching import cell_position
from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.shared.formula_references import as_copied
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, tag_end
from sheets_sync.xml_text import escape, unescape

_CELL = re.compile(rb"<(?P<prefix>(?:[\w.-]+:)?)c\b(?P<attributes>[^>]*[^/>])>")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f\b")
# The same of a sheet whose tags have no prefix, found in a fraction of the time.
_PLAIN_FORMULA = re.compile(rb"<f\b")
_SPREAD = re.compile(
    rb"""<(?:[\w.-]+:)?f\s(?=[^>]*\bt\s*=\s*["'](?:array|dataTable)["'])"""
    rb"""[^>]*\bref\s*=\s*["']([A-Z]+\d+)(?::([A-Z]+\d+))?["']"""
)
_VALUE = re.compile(rb"<(?P<tag>(?:[\w.-]+:)?v)\b[^>]*?(?:/>|>.*?</(?P=tag)\s*>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\b([\w:]+)\s*=\s*["']([^"']*)["']""")
Rewrite: TypeAlias = Callable[[str, "CellFormula"], str]
"""From the text of a formula, as it is in its cell, to its new text."""


@dataclass(frozen=True)
class CellFormula:
    """A formula element.

    Attributes:
        row, column: of its cell, from 1.
        start, end: where the element is in the XML of the sheet; `cell_start` and `cell_end`:
            where its cell opens, and where its content ends.
        attributes: `t`, `ref`, `si` and so on.
        text: as it is written; "" where it is that of the first of a shared one.
    """

    row: int
    column: int
    start: int
    end: int
    cell_start: int
    cell_end: int
    prefix: str
    attributes: Mapping[str, str]
    text: str

    @property
    def kind(self) -> str:
        """`normal`, `shared`, `array` or `dataTable`."""
        return self.attributes.get("t", "normal")

    def element(self, text: str, *, alone: bool) -> str:
        """The element with another text; `alone`: no longer shared with other cells."""
        attributes_left = self.attributes
        if alone:
            attributes_left = {
                name: attributes_left[name]
                for name in attributes_left
                if name not in ("t", "si", "ref")
            }
        attributes = "".join(f' {name}="{value}"' for name, value in attributes_left.items())
        tag = f"{self.prefix}f"
        return f"<{tag}{attributes}>{escape(text)}</{tag}>"


def formulas(xml: bytes) -> Iterator[CellFormula]:
    """The formulas of a sheet, in order."""
    cell_end = 0
    pattern = _FORMULA if b":f" in xml else _PLAIN_FORMULA
    # What follows the rows has formulas of its own, which stand in no cell.
    for match in pattern.finditer(xml, 0, max(0, xml.rfind(b"sheetData"))):
        start = match.start()
        opened = tag_end(xml, start)
        tag = match[0].lstrip(b"<").decode()
        close = end = opened
        if xml[opened - 2 : opened] != b"/>":
            close = xml.index(f"</{tag}".encode(), opened)
            end = xml.index(b">", close) + 1
        # Sought no further back than where the last one's cell ends: a sheet has many.
        cell_start = max(
            xml.rfind(b"<c ", cell_end, start), xml.rfind(b":c ", cell_end, start) - 20, cell_end
        )
        cell = next(reversed([*_CELL.finditer(xml, cell_start, start)]), None)
        attributes = _attributes(cell["attributes"]) if cell else {}
        if cell is None or "r" not in attributes:
            raise Untouchable("patch.damaged")
        row, column = cell_position(attributes["r"])
        cell_tag = cell["prefix"] + b"c"
        cell_end = xml.index(b"</" + cell_tag, end)
        yield CellFormula(
            row,
            column,
            start,
            end,
            cell.start(),
            cell_end,
            tag[:-1],
            _attributes(xml[start + len(match[0]) : opened]),
            unescape(xml[opened:close].decode()),
        )


def with_formulas(xml: bytes, rewrite: Rewrite) -> bytes:
    """The sheet with other formulas; those that stay as they are keep their bytes.

    One that is shared with other cells stays so, unless one of these is to be another.
    """
    own = list(own_formulas(xml))
    cells = [each for each, _ in own]
    texts = {id(each): text for each, text in own}
    new_texts = {id(each): rewrite(texts[id(each)], each) for each in cells}
    changed = {id(each) for each in cells if new_texts[id(each)] != texts[id(each)]}
    groups: dict[str, list[CellFormula]] = defaultdict(list)
    for each in cells:
        if each.kind == "shared":
            groups[each.attributes.get("si", "")].append(each)
    alone: set[int] = set()
    for group in groups.values():
        of_group = {id(each) for each in group}
        if of_group & changed:
            alone |= of_group
    edits = Edits(xml)
    for each in cells:
        if id(each) in changed or id(each) in alone:
            edits.replace(
                each.start, each.end, each.element(new_texts[id(each)], alone=id(each) in alone)
            )
    return edits.result


def formula_texts(xml: bytes) -> dict[tuple[int, int], str]:
    """The formulas of a sheet, by row and column (from 1), each as it is in its cell."""
    return {(each.row, each.column): text for each, text in own_formulas(xml)}


def own_formulas(xml: bytes) -> Iterator[tuple[CellFormula, str]]:
    """The formulas of a sheet, each with its text as it is in its cell."""
    cells = list(formulas(xml))
    masters = {each.attributes["si"]: each for each in cells if _is_master(each)}
    for each in cells:
        yield each, _own_text(each, masters)


def spread_ranges(xml: bytes) -> list[tuple[int, int, int, int]]:
    """The ranges that one formula fills each (array, data table): top, left, bottom, right, from 1.

    Only the first cell of these has the formula; what is written in any other vanishes.
    """
    # Most sheets have none. They are looked for alone: to read all formulas takes long.
    if b"array" not in xml and b"dataTable" not in xml:
        return []
    refs = (match.groups() for match in _SPREAD.finditer(xml))
    corners = ((first.decode(), (last or first).decode()) for first, last in refs)
    return [(*cell_position(first), *cell_position(last)) for first, last in corners]


def formula_value(xml: bytes, formula: CellFormula) -> re.Match[bytes] | None:
    """The element of what a formula last came to; None where there is none."""
    return _VALUE.search(xml, formula.end, formula.cell_end)


def _is_master(formula: CellFormula) -> bool:
    return formula.kind == "shared" and bool(formula.text) and "si" in formula.attributes


def _own_text(formula: CellFormula, masters: Mapping[str, CellFormula]) -> str:
    if formula.text or formula.kind != "shared":
        return formula.text
    master = masters.get(formula.attributes.get("si", ""))
    if master is None:
        raise Untouchable("patch.damaged")
    return as_copied(master.text, formula.row - master.row, formula.column - master.column)


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(tag)}
