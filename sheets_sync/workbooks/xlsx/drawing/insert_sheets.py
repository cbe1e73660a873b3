"""Put sheets that XlsxWriter drew into a workbook that is already there, adding or replacing these.

(ECMA-376 part 1, § 18.2.)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.errors import Untouchable
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.xlsx.drawing.writer import AnyFill
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import OFFICE, Content, Package
from sheets_sync.workbooks.xlsx.parts.styles import Styles
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.xml_text import quoteattr

# What parts are called, by what XlsxWriter's names of them contain: « drawings » is in the name of
# the VML drawing of notes too, which comes first.
_PATTERNS = {
    "vmlDrawing": "xl/drawings/vmlDrawing{}.vml",
    "comments": "xl/comments{}.xml",
    "worksheets": "xl/worksheets/sheet{}.xml",
    "drawings": "xl/drawings/drawing{}.xml",
    "charts": "xl/charts/chart{}.xml",
}
# § 18.2.27: what stands before `definedNames` in a workbook part.
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
# The names that Excel itself gives to ranges of a sheet, ours among them.
_OWN_NAMES = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Titles", "_xlnm.Print_Area"})
_SELECTED = re.compile(rb'<[^>]*sheetView [^>]*tabSelected="(?:1|true)"')


def insert_sheets(
    book: Book,
    sheets: Sequence[Sheet],
    drawn: Package,
    fills: Mapping[str, AnyFill],
    styles: Styles,
    written: WrittenBefore,
) -> None:
    """Add or replace `sheets`, drawn in the package `drawn`.

    Args:
        fills: by part, the tables whose many rows are not among what is drawn.
        written: what of these rows the run before wrote.
    """
    package = book.package
    source = Book(drawn)
    formats, conditional_formats = styles.adopt(parse_xml(drawn.read("xl/styles.xml")))
    names = list(source.root.all("definedNames", "definedName"))
    for position, sheet in enumerate(sheets):
        part = source.sheet_part(sheet.name)
        if part is None:
            raise Untouchable("patch.damaged")
        old = book.sheet_part(sheet.name)
        is_selected = False
        if old:
            is_selected = _is_selected(package, old)
            _remove_tree(package, old)
        fill_in = None
        if fill := fills.get(part):
            fill_in = functools.partial(fill.into, written=written)
        moving = _Moving(package, drawn, formats, conditional_formats, is_selected, fill_in)
        new = moving.move(part, old)
        if old is None:
            _list_sheet(book, sheet.name, package.relate(book.part, f"{OFFICE}/worksheet", new))
        _name_ranges(book, source, sheet.name, _local_names(names, position))
    _forget_calculations(book, {sheet.name for sheet in sheets})


@dataclass(frozen=True)
class _Moving:
    """One sheet on its way into `package`, with the drawing and charts that belong to it.

    Attributes:
        formats, conditional_formats: index in the drawn package → index in this one.
        is_selected: whether it is the tab that is shown.
        fill_in: puts the many rows of its table into it.
    """

    package: Package
    drawn: Package
    formats: Sequence[int]
    conditional_formats: Sequence[int]
    is_selected: bool
    fill_in: Callable[[bytes], Content] | None

    def move(self, part: str, name: str | None = None) -> str:
        """Add `part` and all it leads to; the name it got.

        Args:
            name: of the part that it takes the place of, and whose name it gets; None: a free one.
        """
        relations = list(self.drawn.relationships(part).values())
        moved = [
            relation if relation.external else relation._replace(target=self.move(relation.target))
            for relation in relations
        ]
        content: Content = self.drawn.read(part)
        if isinstance(content, bytes) and "/worksheets/" in part:
            content = self._sheet(content)
        new = self.package.add(_part_pattern(part, name), content, self.drawn.content_type(part))
        self.package.put_relationships(new, moved)
        return new

    def _sheet(self, xml: bytes) -> Content:
        """The sheet with the formats of this workbook, selected or not."""
        xml = _renumbered(xml, rb'(<c r="[A-Z]+\d+" s=")(\d+)', self.formats)
        xml = _renumbered(xml, rb'(<col [^>]*style=")(\d+)', self.formats)
        xml = _renumbered(xml, rb'(<cfRule [^>]*dxfId=")(\d+)', self.conditional_formats)
        # Two selected tabs are a group, in which what is typed goes into both.
        xml = re.sub(rb'(<sheetView\b[^>]*?) tabSelected="1"', rb"\1", xml)
        if self.is_selected:
            xml = xml.replace(b"<sheetView ", b'<sheetView tabSelected="1" ', 1)
        if self.fill_in:
            return self.fill_in(xml)
        return xml


def _is_selected(package: Package, part: str) -> bool:
    """True of the tab that is shown: a sheet says so before its rows, which may be many."""
    beginning = b""
    for piece in package.pieces(part):
        beginning += piece
        if b"sheetData" in beginning:
            break
    return _SELECTED.search(beginning) is not None


def _renumbered(xml: bytes, pattern: bytes, indexes: Sequence[int]) -> bytes:
    """`xml` with each index that `pattern` finds (its second group) as it now is."""
    return re.sub(pattern, lambda match: match[1] + b"%d" % indexes[int(match[2])], xml)


def _part_pattern(part: str, name: str | None) -> str:
    if name is not None:
        return name.replace("{", "{{").replace("}", "}}")
    return next(pattern for kind, pattern in _PATTERNS.items() if kind in part)


def _list_sheet(book: Book, name: str, relation: str) -> None:
    """Add a sheet to the list of the workbook part, after the others."""
    ids = [int(sheet.node.attributes.get("sheetId", "0")) for sheet in book.listed]
    attributes = f'name={quoteattr(name)} sheetId="{max(ids, default=0) + 1}" r:id="{relation}"'
    # The prefix `r` may be declared for something else, or not at all.
    if book.root.attributes.get("xmlns:r") != OFFICE:
        attributes += f' xmlns:r="{OFFICE}"'
    edits = Edits(book.xml)
    edits.append(book.sheets, f"<{book.sheets.prefix}sheet {attributes}/>")
    book.package.put(book.part, edits.result)
    book.load()


def _local_names(names: Iterable[Node], position: int) -> list[Node]:
    """The names that belong to the sheet at that position."""
    return [node for node in names if node.attributes.get("localSheetId") == str(position)]


def _name_ranges(book: Book, source: Book, name: str, new: Sequence[Node]) -> None:
    """Give the sheet its names (filter, printed titles) in place of those it had.

    Other names stand.
    """
    position = book.position(name)
    edits, tag = Edits(book.xml), f"{book.sheets.prefix}definedName"
    names = book.root.first("definedNames")
    replaced = {node.attributes.get("name") for node in new} | _OWN_NAMES
    for node in _local_names(names.children if names else (), position):
        if node.attributes.get("name") in replaced:
            edits.remove(node)
    added = ""
    for node in new:
        attributes = f'name="{node.attributes["name"]}" localSheetId="{position}"'
        if node.attributes.get("hidden"):
            attributes += ' hidden="1"'
        text = source.xml[node.inside : node.close].decode()
        added += f"<{tag} {attributes}>{text}</{tag}>"
    if names:
        edits.append(names, added)
    elif added:
        start = max(node.end for node in book.root.children if node.name in _BEFORE_NAMES)
        edits.replace(start, start, f"<{tag}s>{added}</{tag}s>")
    book.package.put(book.part, edits.result)
    book.load()


def _remove_tree(package: Package, part: str) -> None:
    """Take out a sheet's part and what only it leads to."""
    tree = _reached(package, [part])
    others = [name for name in package.names if name not in tree and not name.endswith(".rels")]
    needed: set[str] = set()
    for name in ["", *others]:
        needed.update(relation.target for relation in package.relationships(name).values())
    # The workbook part leads to the sheet itself; what else is needed elsewhere stays, with what it
    # leads to.
    shared = [name for name in tree if name in needed and name != part]
    still_needed = _reached(package, shared, tree)
    for name in tree - still_needed:
        package.remove(name)


