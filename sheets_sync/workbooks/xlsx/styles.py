"""The styles part of a workbook (ECMA-376 part 1, § 18.8): add what ours need, and mark cells with a fill that can be taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Role
from sheets_sync.workbooks.xlsx.package import OFFICE, Package
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse

MARKS: Mapping[Role, str] = {"error": "FFFFCFBF", "warning": "FFFFEBB0"}
"""The fills of our marks. Nobody picks just these, and that is how they are known again."""
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
_WHOLE, _NO_STYLE, _NO_CELL = 0xE0, 0xE1, 0xE2
"""What stood there before a mark: a cell with a style, one with no `s`, none at all."""
STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_KINDS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
_MOST_FORMATS = 65_000  # Excel refuses a workbook with more than 65,490
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_PLAIN = Node(
    "xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}, 0
)


class Mark(NamedTuple):
    """One of our marked formats, and what stood there before: a style (None: no `s` at all), or no cell."""

    role: Role
    before: int | None
    cell_was_there: bool


def day_formats(xml: bytes) -> frozenset[int]:
    """The cell formats of a styles part that show days: those that Excel has of its own (§ 18.8.30), or with a year in their pattern."""
    root = parse(xml)
    numbers = {14, 15, 16, 17, 22, *range(27, 32), 36}
    numbers |= {
        int(node.attributes["numFmtId"])
        for node in root.all("numFmts", "numFmt")
        if "yy" in node.attributes.get("formatCode", "").lower()
    }
    formats = root.all("cellXfs", "xf")
    return frozenset(
        number
        for number, node in enumerate(formats)
        if int(node.attributes.get("numFmtId", "0")) in numbers
    )


class Styles:
    """The styles of a package: formats by index, as they are and as they will be once `save` is called."""

    def __init__(self, package: Package, book: str) -> None:
        self.package = package
        found = package.related(book, "styles")
        if found:
            self.part = found.target
        else:
            pattern = (
                "xl/styles.xml" if package.find("xl/styles.xml") is None else "xl/styles{}.xml"
            )
            self.part = package.add(pattern, _EMPTY.encode(), STYLES)
            package.relate(book, f"{OFFICE}/styles", self.part)
        xml = package.read(self.part)
        self.edits, self.root = Edits(xml), parse(xml)
        self.prefix = self.root.prefix
        self.lists = {child.name: child for child in self.root.children}
        self.shapes = {
            name: [_shape(item) for item in node.children] for name, node in self.lists.items()
        }
        self.added: dict[str, list[str]] = {}
        self._complete()
        self.formats = (self.lists["cellXfs"].children if "cellXfs" in self.lists else []) or [
            _PLAIN
        ]
        self.days = day_formats(xml)
        self.marks = dict(self._known_marks())
        self._new_marks: dict[tuple[Role, int | None, bool, int], int] = {}

    def _complete(self) -> None:
        """What every styles part needs before anything is added: the default look, and the two fills that are reserved."""
        for name, kind in _KINDS.items():
            if name in self.lists and any(
                child.name != kind for child in self.lists[name].children
            ):
                raise Untouchable("patch.damaged")
        for default in parse(_EMPTY.encode()).children:
            have = self.shapes.setdefault(default.name, [])
            for item in default.children[len(have) :]:
                have.append(_shape(item))
                self.added.setdefault(default.name, []).append(_text(item, self.prefix))

    def adopt(self, other: Node) -> tuple[list[int], list[int]]:
        """Add the formats of another styles part; where each of its cell formats and its conditional ones now stand."""
        lists = {child.name: list(child.children) for child in other.children}
        fonts = [self._add("fonts", _without(font, "scheme")) for font in lists.get("fonts", [])]
        fills = [self._add("fills", fill) for fill in lists.get("fills", [])]
        borders = [self._add("borders", border) for border in lists.get("borders", [])]
        numbers = {
            node.attributes["numFmtId"]: self._add_number(node.attributes["formatCode"])
            for node in lists.get("numFmts", [])
        }
        formats = []
        for xf in lists.get("cellXfs", []):
            had = xf.attributes
            attributes = {
                **had,
                "numFmtId": numbers.get(had["numFmtId"], had["numFmtId"]),
                "fontId": str(fonts[int(had["fontId"])]),
                "fillId": str(fills[int(had["fillId"])]),
                "borderId": str(borders[int(had["borderId"])]),
                "xfId": "0",
            }
            formats.append(self._add("cellXfs", Node(xf.tag, attributes, 0, children=xf.children)))
        return formats, [self._add("dxfs", dxf) for dxf in lists.get("dxfs", [])]

    def marked(
        self, style: int | None, effective: int, role: Role, cell_is_there: bool
    ) -> int | None:
        """The format that marks a cell: as it looks now (`effective`), on our fill. None where a person filled the cell.

        Args:
            style: the cell's `s` (None: it has none).
        """
        if effective >= len(self.formats):
            raise Untouchable("patch.damaged")
        fill = self.formats[effective].attributes.get("fillId", "0")
        if not self._is_empty_fill(int(fill)):
            return None
        key = (role, style, cell_is_there, effective)
        if key not in self._new_marks:
            kind = _NO_CELL if not cell_is_there else _NO_STYLE if style is None else _WHOLE
            ours = f'<{self.prefix}fill><{self.prefix}patternFill patternType="solid"><{self.prefix}fgColor rgb="{MARKS[role]}"/><{self.prefix}bgColor rgb="{kind:02X}{effective:06X}"/></{self.prefix}patternFill></{self.prefix}fill>'
            wanted = self._add("fills", parse(ours.encode()))
            self._new_marks[key] = self._refilled(self.formats[effective], wanted)
        return self._new_marks[key]

    def save(self) -> None:
        """Put the styles part back with what was added, its other bytes as they were."""
        if not self.added:
            return
        if len(self.shapes["cellXfs"]) > _MOST_FORMATS:
            raise Untouchable("patch.formats")
        last = ""
        for name in _ORDER:
            items = self.added.get(name)
            if not items:
                continue
            node = self.lists.get(name)
            whole = (
                f'<{self.prefix}{name} count="{len(items)}">{"".join(items)}</{self.prefix}{name}>'
            )
            if node is None:
                after = [
                    self.lists[other]
                    for other in _ORDER[_ORDER.index(name) + 1 :]
                    if other in self.lists
                ]
                if after:
                    self.edits.replace(after[0].start, after[0].start, whole)
                else:
                    last += whole
            elif node.inside == node.end:
                self.edits.replace(node.start, node.end, whole)
            else:
                self.edits.attribute(node.start, "count", str(len(self.shapes[name])))
                self.edits.append(node, "".join(items))
        self.edits.append(self.root, last)
        self.package.put(self.part, self.edits.result)

    def _known_marks(self) -> list[tuple[int, Mark]]:
        fills = self.lists["fills"].children if "fills" in self.lists else []
        ours = {}
        for index, fill in enumerate(fills):
            pattern = fill.first("patternFill")
            colour = pattern.first("fgColor") if pattern else None
            if pattern is None or colour is None:
                continue
            role = next(
                (
                    role
                    for role, rgb in MARKS.items()
                    if rgb == colour.attributes.get("rgb", "").upper()
                ),
                None,
            )
            if role:
                ground = pattern.first("bgColor")
                ours[str(index)] = (role, ground.attributes.get("rgb", "") if ground else "")
        found = []
        for index, xf in enumerate(self.formats):
            if (fill_id := xf.attributes.get("fillId", "0")) in ours:
                role, told = ours[fill_id]
                found.append((index, self._before(xf, role, told)))
        return found

    def _before(self, xf: Node, role: Role, told: str) -> Mark:
        """What the mark says stood there; where another program wrote the file anew, the format that is the same but for the fill."""
        plain = _unfilled(xf)
        if re.fullmatch("E[012][0-9A-F]{6}", told.upper()):
            kind, index = int(told[:2], 16), int(told[2:], 16)
            if (
                index < len(self.formats)
                and _unfilled(self.formats[index]) == plain
                and self._is_empty(index)
            ):
                return Mark(role, None if kind == _NO_STYLE else index, kind != _NO_CELL)
        same = (
            i
            for i, other in enumerate(self.formats)
            if _unfilled(other) == plain and self._is_empty(i)
        )
        index = next(same, -1)
        if index < 0:
            index = self._refilled(xf, 0)
        return Mark(role, index, cell_was_there=True)

    def _is_empty(self, index: int) -> bool:
        return self._is_empty_fill(int(self.formats[index].attributes.get("fillId", "0")))

    def _is_empty_fill(self, index: int) -> bool:
        fills = self.lists["fills"].children if "fills" in self.lists else []
        if index >= len(fills):
            return index == 0
        pattern = fills[index].first("patternFill")
        return pattern is not None and pattern.attributes.get("patternType", "none") == "none"

    def _add(self, name: str, node: Node, text: str = "") -> int:
        """The index of `node` in a list: that of an equal one, or a new one."""
        shapes = self.shapes.setdefault(name, [])
        shape = _shape(node)
        if shape in shapes:
            return shapes.index(shape)
        shapes.append(shape)
        self.added.setdefault(name, []).append(text or _text(node, self.prefix))
        return len(shapes) - 1

    def _add_number(self, code: str) -> str:
        known = self.lists["numFmts"].children if "numFmts" in self.lists else []
        ids = {
            node.attributes.get("formatCode"): node.attributes.get("numFmtId", "") for node in known
        }
        for text in self.added.get("numFmts", []):
            node = parse(text.encode())
            ids[node.attributes["formatCode"]] = node.attributes["numFmtId"]
        if code not in ids:
            number = max([163, *(int(id_) for id_ in ids.values() if id_.isdigit())]) + 1
            self._add("numFmts", Node("numFmt", {"numFmtId": str(number), "formatCode": code}, 0))
            return str(number)
        return ids[code]

    def _refilled(self, xf: Node, fill: int) -> int:
        """The index of a format that is `xf` with another fill: all else in it stays, extensions included."""
        edits = Edits(self.edits.xml[xf.start : xf.end] or _text(xf, self.prefix).encode())
        edits.attribute(0, "fillId", str(fill))
        edits.attribute(0, "applyFill", "1")
        node = Node(
            xf.tag,
            {**xf.attributes, "fillId": str(fill), "applyFill": "1"},
            0,
            children=xf.children,
        )
        return self._add("cellXfs", node, edits.result.decode())


def _unfilled(xf: Node) -> object:
    attributes = {
        key: value for key, value in xf.attributes.items() if key not in ("fillId", "applyFill")
    }
    return _shape(Node(xf.tag, attributes, 0, children=xf.children))


def _shape(node: Node) -> object:
    """What makes two elements equal, wherever they stand."""
    attributes = sorted(
        (key, value) for key, value in node.attributes.items() if not key.startswith("xmlns")
    )
    return (
        node.name,
        tuple(attributes),
        tuple(_shape(child) for child in node.children),
        node.text.strip(),
    )


def _without(node: Node, name: str) -> Node:
    return Node(
        node.tag,
        node.attributes,
        0,
        children=[child for child in node.children if child.name != name],
    )


def _text(node: Node, prefix: str) -> str:
    """`node` written out for a part whose elements have `prefix`; for elements of one namespace only."""
    if ":" in node.tag and node.prefix != prefix:
        raise Untouchable("patch.damaged")
    attributes = "".join(
        f" {key}={quoteattr(value)}"
        for key, value in node.attributes.items()
        if not key.startswith("xmlns")
    )
    inside = escape(node.text.strip()) + "".join(_text(child, prefix) for child in node.children)
    return (
        f"<{prefix}{node.name}{attributes}>{inside}</{prefix}{node.name}>"
        if inside
        else f"<{prefix}{node.name}{attributes}/>"
    )
