"""The styles part of a workbook (ECMA-376 part 1, § 18.8): its formats and those of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.xlsx.parts.package import OFFICE, Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.xml_text import escape, quoteattr

STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# § 18.8.39: Excel takes the children of `styleSheet` in this order only, and calls the workbook
# damaged where they stand in another.
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_ITEMS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
_MAX_FORMATS = 65_000  # Excel refuses a workbook with more than 65,490
# Numbers of formats below this are Excel's own, whether they stand in the file or not (§ 18.8.30).
_FIRST_FREE_NUMBER = 164
# Those of them that show days.
_OWN_DAYS = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36})
# The least that a styles part has: the default format, and the two fills that programs take for
# granted at 0 and 1, whatever stands there.
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    "</styleSheet>"
)
# Formats that every workbook has (§ 18.8.30): « 0% », and those in which a share can be told.
_PER_CENT, _OWN_SHARES = "9", frozenset({2, 4, 9, 10, 11, 12, 13, 39, 40, 43, 44, 48})
_SHOWS_SHARES = re.compile(r"%|[.,]0")
_SHORT_DAY = "14"  # as the computer writes a day: 31/12/2026
_DEFAULT_FORMAT = Node(
    "xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}, 0
)


def day_formats(xml: bytes) -> frozenset[int]:
    """The cell formats of a styles part that show days, by index: Excel's own, or with a year."""
    root = parse_xml(xml)
    numbers = _numbers_of_days(root)
    formats = root.all("cellXfs", "xf")
    return frozenset(
        index for index, node in enumerate(formats) if _id_of_number_format(node) in numbers
    )


def _numbers_of_days(root: Node) -> frozenset[int]:
    """The number formats of a styles part that show days."""
    with_year = (
        int(node.attributes["numFmtId"])
        for node in root.all("numFmts", "numFmt")
        if "yy" in node.attributes.get("formatCode", "").lower()
    )
    return _OWN_DAYS.union(with_year)


def _id_of_number_format(xf: Node) -> int:
    """The number format of a cell format."""
    return int(xf.attributes.get("numFmtId", "0"))


