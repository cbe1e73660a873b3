"""Put sheets that XlsxWriter drew into a workbook that is already there, adding or replacing just these (ECMA-376 part 1, § 18.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from sheets_sync.errors import Untouchable
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.xlsx.fill import Fill
from sheets_sync.workbooks.xlsx.package import OFFICE, Content, Package
from sheets_sync.workbooks.xlsx.styles import Styles
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PATTERNS = {
    "worksheets": "xl/worksheets/sheet{}.xml",
    "drawings": "xl/drawings/drawing{}.xml",
    "charts": "xl/charts/chart{}.xml",
    "comments": "xl/comments{}.xml",
    "vmlDrawing": "xl/drawings/vmlDrawing{}.vml",
}
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_SIGNED = "digital-signature/origin"


class Book:
    """The workbook part of a package: its sheets by name, in order, and the parts they lie in."""

    def __init__(self, package: Package) -> None:
        self.package = package
        start = package.related("", "officeDocument")
        if start is None:
            raise Untouchable("patch.damaged")
        self.part = start.target
        self.load()

    def load(self) -> None:
        """Read the workbook part as it now is."""
        self.xml = self.package.read(self.part)
        self.root = parse(self.xml)
        sheets = self.root.first("sheets")
        if sheets is None:
            raise Untouchable("patch.damaged")
        self.sheets = sheets
        relations = self.package.relationships(self.part)
        self.listed = [
            (node.attributes.get("name", ""), node, relations.get(node.relation()))
            for node in sheets.all("sheet")
        ]

    def sheet_part(self, name: str) -> str | None:
        """The part of the worksheet of that name."""
        found = (
            relation
            for listed, _, relation in self.listed
            if listed == name and relation is not None
        )
        return next(
            (r.target for r in found if r.short == "worksheet" and self.package.find(r.target)),
            None,
        )

    @property
    def counts_from_1904(self) -> bool:
        """Whether its days count from 1 January 1904 (§ 18.2.28)."""
        properties = self.root.first("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in ("1", "true")

    def refuse_untouchable(self) -> None:
        """Raise `Untouchable` where a change could do harm: signed, strict, shared the old way, or not what it should be."""
        if self.package.is_odd:
            raise Untouchable("patch.damaged")
        kinds = {relation.kind for relation in self.package.relationships("").values()}
        if any(kind.endswith(_SIGNED) for kind in kinds):
            raise Untouchable("patch.signed")
        space = self.root.attributes.get(
            f"xmlns:{self.root.prefix[:-1]}" if self.root.prefix else "xmlns", ""
        )
        if space != _MAIN:
            raise Untouchable("patch.strict" if "purl.oclc.org" in space else "patch.damaged")
        if any(
            relation.short == "revisionHeaders"
            for relation in self.package.relationships(self.part).values()
        ):
            raise Untouchable("patch.shared")


def graft(
    book: Book, sheets: Sequence[Sheet], drawn: Package, fills: Mapping[str, Fill], styles: Styles
) -> None:
    """Add or replace `sheets`, drawn in the package `drawn`; parts with `fills` get their many rows while saving."""
    package = book.package
    donor = Book(drawn)
    formats, differences = styles.adopt(parse(drawn.read("xl/styles.xml")))
    names = list(donor.root.all("definedNames", "definedName"))
    for place, sheet in enumerate(sheets):
        part = donor.sheet_part(sheet.name)
        if part is None:
            raise Untouchable("patch.damaged")
        old = book.sheet_part(sheet.name)
        selected = (
            old is not None
            and re.search(rb'<[^>]*sheetView [^>]*tabSelected="(?:1|true)"', package.read(old))
            is not None
        )
        if old:
            _remove_tree(package, old)
        moved = _Moved(package, drawn, formats, differences, selected, fills.get(part))
        new = moved.move(part, old)
        if old is None:
            _list_sheet(book, sheet.name, package.relate(book.part, f"{OFFICE}/worksheet", new))
        _name_ranges(
            book,
            donor,
            sheet.name,
            [node for node in names if node.attributes.get("localSheetId") == str(place)],
        )
    _forget_calculations(book, {sheet.name for sheet in sheets})


class _Moved:
    """One sheet on its way from one package to the other, with the drawing and charts that belong to it."""

    def __init__(
        self,
        package: Package,
        drawn: Package,
        formats: Sequence[int],
        differences: Sequence[int],
        selected: bool,
        fill: Fill | None,
    ) -> None:
        self.package, self.drawn, self.formats, self.differences = (
            package,
            drawn,
            formats,
            differences,
        )
        self.selected, self.fill = selected, fill

    def move(self, part: str, name: str | None = None) -> str:
        """Add `part` and all it leads to; the name it got."""
        relations = list(self.drawn.relationships(part).values())
        targets = {
            relation.id: relation.target if relation.external else self.move(relation.target)
            for relation in relations
        }
        content: Content = self.drawn.read(part)
        if isinstance(content, bytes) and "/worksheets/" in part:
            content = self._sheet(content)
        kind = next(kind for kind in ("vmlDrawing", "comments", *_PATTERNS) if kind in part)
        pattern = _PATTERNS[kind] if name is None else name.replace("{", "{{").replace("}", "}}")
        new = self.package.add(pattern, content, self.drawn.content_type(part))
        self.package.put_relationships(
            new, [relation._replace(target=targets[relation.id]) for relation in relations]
        )
        return new

    def _sheet(self, xml: bytes) -> Content:
        formats, differences = self.formats, self.differences
        xml = re.sub(
            rb'(<c r="[A-Z]+\d+" s=")(\d+)', lambda m: m[1] + b"%d" % formats[int(m[2])], xml
        )
        xml = re.sub(rb'(<col [^>]*style=")(\d+)', lambda m: m[1] + b"%d" % formats[int(m[2])], xml)
        xml = re.sub(
            rb'(<cfRule [^>]*dxfId=")(\d+)', lambda m: m[1] + b"%d" % differences[int(m[2])], xml
        )
        xml = re.sub(rb'(<sheetView\b[^>]*?) tabSelected="1"', rb"\1", xml)
        if self.selected:
            xml = xml.replace(b"<sheetView ", b'<sheetView tabSelected="1" ', 1)
        return self.fill.into(xml) if self.fill else xml


def _list_sheet(book: Book, name: str, relation: str) -> None:
    edits = Edits(book.xml)
    ids = [int(node.attributes.get("sheetId", "0")) for _, node, _ in book.listed]
    prefix = book.sheets.prefix
    new = f'<{prefix}sheet name={quoteattr(name)} sheetId="{max(ids, default=0) + 1}" r:id="{relation}"'
    spoken = any(
        key == "xmlns:r" and value == OFFICE for key, value in book.root.attributes.items()
    )
    edits.append(book.sheets, new + ("/>" if spoken else f' xmlns:r="{OFFICE}"/>'))
    book.package.put(book.part, edits.result)
    book.load()


def _name_ranges(book: Book, donor: Book, name: str, new: Sequence[Node]) -> None:
    """Give the sheet at its place its names (filter, printed titles) in place of those it had; other names stand."""
    place = next(index for index, (listed, _, _) in enumerate(book.listed) if listed == name)
    edits, prefix = Edits(book.xml), book.sheets.prefix
    names = book.root.first("definedNames")
    old = (
        [node for node in names.children if node.attributes.get("localSheetId") == str(place)]
        if names
        else []
    )
    kinds = {node.attributes.get("name") for node in new} | {
        "_xlnm._FilterDatabase",
        "_xlnm.Print_Titles",
        "_xlnm.Print_Area",
    }
    for node in old:
        if node.attributes.get("name") in kinds:
            edits.remove(node)
    lines = []
    for node in new:
        hidden = ' hidden="1"' if node.attributes.get("hidden") else ""
        text = donor.xml[node.inside : node.close].decode()
        lines.append(
            f'<{prefix}definedName name="{node.attributes["name"]}" localSheetId="{place}"{hidden}>{text}</{prefix}definedName>'
        )
    if names:
        edits.append(names, "".join(lines))
    elif lines:
        at = max(node.end for node in book.root.children if node.name in _BEFORE_NAMES)
        edits.replace(at, at, f"<{prefix}definedNames>{''.join(lines)}</{prefix}definedNames>")
    book.package.put(book.part, edits.result)
    book.load()


def _remove_tree(package: Package, part: str) -> None:
    """Take out a sheet's part and what only it leads to."""
    tree, pending = {part}, [part]
    while pending:
        for relation in package.relationships(pending.pop()).values():
            if (
                not relation.external
                and relation.target not in tree
                and package.find(relation.target)
            ):
                tree.add(relation.target)
                pending.append(relation.target)
    kept = [name for name in package.names if name not in tree and not name.endswith(".rels")]
    needed = {
        relation.target for name in ["", *kept] for relation in package.relationships(name).values()
    } - {part}
    pending = [name for name in tree if name in needed]
    while pending:
        name = pending.pop()
        if name in tree:
            tree.discard(name)
            pending += [relation.target for relation in package.relationships(name).values()]
    for name in tree:
        package.remove(name)


def _forget_calculations(book: Book, names: set[str]) -> None:
    """Take the cells of these sheets out of the calculation chain (§ 18.6.1: `i` holds until the next): they are new."""
    chain = book.package.related(book.part, "calcChain")
    ids = {node.attributes.get("sheetId") for name, node, _ in book.listed if name in names}
    if chain is None:
        return
    edits = Edits(book.package.read(chain.target))
    root = parse(edits.xml)
    sheet: str | None = None
    gone, told, kept = False, None, 0
    for node in root.all("c"):
        sheet = node.attributes.get("i", sheet)
        if sheet in ids:
            edits.remove(node)
            gone = True
        else:
            kept += 1
            if "i" not in node.attributes and told != sheet and sheet is not None:
                edits.attribute(node.start, "i", sheet)
            told = sheet
    if gone and kept:
        book.package.put(chain.target, edits.result)
    elif gone:
        book.package.unrelate(book.part, chain.id)
        book.package.remove(chain.target)
