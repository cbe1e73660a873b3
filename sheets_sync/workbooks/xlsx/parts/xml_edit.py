"""Change bytes of an XML part in place: find elements with expat, and leave the rest as it is.

Expat tells where an element stands in the bytes. lxml reads and writes XML well, but what it writes
is not the bytes it read; staff's parts must stay theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.xlsx.parts.undoing import Change, Undoing, digest_of_part
from sheets_sync.xml_text import quoteattr

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")

_HANDLERS = (
    "StartDoctypeDeclHandler",
    "XmlDeclHandler",
    "StartElementHandler",
    "EndElementHandler",
    "CharacterDataHandler",
)
MOST_DEPTH = 200
"""Of the elements of a part: drawings of groups in groups have some thirty."""


@dataclass(slots=True)
class Node:
    """An element and where it stands in the bytes of its part.

    Its tag opens at `start`, its content is `inside` to `close`, it ends at `end`. For
    `<a/>`, `inside`, `close` and `end` are the same.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """Prefix before the name, with its colon; "" for none."""
        return self.tag[: -len(self.name)]

    def all(self, *path: str) -> Iterator[Node]:
        """The elements reached by these names, in order."""
        for child in self.children:
            if child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def first(self, *path: str) -> Node | None:
        """The first element reached by these names."""
        return next(self.all(*path), None)

    def walk(self) -> Iterator[Node]:
        """It and all below, in the order they open."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def whole_text(self) -> str:
        """All text in it, but what Excel keeps for pronunciation (§ 18.4.6 `rPh`)."""
        written = (child for child in self.children if child.name not in ("rPh", "phoneticPr"))
        return self.text + "".join(child.whole_text for child in written)

    def relation(self, name: str = "id") -> str:
        """The value of its relationship attribute (`r:id`, whatever the prefix); "" for none."""
        ids = (value for key, value in self.attributes.items() if key.endswith(f":{name}"))
        return next(ids, "")


def parser(xml: bytes) -> Any:
    """An expat parser for `xml`.

    It raises `Untouchable` on what it must not read: other encodings, whose positions would not be
    those of the bytes, and document types (ECMA-376 part 2, § 8.1.4), which can make it read on for
    ever.
    """

    def refuse(*_: object) -> None:
        raise Untouchable("patch.doctype")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise Untouchable("patch.encoding")

    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Untouchable("patch.encoding")
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse
    made.XmlDeclHandler = declared
    return made


def parse_xml(xml: bytes) -> Node:
    """The tree of a part that is not large."""
    reader = parser(xml)
    top = Node("", {}, 0)
    stack = [top]

    def opened(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > MOST_DEPTH:
            raise Untouchable("patch.damaged")
        start = reader.CurrentByteIndex
        node = Node(tag, attributes, start, tag_end(xml, start))
        stack[-1].children.append(node)
        stack.append(node)

    def closed(_tag: str) -> None:
        node = stack.pop()
        if xml[node.inside - 2 : node.inside] == b"/>":
            node.close = node.end = node.inside
        else:
            node.close = reader.CurrentByteIndex
            node.end = xml.index(b">", node.close) + 1

    def read_text(text: str) -> None:
        stack[-1].text += text

    reader.StartElementHandler = opened
    reader.EndElementHandler = closed
    reader.CharacterDataHandler = read_text
    run_parser(reader, xml)
    return top.children[0]


def run_parser(reader: Any, xml: bytes) -> None:
    """Let `reader` read `xml`; raises `Untouchable` where it is not well-formed."""
    try:
        reader.Parse(xml, True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        raise Untouchable("patch.damaged") from error
    finally:
        # They lead back to the reader: without a collector (`begin`) the part would stay for ever.
        for handler in _HANDLERS:
            setattr(reader, handler, None)


def refuse_damaged(pieces: Iterable[bytes]) -> None:
    """Raise `Untouchable` where these, put together, are not well-formed XML."""
    reader = expat.ParserCreate()
    try:
        for piece in pieces:
            reader.Parse(piece)
        reader.Parse(b"", True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        raise Untouchable("patch.damaged") from error


def tag_end(xml: bytes, start: int) -> int:
    """Just after the `>` of the tag that opens at `start`."""
    match = _TAG.match(xml, start)
    if match is None:
        raise Untouchable("patch.damaged")
    return match.end()


@dataclass(frozen=True)
class Outline:
    """A worksheet without its rows, which may be many.

    Attributes:
        root: its tree; positions in it are those of the XML without rows.
        rows_start: where the rows were.
        rows_length: how many bytes they took.
    """

    root: Node
    rows_start: int
    rows_length: int

    def at(self, position: int) -> int:
        """Offset in the whole XML of a position in the tree."""
        if position >= self.rows_start:
            return position + self.rows_length
        return position


def outline(xml: bytes) -> Outline:
    """The outline of a worksheet."""
    opening = re.search(rb"<(?:[\w.-]+:)?sheetData\b", xml)
    if opening is None:
        return Outline(parse_xml(xml), 0, 0)
    closing = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>").search(xml, opening.start())
    if closing is None:
        return Outline(parse_xml(xml), 0, 0)
    inside, close = tag_end(xml, opening.start()), closing.start()
    return Outline(parse_xml(xml[:inside] + xml[close:]), inside, close - inside)


def with_prefix(xml: str, prefix: str) -> str:
    """Elements without a prefix as they stand in a part whose elements have one ("" for none)."""
    if prefix:
        return re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}", xml)
    return xml


class Edits:
    """Changes to a part, each by where it stands in the bytes read; they must not overlap."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._changes: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str | bytes) -> None:
        """Put `new` where `start` to `end` was."""
        if isinstance(new, str):
            new = new.encode()
        # The count keeps insertions at one place in the order they were asked for.
        self._changes.append((start, end, len(self._changes), new))

    def remove(self, node: Node) -> None:
        """Take an element out."""
        self.replace(node.start, node.end, b"")

    def append(self, node: Node, new: str) -> None:
        """Put `new` after the last child of `node`, which may so far be `<a/>`."""
        if not new:
            return
        if node.inside == node.end:
            self.replace(node.end - 2, node.end, f">{new}</{node.tag}>")
        else:
            self.replace(node.close, node.close, new)

    def attribute(self, start: int, name: str, value: str | None) -> None:
        """Set, or take out (None), an attribute of the tag that opens at `start`."""
        end = tag_end(self.xml, start)
        tag = self.xml[start:end]
        there = re.search(rb"\s" + re.escape(name.encode()) + rb"""\s*=\s*("[^"]*"|'[^']*')""", tag)
        if there and value is None:
            self.replace(start + there.start(), start + there.end(), b"")
        elif there and value is not None:
            new = tag[there.start() : there.start(1)] + quoteattr(value).encode()
            self.replace(start + there.start(), start + there.end(), new)
        elif value is not None:
            name_end = re.match(rb"<[^\s/>]+", tag)
            if name_end is None:
                raise Untouchable("patch.damaged")
            at = start + name_end.end()
            self.replace(at, at, f" {name}={quoteattr(value)}")

    @property
    def result(self) -> bytes:
        """The part with all changes made."""
        pieces, done = [], 0
        for start, end, _, new in sorted(self._changes):
            pieces += [self.xml[done:start], new]
            done = end
        return b"".join([*pieces, self.xml[done:]])

    @property
    def undoing(self) -> Undoing:
        """How the part becomes again what it was."""
        changes, longer = [], 0
        for start, end, _, new in sorted(self._changes):
            changes.append(Change(start + longer, new, self.xml[start:end]))
            longer += len(new) - (end - start)
        return Undoing(changes, digest_of_part(self.xml))
