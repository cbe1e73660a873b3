"""Tables of Excel's that grow by rows, as they do when somebody types below them (§ 18.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.headers.matching import cell_position, letters
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.additions import Additions, NewRow
from sheets_sync.workbooks.shared.formula_references import as_copied
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.workbooks.xlsx.rows.formulas import formula_texts


@dataclass(frozen=True)
class ExcelTable:
    """A table of a sheet; rows and columns count from 1, ends included."""

    part: str
    node: Node
    top: int
    left: int
    bottom: int
    right: int

    @property
    def has_totals(self) -> bool:
        """True if its last row is one of totals."""
        return self.node.attributes.get("totalsRowCount", "0") not in ("", "0")

    @property
    def name(self) -> str:
        return self.node.attributes.get("displayName", "")

    def is_of(self, row: NewRow) -> bool:
        """True if a new row has a value in its columns."""
        return any(self.left <= column + 1 <= self.right for column in row.cells)

    def is_below(self, header: int | None) -> bool:
        """True if it begins below the header (from 0) of the entries: it is another list."""
        return header is not None and self.top > header + 1

    def ref(self, bottom: int) -> str:
        """Its cells down to a row."""
        return f"{letters(self.left - 1)}{self.top}:{letters(self.right - 1)}{bottom}"


def refuse_tables(package: Package, part: str, new: Additions) -> None:
    """Raise `Untouchable` where a new row would come in another table, or among totals of one.

    Or below the table of the entries, apart from it: its filter and sorting would leave it out.
    """
    for table in tables_of_sheet(package, part):
        rows_of_table = [row for row in new.rows if table.is_of(row)]
        if table.is_below(new.header) and any(row.row + 1 > table.top for row in rows_of_table):
            raise Untouchable("patch.other_table", table=table.name)
        touching = [row for row in rows_of_table if row.row + 1 >= table.bottom]
        if table.has_totals and touching:
            raise Untouchable("patch.table_totals", table=table.name)
        first = min((row.row + 1 for row in rows_of_table), default=0)
        if new.header == table.top - 1 and first > table.bottom + 1:
            raise Untouchable("patch.outside_table", table=table.name, row=table.bottom)


def grow_tables(package: Package, part: str, new: Additions) -> Mapping[int, Mapping[int, str]]:
    """Have the tables of a sheet take in new rows just below them, with their filters.

    Returns:
        Row → column (from 0) → the formula that the cell gets, of calculated columns.
    """
    computed: dict[int, dict[int, str]] = {}
    for table in tables_of_sheet(package, part):
        if table.is_below(new.header):
            continue
        row_numbers = sorted(row.row + 1 for row in new.rows if table.is_of(row))
        bottom = table.bottom
        for row in row_numbers:
            bottom += row == bottom + 1
        if bottom > table.bottom:
            package.put(table.part, _with_bottom(package.read(table.part), table, bottom))
        formulas = _calculated(package.read(part), table)
        for row in row_numbers:
            if formulas and table.top < row <= bottom:
                computed[row - 1] = {
                    column: as_copied(text, row - at, 0) for column, (text, at) in formulas.items()
                }
    return computed


def tables_of_sheet(package: Package, part: str) -> Iterator[ExcelTable]:
    """The tables of Excel's in a sheet."""
    for relation in package.relationships(part).values():
        if relation.short == "table" and package.find(relation.target):
            node = parse_xml(package.read(relation.target))
            first, _, last = node.attributes.get("ref", "A1").partition(":")
            top, left = cell_position(first)
            bottom, right = cell_position(last or first)
            yield ExcelTable(relation.target, node, top, left, bottom, right)


def _with_bottom(xml: bytes, table: ExcelTable, bottom: int) -> bytes:
    edits = Edits(xml)
    edits.attribute(table.node.start, "ref", table.ref(bottom))
    # The filter has the rows of the table; what is hidden by it now stays hidden.
    for node in (table.node.first("autoFilter"), table.node.first("sortState")):
        if node is not None and "ref" in node.attributes:
            grown = re.sub(rf"(?<=[A-Z]){table.bottom}$", str(bottom), node.attributes["ref"])
            edits.attribute(node.start, "ref", grown)
    return edits.result


def _calculated(xml: bytes, table: ExcelTable) -> dict[int, tuple[str, int]]:
    """Column (from 0) → the formula of a calculated column, and the row (from 1) it stands in."""
    texts = formula_texts(xml).items()
    last = {column: text for (row, column), text in texts if row == table.bottom}
    formulas: dict[int, tuple[str, int]] = {}
    for column, node in enumerate(table.node.all("tableColumns", "tableColumn"), table.left):
        calculated = node.first("calculatedColumnFormula")
        if calculated is None:
            continue
        # Of which row the addresses in it are meant, only a cell tells.
        text = last.get(column, calculated.text)
        if column in last or as_copied(text, 1, 0) == text:
            formulas[column - 1] = (text, table.bottom)
    return formulas
