"""Insert rows in a sheet of the staff: what is below moves down, what refers to it goes along.

As Excel does it. Where something is there that we do not know how to move, nothing is inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.shared.formula_references import moved_down, with_rows
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, outline, parse_xml
from sheets_sync.workbooks.xlsx.rows.formulas import formulas, with_formulas
from sheets_sync.workbooks.xlsx.rows.references import (
    rewrite_elsewhere,
    rewrite_link,
    rewrite_text,
)

_ROW = re.compile(rb"""(<(?:[\w.-]+:)?row\b[^>]*?\sr=["'])(\d+)(?=["'])""")
_CELL = re.compile(rb"""(<(?:[\w.-]+:)?c\b[^>]*?\sr=["'][A-Z]+)(\d+)(?=["'])""")
_SPREAD = re.compile(rb"""(<(?:[\w.-]+:)?f\b[^>]*?\sref=["'])([^"']+)(?=["'])""")
# [MS-OI29500] § 2.1.1834: rows of a note's shape count from 0.
_NOTE_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(?=\s*</x:Row>)")
_NOTE_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(?=</x:Anchor>)")
# What stands on a sheet in places of its own, by the last word of the relationship.
_UNMOVED = ("pivotTable", "oleObject", "ctrlProp", "control", "slicer", "timeline")


@dataclass(frozen=True)
class _Insertion:
    """So many rows of the tab of that name, above a row (from 1)."""

    book: Book
    tab: str
    part: str
    at: int
    count: int

    def formula(self, text: str, own_tab: str) -> str:
        """A formula of a tab, its references moved along."""
        try:
            return with_rows(text, own_tab, self.tab, moved_down(self.at, self.count))
        except ValueError:
            raise self.refusal("entry.rows_below.several_tabs") from None

    def reference(self, text: str) -> str:
        """Addresses in the tab itself (`B4 B6:C9`), moved along."""
        return self.formula(text, self.tab)

    def row(self, row: int) -> int:
        """Where a row (from 0) is now."""
        return row + self.count if row >= self.at - 1 else row

    def refusal(self, what: str) -> Untouchable:
        return Untouchable("patch.rows_below", tab=self.tab, what=sentence(what))


def insert_rows(book: Book, tab: str, part: str, at: int, count: int) -> None:
    """Make room for `count` rows above the row `at` (from 1) of a tab.

    Raises:
        Untouchable: something below or above cannot be moved along without risk.
    """
    new = _Insertion(book, tab, part, at, count)
    _refuse_unmoved(new)
    package = book.package
    package.put(part, _own_sheet(new, package.read(part)))
    rewrite_elsewhere(book, tab, new.formula)
    _move_related(new)
    _move_calculations(new)


def _refuse_unmoved(new: _Insertion) -> None:
    package = new.book.package
    for relation in package.relationships(new.part).values():
        if relation.short in _UNMOVED:
            raise new.refusal("entry.rows_below.object")
        if relation.short == "table" and _table_bottom(package.read(relation.target)) >= new.at:
            raise new.refusal("entry.rows_below.table")
    xml = package.read(new.part)
    if b"dataTable" in xml:
        raise new.refusal("entry.rows_below.object")
    # Excel lets nobody put a row into it; a longer one would write over what is in its new cells.
    arrays = (each.attributes.get("ref", "") for each in formulas(xml) if each.kind == "array")
    if any(_top_row(ref) < new.at <= _bottom(ref) for ref in arrays):
        raise new.refusal("entry.rows_below.array")


def _table_bottom(xml: bytes) -> int:
    return _bottom(parse_xml(xml).attributes.get("ref", "A1"))


def _top_row(ref: str) -> int:
    return _bottom(ref.partition(":")[0])


def _bottom(ref: str) -> int:
    return int(re.sub(r".*?(\d*)$", r"\1", ref) or 0)


def _own_sheet(new: _Insertion, xml: bytes) -> bytes:
    xml = with_formulas(xml, lambda text, _: new.reference(text))
    xml = _rows_moved(new, xml)
    sheet = outline(xml)
    edits = Edits(xml)
    for node in sheet.root.walk():
        if node.name == "brk" and "id" in node.attributes:
            # A page break is known by the row above it.
            _set(edits, sheet.at(node.start), "id", str(new.row(int(node.attributes["id"]))))
        for name in ("ref", "sqref", "activeCell"):
            if name in node.attributes:
                moved = new.reference(node.attributes[name])
                if moved != node.attributes[name]:
                    edits.attribute(sheet.at(node.start), name, moved)
        rewrite_text(edits, sheet, node, new.reference)
        rewrite_link(edits, sheet, node, new.formula)
    return edits.result


def _rows_moved(new: _Insertion, xml: bytes) -> bytes:
    """The rows of the sheet with other numbers, from the one above which there is room."""
    rows = [(match.start(), int(match[2])) for match in _ROW.finditer(xml)]
    first = next((start for start, number in rows if number >= new.at), None)
    data_end = xml.rfind(b"sheetData")
    xml = (
        _SPREAD.sub(lambda m: m[1] + new.reference(m[2].decode()).encode(), xml[:data_end])
        + (xml[data_end:])
    )
    if first is None:
        return xml
    below = xml[first:]

    def moved(match: re.Match[bytes]) -> bytes:
        return match[1] + str(int(match[2]) + new.count).encode()

    end = below.rfind(b"sheetData")
    return xml[:first] + _CELL.sub(moved, _ROW.sub(moved, below[:end])) + below[end:]


def _move_related(new: _Insertion) -> None:
    """Notes, pictures and charts that stand on the sheet."""
    package = new.book.package
    for relation in package.relationships(new.part).values():
        if relation.external or not package.find(relation.target):
            continue
        xml = package.read(relation.target)
        if relation.short in ("comments", "threadedComment"):
            package.put(relation.target, _comments(new, xml))
        elif relation.short == "vmlDrawing":
            package.put(relation.target, _note_shapes(new, xml))
        elif relation.short == "drawing":
            package.put(relation.target, _anchors(new, xml))


def _comments(new: _Insertion, xml: bytes) -> bytes:
    edits = Edits(xml)
    for node in parse_xml(xml).walk():
        if node.name in ("comment", "threadedComment") and "ref" in node.attributes:
            _set(edits, node.start, "ref", new.reference(node.attributes["ref"]))
    return edits.result


def _note_shapes(new: _Insertion, vml: bytes) -> bytes:
    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(new.row(int(match[2]))).encode()

    def anchor(match: re.Match[bytes]) -> bytes:
        # Left column and offset, top row and offset, then the same of the right and bottom.
        parts = [part.strip() for part in match[2].split(b",")]
        if len(parts) != 8 or not all(part.isdigit() for part in parts):
            return match[0]
        by = new.row(int(parts[2])) - int(parts[2])
        for index in (2, 6):
            parts[index] = str(int(parts[index]) + by).encode()
        return match[1] + b", ".join(parts) if by else match[0]

    return _NOTE_ANCHOR.sub(anchor, _NOTE_ROW.sub(row, vml))


def _anchors(new: _Insertion, xml: bytes) -> bytes:
    """The drawing with what is below moved down; what reaches below grows unless it must not."""
    edits = Edits(xml)
    for anchor in parse_xml(xml).children:
        top = anchor.first("from", "row")
        bottom = anchor.first("to", "row")
        if top is None or not top.text.strip().isdigit():
            continue
        by = new.row(int(top.text)) - int(top.text)
        is_fixed = anchor.attributes.get("editAs") in ("oneCell", "absolute")
        if by:
            edits.replace(top.inside, top.close, str(int(top.text) + by))
        if bottom is not None and (by or not is_fixed):
            edits.replace(
                bottom.inside,
                bottom.close,
                str(int(bottom.text) + by if by else new.row(int(bottom.text))),
            )
    return edits.result


def _move_calculations(new: _Insertion) -> None:
    """The chain of calculations: a cell in it without a formula makes Excel call it damaged."""
    package = new.book.package
    chain = package.related(new.book.part, "calcChain")
    if chain is None:
        return
    ids = [s.node.attributes.get("sheetId") for s in new.book.listed if s.name == new.tab]
    edits = Edits(package.read(chain.target))
    # § 18.6.1: a cell without `i` is on the sheet of the one before it.
    for node, sheet in _chained(parse_xml(edits.xml).all("c")):
        if sheet in ids and "r" in node.attributes:
            _set(edits, node.start, "r", new.reference(node.attributes["r"]))
    package.put(chain.target, edits.result)


def _chained(nodes: Iterable[Node]) -> Iterator[tuple[Node, str | None]]:
    sheet: str | None = None
    for node in nodes:
        sheet = node.attributes.get("i", sheet)
        yield node, sheet


def _set(edits: Edits, start: int, name: str, value: str) -> None:
    edits.attribute(start, name, value)
