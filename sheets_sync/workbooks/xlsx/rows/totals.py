"""What counts a list of a tab, made to take in the rows that are added to it."""

from __future__ import annotations

from functools import partial

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_references import GrowingList
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, outline
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, names_tab, with_formulas
from sheets_sync.workbooks.xlsx.rows.insert_rows import change_names

_AREAS = {
    "autoFilter": "ref",
    "sortState": "ref",
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
}
"""Elements that are for all rows of a list, and the attribute that names these."""


def grow_totals(book: Book, tab: str, part: str, new: Additions) -> None:
    """Have what counts the list of a tab take in its new rows, which are in already.

    In other tabs too; and what filters, colours or checks the whole list does so with these.
    """
    growing = GrowingList.with_new(tab, new)
    if growing is None:
        return
    for sheet in book.listed:
        other = book.sheet_part(sheet.name)
        if other is None:
            continue
        xml = book.package.read(other)
        if other == part:
            grown = _with_grown_areas(_with_totals(xml, growing), growing)
        else:
            grown = _with_references(xml, growing, sheet.name)
        if grown != xml:
            book.package.put(other, grown)
    change_names(book, partial(growing.reference, own_tab=""))


def _with_totals(xml: bytes, growing: GrowingList) -> bytes:
    def rewrite(text: str, cell: CellFormula) -> str:
        return growing.formula(text, cell.row)

    return with_formulas(xml, rewrite)


def _with_references(xml: bytes, growing: GrowingList, name: str) -> bytes:
    """Another sheet, of that name."""
    if not names_tab(xml, growing.tab):
        return xml

    def rewrite(text: str, _: CellFormula) -> str:
        return growing.reference(text, name)

    return with_formulas(xml, rewrite)


def _with_grown_areas(xml: bytes, growing: GrowingList) -> bytes:
    sheet, edits = outline(xml), Edits(xml)
    for node in sheet.root.walk():
        attribute = _AREAS.get(node.name, "")
        cells = node.attributes.get(attribute, "")
        grown = growing.reference(cells, growing.tab)
        if grown != cells:
            edits.attribute(sheet.at(node.start), attribute, grown)
    return edits.result
