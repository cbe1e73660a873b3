"""Change bytes of an XML part in place: find elements with expat, which tells where they stand, and leave the rest as it is.

lxml reads and writes XML well, but what it writes is not the bytes it read; staff's parts must stay theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from sheets_sync.errors import Untouchable

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")


@dataclass(slots=True)
class Node:
    """An element and where it stands: its tag opens at `start`, its content is `inside` to `close`, it ends at `end`.

    For `<a/>`, `inside`, `close` and `end` are the same.
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
        """What stands before the name, with its colon; "" for none."""
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
        """All text in it, but what Excel keeps for pronunciation (ECMA-376 part 1, § 18.4.6 `rPh`)."""
        return self.text + "".join(
            child.whole_text for child in self.children if child.name not in ("rPh", "phoneticPr")
        )

    def relation(self, name: str = "id") -> str:
        """The value of its relationship attribute (`r:id`, whatever the prefix); "" for none."""
        return next(
            (value for key, value in self.attributes.items() if key.endswith(f":{name}")), ""
        )


def parser(xml: bytes) -> Any:
    """An expat parser for `xml`; refuses what it must not read: other encodings, document types (ECMA-376 part 2, § 8.1.4)."""

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


def parse(xml: bytes) -> Node:
    """The tree of a part that is not large."""
    reader = parser(xml)
    top = Node("", {}, 0)
    stack = [top]

    def opened(tag: str, attributes: dict[str, str]) -> None:
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

    def said(text: str) -> None:
        stack[-1].text += text

    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = (
        opened,
        closed,
        said,
    )
    run(reader, xml)
    return top.children[0]


def run(reader: Any, xml: bytes) -> None:
    """Let `reader` read `xml`; raises `Untouchable` where it is not well-formed."""
    try:
        reader.Parse(xml, True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        raise Untouchable("patch.damaged") from error


def check(pieces: Iterable[bytes]) -> None:
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


def skeleton(xml: bytes) -> tuple[Node, int, int]:
    """A worksheet without its rows: its tree, where the rows were, and how many bytes they took."""
    start = re.search(rb"<(?:[\w.-]+:)?sheetData\b", xml)
    end = re.search(rb"</(?:[\w.-]+:)?sheetData\s*>", xml[start.start() :]) if start else None
    if start is None or end is None:
        return parse(xml), 0, 0
    inside, close = tag_end(xml, start.start()), start.start() + end.start()
    return parse(xml[:inside] + xml[close:]), inside, close - inside


class Edits:
    """Changes to a part, each by where it stands in the bytes read; they must not overlap."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._changes: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str | bytes) -> None:
        """Put `new` where `start` to `end` was."""
        data = new.encode() if isinstance(new, str) else new
        self._changes.append((start, end, len(self._changes), data))

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
            self.replace(start + there.start(1), start + there.end(1), quoteattr(value))
        elif value is not None:
            at = start + len(re.match(rb"<[^\s/>]+", tag)[0])  # type: ignore[index]  # it is a tag: expat said so
            self.replace(at, at, f" {name}={quoteattr(value)}")

    @property
    def result(self) -> bytes:
        """The part with all changes made."""
        pieces, done = [], 0
        for start, end, _, new in sorted(self._changes):
            pieces += [self.xml[done:start], new]
            done = end
        return b"".join([*pieces, self.xml[done:]])
