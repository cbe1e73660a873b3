"""What refers to the cells of a tab: formulas of other sheets, charts, tables and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, Outline, outline
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, with_formulas
from sheets_sync.xml_text import escape, unescape

Rewrite: TypeAlias = Callable[[str, str], str]
"""From a formula and the tab that it stands in ("": in none) to its new text."""
_CHART_FORMULA = re.compile(rb"(<(?P<tag>(?:\w+:)?f)\b[^>]*>)([^<]*)(?=</(?P=tag)>)")
_TABLE_FORMULA = re.compile(
    rb"(<(?P<tag>(?:\w+:)?(?:calculatedColumnFormula|totalsRowFormula))\b[^>]*>)([^<]*)(?=</(?P=tag)>)"
)
_FORMULA_TEXTS = frozenset({"f", "formula", "formula1", "formula2"})


def rewrite_elsewhere(book: Book, tab: str, rewrite: Rewrite) -> None:
    """Rewrite what refers to cells of a tab from outside its own sheet."""
    package, part = book.package, book.sheet_part(tab)
    for sheet in book.listed:
        other = book.sheet_part(sheet.name)
        if other is not None and other != part:
            package.put(other, _other_sheet(package.read(other), sheet.name, tab, rewrite))
    for name in list(package.names):
        if name.startswith("xl/charts/") and name.endswith(".xml"):
            package.put(name, _with_texts(package.read(name), _CHART_FORMULA, rewrite))
        elif name.startswith("xl/tables/") and name.endswith(".xml"):
            package.put(name, _with_texts(package.read(name), _TABLE_FORMULA, rewrite))
    _rewrite_names(book, rewrite)


def rewrite_text(edits: Edits, sheet: Outline, node: Node, rewrite: Callable[[str], str]) -> None:
    """Rewrite the content of an element of a sheet that is a formula or the cells it is for."""
    if node.name not in _FORMULA_TEXTS | {"sqref"} or node.children:
        return
    text = rewrite(node.text)
    if text != node.text:
        edits.replace(sheet.at(node.inside), sheet.at(node.close), escape(text))


def rewrite_link(edits: Edits, sheet: Outline, node: Node, rewrite: Rewrite) -> None:
    """Rewrite a link within the workbook, which names the tab that it leads to."""
    location = node.attributes.get("location", "")
    if node.name == "hyperlink" and (now := rewrite(location, "")) != location:
        edits.attribute(sheet.at(node.start), "location", now)


def _other_sheet(xml: bytes, name: str, tab: str, rewrite: Rewrite) -> bytes:
    if not _names_tab(xml, tab):
        return xml

    def rewrite_cell(text: str, _: CellFormula) -> str:
        return rewrite(text, name)

    xml = with_formulas(xml, rewrite_cell)
    sheet = outline(xml)
    edits = Edits(xml)
    for node in sheet.root.walk():
        if node.name != "sqref":
            rewrite_text(edits, sheet, node, lambda text: rewrite(text, name))
        rewrite_link(edits, sheet, node, rewrite)
    return edits.result


def _names_tab(xml: bytes, tab: str) -> bool:
    text = unescape(xml.decode()).casefold()
    return any(name.casefold() in text for name in (tab, tab.replace("'", "''")))


def _with_texts(xml: bytes, pattern: re.Pattern[bytes], rewrite: Rewrite) -> bytes:
    """A part whose formulas name the tabs that they lead to."""

    def rewritten(match: re.Match[bytes]) -> bytes:
        text = unescape(match[3].decode())
        now = rewrite(text, "")
        return match[0] if now == text else match[1] + escape(now).encode()

    return pattern.sub(rewritten, xml)


def _rewrite_names(book: Book, rewrite: Rewrite) -> None:
    """The names of the workbook, print areas among them; the next opening computes all anew."""
    edits = Edits(book.xml)
    for node in book.root.all("definedNames", "definedName"):
        now = rewrite(node.text, "")
        if now != node.text:
            edits.replace(node.inside, node.close, escape(now))
    book.package.put(book.part, edits.result)
    book.load()