class Styles:
    """The styles of a package: formats by index, as they are and as they will be after `save`.

    Attributes:
        formats: the cell formats that were there, then those that were added.
        prefix: what stands before the names of its elements, with its colon.
    """

    def __init__(self, package: Package, book: str) -> None:
        """Read the styles that the workbook part `book` relates to; make some if it has none."""
        self.package = package
        self.part = _styles_part(package, book)
        xml = package.read(self.part)
        self.edits, self.root = Edits(xml), parse_xml(xml)
        self.prefix = self.root.prefix
        self.lists = {child.name: child for child in self.root.children}
        self._shapes = {name: list(map(shape, node.children)) for name, node in self.lists.items()}
        self._added: dict[str, list[str]] = {}
        self._refuse_strangers()
        self._complete()
        self.formats: list[Node] = [*self.items("cellXfs")] or [_DEFAULT_FORMAT]
        self._numbers_of_days = _numbers_of_days(self.root)

    def items(self, name: str) -> Sequence[Node]:
        """Items that the list of that name held when the part was read."""
        node = self.lists.get(name)
        if not node:
            return []
        return node.children

    def _refuse_strangers(self) -> None:
        """Raise `Untouchable` where an element in a list would make its indexes other than ours."""
        for name, item in _ITEMS.items():
            if any(child.name != item for child in self.items(name)):
                raise Untouchable("patch.damaged")

    def _complete(self) -> None:
        """Add what every styles part needs before anything else is added."""
        for default in parse_xml(_EMPTY.encode()).children:
            shapes = self._shapes.setdefault(default.name, [])
            for item in default.children[len(shapes) :]:
                shapes.append(shape(item))
                self._added.setdefault(default.name, []).append(_element_xml(item, self.prefix))

    def adopt(self, other: Node) -> tuple[list[int], list[int]]:
        """Add the formats of another styles part.

        Returns:
            The index that each of its cell formats now has, and each of its conditional ones.
        """
        lists = {child.name: list(child.children) for child in other.children}
        # `scheme` would let the theme of this workbook choose another font.
        fonts = [self.add("fonts", _without(font, "scheme")) for font in lists.get("fonts", [])]
        fills = [self.add("fills", fill) for fill in lists.get("fills", [])]
        borders = [self.add("borders", border) for border in lists.get("borders", [])]
        numbers = {
            node.attributes["numFmtId"]: self._add_number(node.attributes["formatCode"])
            for node in lists.get("numFmts", [])
        }
        formats = []
        for xf in lists.get("cellXfs", []):
            number = xf.attributes["numFmtId"]
            moved = {
                "numFmtId": numbers.get(number, number),
                "fontId": str(fonts[int(xf.attributes["fontId"])]),
                "fillId": str(fills[int(xf.attributes["fillId"])]),
                "borderId": str(borders[int(xf.attributes["borderId"])]),
                "xfId": "0",
            }
            formats.append(self.add("cellXfs", _with(xf, **moved)))
        return formats, [self.add("dxfs", dxf) for dxf in lists.get("dxfs", [])]

    def add(self, name: str, node: Node, text: str = "") -> int:
        """The index of `node` in a list: that of an equal one, or a new one.

        Args:
            text: the node as it is to be written; "": as it reads.
        """
        shapes = self._shapes.setdefault(name, [])
        node_shape = shape(node)
        if node_shape in shapes:
            return shapes.index(node_shape)
        shapes.append(node_shape)
        self._added.setdefault(name, []).append(text or _element_xml(node, self.prefix))
        if name == "cellXfs":
            self.formats.append(node)
        return len(shapes) - 1

    def shows_day(self, index: int) -> bool:
        """True if the format of that index shows a number as a day."""
        return _id_of_number_format(self.formats[index]) in self._numbers_of_days

    def showing_day(self, index: int) -> int:
        """The index of a format that is another and shows a number as a day."""
        return self._changed(index, numFmtId=_SHORT_DAY, applyNumberFormat="1")

    def with_fill(self, index: int, fill: int) -> int:
        """The index of a format that is another with this fill; all else in it stays."""
        return self._changed(index, fillId=str(fill), applyFill="1")

    def in_per_cent(self, index: int) -> int:
        """The index of a format that shows per cent; the same where a share is told in it.

        In a format without decimals 57 % would show as 1.
        """
        number = _id_of_number_format(self.formats[index])
        codes = {node.attributes.get("numFmtId"): node for node in self.items("numFmts")}
        own = codes.get(str(number))
        code = own.attributes.get("formatCode", "") if own else ""
        if number in _OWN_SHARES or _SHOWS_SHARES.search(code):
            return index
        return self._changed(index, numFmtId=_PER_CENT, applyNumberFormat="1")

    def _changed(self, index: int, **attributes: str) -> int:
        # Its own bytes are edited and not written anew: extensions of later versions stay too.
        edits = Edits(self._format_xml(index))
        for name, value in attributes.items():
            edits.attribute(0, name, value)
        return self.add("cellXfs", _with(self.formats[index], **attributes), edits.result.decode())

    def _format_xml(self, index: int) -> bytes:
        """A cell format as it is written."""
        read = self.items("cellXfs")
        if index < len(read):
            return self.edits.xml[read[index].start : read[index].end]
        return self._added["cellXfs"][index - len(read)].encode()

    def save(self) -> None:
        """Put the styles part back with what was added, its other bytes as they were."""
        if not self._added:
            return
        if len(self._shapes["cellXfs"]) > _MAX_FORMATS:
            raise Untouchable("patch.formats")
        at_the_end = ""
        for name in _ORDER:
            if name in self._added:
                at_the_end += self._insert(name, self._added[name])
        self.edits.append(self.root, at_the_end)
        self.package.put(self.part, self.edits.result)

    def _insert(self, name: str, items: Sequence[str]) -> str:
        """Add items to a list, made where there is none; the list, where it belongs at the end."""
        node = self.lists.get(name)
        tag = f"{self.prefix}{name}"
        whole = f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>'
        if node is None:
            later = _ORDER[_ORDER.index(name) + 1 :]
            after = next((self.lists[other] for other in later if other in self.lists), None)
            if after is None:
                return whole
            self.edits.replace(after.start, after.start, whole)
        elif node.inside == node.end:
            self.edits.replace(node.start, node.end, whole)
        else:
            self.edits.attribute(node.start, "count", str(len(self._shapes[name])))
            self.edits.append(node, "".join(items))
        return ""

    def _add_number(self, code: str) -> str:
        """The id of a number format, as it is or with a number that is free."""
        nodes = [*self.items("numFmts")]
        nodes += [parse_xml(text.encode()) for text in self._added.get("numFmts", [])]
        ids = {n.attributes.get("formatCode"): n.attributes.get("numFmtId", "") for n in nodes}
        if code in ids:
            return ids[code]
        taken = [int(id_) for id_ in ids.values() if id_.isdigit()]
        number = str(max([_FIRST_FREE_NUMBER - 1, *taken]) + 1)
        self.add("numFmts", Node("numFmt", {"numFmtId": number, "formatCode": code}, 0))
        return number


def _styles_part(package: Package, book: str) -> str:
    relation = package.related(book, "styles")
    if relation:
        return relation.target
    is_free = package.find("xl/styles.xml") is None
    pattern = "xl/styles.xml" if is_free else "xl/styles{}.xml"
    part = package.add(pattern, _EMPTY.encode(), STYLES)
    package.relate(book, f"{OFFICE}/styles", part)
    return part


def shape(node: Node) -> object:
    """A value that is the same for equal elements, wherever they stand."""
    attributes = sorted(_own_attributes(node).items())
    children = tuple(shape(child) for child in node.children)
    return node.name, tuple(attributes), children, node.text.strip()


def _own_attributes(node: Node) -> dict[str, str]:
    """Its attributes, but what declares namespaces."""
    return {key: value for key, value in node.attributes.items() if not key.startswith("xmlns")}


def _with(node: Node, **attributes: str) -> Node:
    return Node(node.tag, {**node.attributes, **attributes}, 0, children=node.children)


def _without(node: Node, name: str) -> Node:
    children = [child for child in node.children if child.name != name]
    return Node(node.tag, node.attributes, 0, children=children)


def _element_xml(node: Node, prefix: str) -> str:
    """`node` written out for a part whose elements have `prefix`; of one namespace only.

    Raises:
        Untouchable: it has elements of another.
    """
    if ":" in node.tag and node.prefix != prefix:
        raise Untouchable("patch.damaged")
    tag = prefix + node.name
    attributes = [f" {key}={quoteattr(value)}" for key, value in _own_attributes(node).items()]
    opening = f"<{tag}{''.join(attributes)}"
    content = [escape(node.text.strip()), *(_element_xml(child, prefix) for child in node.children)]
    inside = "".join(content)
    if not inside:
        return f"{opening}/>"
    return f"{opening}>{inside}</{tag}>"