def _reached(package: Package, parts: Iterable[str], among: set[str] | None = None) -> set[str]:
    """These parts and all that they lead to in the package, or only what of it is `among`."""
    reached: set[str] = set()
    pending = list(parts)
    while pending:
        name = pending.pop()
        if name in reached or (among is not None and name not in among):
            continue
        reached.add(name)
        pending += [
            relation.target
            for relation in package.relationships(name).values()
            if not relation.external and package.find(relation.target)
        ]
    return reached


def _forget_calculations(book: Book, names: set[str]) -> None:
    """Take the cells of these sheets out of the calculation chain, since they are new.

    A cell in the chain that has no formula makes Excel call the workbook damaged.
    """
    chain = book.package.related(book.part, "calcChain")
    if chain is None:
        return
    ids = {sheet.node.attributes.get("sheetId") for sheet in book.listed if sheet.name in names}
    edits = Edits(book.package.read(chain.target))
    # § 18.6.1: a cell without `i` is on the sheet of the one before it. Where that one goes, the
    # next that stays needs an `i` of its own.
    sheet: str | None = None
    sheet_before: str | None = None
    count_gone = count_left = 0
    for node in parse_xml(edits.xml).all("c"):
        sheet = node.attributes.get("i", sheet)
        if sheet in ids:
            edits.remove(node)
            count_gone += 1
            continue
        if "i" not in node.attributes and sheet_before != sheet and sheet is not None:
            edits.attribute(node.start, "i", sheet)
        sheet_before = sheet
        count_left += 1
    if count_gone and count_left:
        book.package.put(chain.target, edits.result)
    elif count_gone:
        book.package.unrelate(book.part, chain.id)
        book.package.remove(chain.target)
