"""What counts or covers a list of a tab, made to take in the rows that are added to it."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_cells import CellArea, cells_of
from sheets_sync.workbooks.shared.formula_references import GrowingList
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, Outline, outline
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, with_formulas
from sheets_sync.workbooks.xlsx.rows.references import rewrite_elsewhere, rewrite_text

_COVERING = {
    "autoFilter": "ref",
    "sortState": "ref",
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
    "protectedRange": "sqref",
}
"""What a sheet has over a range of cells → the attribute that says which (ECMA-376, § 18.3.1)."""


def grow_totals(book: Book, tab: str, part: str, new: Additions) -> None:
    """Have what counts the list of a tab take in its new rows, which are in already.

    In the tab itself, in others, in charts and names; and its filter, colours and drop-downs.
    """
    growing = GrowingList.with_new(tab, new)
    if growing is None:
        return

    def rewrite(text: str, cell: CellFormula) -> str:
        return growing.formula(text, cell.row)

    with_totals = with_formulas(book.package.read(part), rewrite)
    book.package.put(part, _with_ranges(with_totals, growing))
    rewrite_elsewhere(book, tab, growing.formula_elsewhere)


def _with_ranges(xml: bytes, growing: GrowingList) -> bytes:
    """A sheet whose filter, conditional formats and validations take in the new rows."""
    sheet = outline(xml)
    edits = Edits(xml)
    for node in sheet.root.walk():
        if node.name in _COVERING:
            cells = node.attributes.get(_COVERING[node.name], "")
            grown = growing.range(cells)
            if grown != cells and not _is_validated_otherwise(grown, node, sheet):
                edits.attribute(sheet.at(node.start), _COVERING[node.name], grown)
        rewrite_text(edits, sheet, node, growing.range)
    return edits.result


def _is_validated_otherwise(cells: str, node: Node, sheet: Outline) -> bool:
    """True if another data validation has some of these cells: Excel knows one for a cell."""
    others = sheet.root.all("dataValidations", "dataValidation")
    return node.name == "dataValidation" and any(
        area.meets(other_area)
        for other in others
        if other is not node
        for other_area in _areas(other.attributes.get("sqref", ""))
        for area in _areas(cells)
    )


def _areas(cells: str) -> Iterator[CellArea]:
    for each in cells.split():
        yield from cells_of(each, "", 1, {})
