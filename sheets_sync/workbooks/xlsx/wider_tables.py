"""Tables of Excel's, and the filter of a sheet, that take in new columns beside them.

What a table or a filter sorts is its own range: a column left out of it would keep its order, and
the cells in it would stand beside other people's (§ 18.5.1, § 18.3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.headers.matching import cell_position, letters
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, outline, with_prefix
from sheets_sync.workbooks.xlsx.rows.tables import ExcelTable, tables_of_sheet
from sheets_sync.xml_text import escape, quoteattr

_FILTER_NAME = "_xlnm._FilterDatabase"


def widen(book: Book, tab: str, part: str, additions: Additions) -> None:
    """Have the table and the filter that new columns stand beside take them in.

    Raises:
        Untouchable: a table cannot take them in; the reason says what to do.
    """
    new = _NewColumns(additions)
    package = book.package
    for table in tables_of_sheet(package, part):
        if table.top == new.row + 1 and new.touch(table.left - 1, table.right - 1):
            _refuse_table(table, new, tab)
            package.put(table.part, _with_columns(package.read(table.part), table, new))
    package.put(part, _with_wider_filter(package.read(part), new))
    _widen_filter_name(book, tab, new)


class _NewColumns:
    """New columns of a sheet, and those that they stand beside; all counts from 0."""

    def __init__(self, additions: Additions) -> None:
        columns = additions.columns
        self.row, self.left = columns[0].row, additions.left
        self.first, self.last = columns[0].column, columns[-1].column
        self.headers = [column.header for column in columns]

    def touch(self, left: int, right: int) -> bool:
        """True if columns `left` to `right` have some of those that the new ones stand beside."""
        return left < self.first and right >= self.left

    def widened(self, ref: str) -> str:
        """A range that has some of these columns (`A1:M4`, `$A$1:$M$4`), grown by the new ones."""
        first, _, last = ref.replace("$", "").partition(":")
        left, right = (cell_position(cell)[1] - 1 for cell in (first, last or first))
        if not self.touch(left, right):
            return ref
        return re.sub(r"[A-Z]+(?=\$?\d+$)", letters(max(right, self.last)), ref)


def _refuse_table(table: ExcelTable, new: _NewColumns, tab: str) -> None:
    if table.right != new.first:
        column, before = letters(table.right - 1), letters(new.first - 1)
        raise Untouchable("patch.table_narrow", tab=tab, column=column, before=before)
    if table.node.attributes.get("tableType", "worksheet") != "worksheet":
        raise Untouchable("patch.table_queried", tab=tab)
    titles = {name.casefold() for name in _titles_of_table(table)}
    taken = next((header for header in new.headers if header.casefold() in titles), None)
    if taken is not None:
        raise Untouchable("patch.table_title", tab=tab, title=taken)


def _titles_of_table(table: ExcelTable) -> list[str]:
    columns = table.node.all("tableColumns", "tableColumn")
    return [column.attributes.get("name", "") for column in columns]


def _with_columns(xml: bytes, table: ExcelTable, new: _NewColumns) -> bytes:
    listed = table.node.first("tableColumns")
    if listed is None:
        raise Untouchable("patch.damaged")
    edits = Edits(xml)
    for node in (table.node, *_filter_nodes(table.node)):
        _widen_ref(edits, node, node.start, new)
    ids = [int(column.attributes["id"]) for column in listed.all("tableColumn")]
    columns = [
        f"<tableColumn id={quoteattr(str(number))} name={quoteattr(header)}/>"
        for number, header in enumerate(new.headers, max(ids) + 1)
    ]
    edits.attribute(listed.start, "count", str(len(ids) + len(columns)))
    edits.append(listed, with_prefix("".join(columns), listed.prefix))
    return edits.result


def _with_wider_filter(xml: bytes, new: _NewColumns) -> bytes:
    sheet = outline(xml)
    edits = Edits(xml)
    for node in _filter_nodes(sheet.root):
        _widen_ref(edits, node, sheet.at(node.start), new)
    return edits.result


def _filter_nodes(owner: Node) -> Iterator[Node]:
    """The filter of a table or a sheet, and how its rows were sorted last."""
    yield from owner.all("autoFilter")
    yield from owner.all("autoFilter", "sortState")
    yield from owner.all("sortState")


def _widen_ref(edits: Edits, node: Node, start: int, new: _NewColumns) -> None:
    ref = node.attributes.get("ref", "")
    if ref:
        edits.attribute(start, "ref", new.widened(ref))


def _widen_filter_name(book: Book, tab: str, new: _NewColumns) -> None:
    """The hidden name by which Excel knows the filter of a sheet again."""
    edits = Edits(book.xml)
    for node in book.root.all("definedNames", "definedName"):
        of_tab = node.attributes.get("localSheetId") == str(book.position(tab))
        if of_tab and node.attributes.get("name") == _FILTER_NAME:
            sheet, mark, ref = node.text.rpartition("!")
            wider = f"{sheet}{mark}{new.widened(ref)}"
            edits.replace(node.inside, node.close, escape(wider))
    book.package.put(book.part, edits.result)
    book.load()
