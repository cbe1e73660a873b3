"""Results of formulas that compute with changed cells: left out, so that nobody takes them as true.

A file keeps what each formula last came to, and who reads it computes nothing. The program that
opens the workbook next does (§ 18.2.2); until then such a cell is read as never computed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.shared.formula_cells import CellArea, Unclear, cells_of
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits
from sheets_sync.workbooks.xlsx.rows.formulas import CellFormula, formula_value, own_formulas

# § 18.2.27: what may stand before `calcPr` in a workbook.
_BEFORE_CALCULATION = (
    "definedNames",
    "externalReferences",
    "functionGroups",
    "sheets",
)


class _Computed(NamedTuple):
    """A cell with a formula, and the cells that it computes with; None: perhaps any."""

    cell: CellArea
    formula: CellFormula
    cells: list[CellArea] | None


def forget_results(book: Book, added: Mapping[str, Additions]) -> None:
    """Leave out what the formulas came to that compute with the cells that were added or changed.

    Args:
        added: to each tab, all of it in the workbook already.
    """
    changed = [cell for tab, new in added.items() for cell in _areas_changed(tab, new)]
    if not changed:
        return
    computed = {
        part: list(_computed_cells(book, sheet.name, part))
        for sheet in book.listed
        if (part := book.sheet_part(sheet.name))
    }
    if not any(computed.values()):
        return
    outdated = {id(one.formula) for one in _outdated(computed, changed)}
    for part, cells in computed.items():
        xml = book.package.read(part)
        edits = Edits(xml)
        for one in cells:
            value = formula_value(xml, one.formula)
            if id(one.formula) in outdated and value:
                # With `t="str"` a formula without a value is one that came to "".
                edits.attribute(one.formula.cell_start, "t", None)
                edits.replace(value.start(), value.end(), "")
        if edits.result != xml:
            book.package.put(part, edits.result)
    _compute_on_opening(book)


def _areas_changed(tab: str, new: Additions) -> Iterator[CellArea]:
    cells = [(edit.row + 1, edit.column + 1) for edit in new.edits]
    cells += [(row.row + 1, column + 1) for row in new.rows for column in row.cells]
    for row, column in cells:
        yield CellArea(tab.casefold(), row, column, row, column)


def _computed_cells(book: Book, tab: str, part: str) -> Iterator[_Computed]:
    names = _defined_names(book)
    for formula, text in own_formulas(book.package.read(part)):
        row, column = formula.row, formula.column
        cells: list[CellArea] | None = None
        with contextlib.suppress(Unclear):
            cells = cells_of(text, tab, row, names)
        yield _Computed(CellArea(tab.casefold(), row, column, row, column), formula, cells)


def _defined_names(book: Book) -> Mapping[str, str]:
    names = book.root.all("definedNames", "definedName")
    return {name.attributes.get("name", "").casefold(): name.text for name in names}


def _outdated(
    computed: Mapping[str, list[_Computed]], changed: list[CellArea]
) -> Iterator[_Computed]:
    """The cells that compute with a changed one, or with one that does."""
    left = [one for cells in computed.values() for one in cells]
    while changed:
        now = [one for one in left if _is_outdated(one, changed)]
        yield from now
        gone = {id(one) for one in now}
        left = [one for one in left if id(one) not in gone]
        changed = [one.cell for one in now]


def _is_outdated(one: _Computed, changed: list[CellArea]) -> bool:
    if one.cells is None:
        return True
    return any(area.meets(cell) for area in one.cells for cell in changed)


def _compute_on_opening(book: Book) -> None:
    edits = Edits(book.xml)
    calculation = book.root.first("calcPr")
    if calculation is not None:
        edits.attribute(calculation.start, "fullCalcOnLoad", "1")
    else:
        before = next(node for name in _BEFORE_CALCULATION if (node := book.root.first(name)))
        prefix = book.sheets.prefix
        edits.replace(before.end, before.end, f'<{prefix}calcPr fullCalcOnLoad="1"/>')
    book.package.put(book.part, edits.result)
    book.load()
