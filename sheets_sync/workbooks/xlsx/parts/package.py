"""An Office package (ECMA-376 part 2): its parts, how they relate, their content types.

Parts that are not touched are saved with the very bytes they lie in.
"""

from __future__ import annotations

import itertools
import posixpath
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.xlsx.parts.packing import (
    Packed,
    PackedPiece,
    copy_entry,
    pack,
    packed_bytes,
    unpacked,
    write_entry,
)
from sheets_sync.workbooks.xlsx.parts.undoing import Undoing, digest_of_part
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, parse_xml
from sheets_sync.xml_text import quoteattr

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# How the types of relationships between the parts of a workbook begin (ECMA-376 part 1, § 12).
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"

# A part's bytes; or a maker of them piece by piece, where they are many; or packed already.
Content: TypeAlias = bytes | Packed | Callable[[], Iterable[bytes | PackedPiece]]
_PIECE_BYTES = 1 << 16
_ENCRYPTED = 1  # the flag of a zip entry (APPNOTE 4.4.4)


class Relationship(NamedTuple):
    """`target` is a part's name, or an address where `external`."""

    id: str
    kind: str
    target: str
    external: bool

    @property
    def short(self) -> str:
        """The last word of its type: `worksheet`, `comments` and so on."""
        return self.kind.rpartition("/")[2]


class Package:
    """The parts of a package by name (without the leading slash), and the changes to be saved.

    Attributes:
        saved: the digests of the changed parts, as they lie in the file that they were saved to.
    """

    def __init__(self, file: Path | BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._changed: dict[str, Content | None] = {}
        self._by_fold = {_folded_path(name): name for name in self._infos}
        self._undoings: dict[str, list[Undoing]] = {}
        self.saved: dict[str, bytes] = {}

    @property
    def is_odd(self) -> bool:
        """True if a change could do harm, for the names or entries are not as they should be.

        Names occur twice (programs differ in which they read) or lead out of the package, or an
        entry is encrypted.
        """
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        return (
            len(self._by_fold) < len(infos)
            or any(map(_is_odd_name, self._infos))
            or any(info.flag_bits & _ENCRYPTED for info in infos)
        )

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """All parts there will be when it is saved."""
        names = dict.fromkeys([*self._infos, *self._changed])
        return [name for name in names if self._exists(name)]

    @property
    def touched(self) -> set[str]:
        """Parts added, changed or removed."""
        return set(self._changed)

    def find(self, name: str) -> str | None:
        """The part of that name, whatever its case (ECMA-376 part 2, § 6.2.2.3)."""
        stored = self._by_fold.get(_folded_path(name), name)
        if self._exists(stored):
            return stored
        return None

    def _exists(self, name: str) -> bool:
        """True if there will be a part of just that name, when it is saved."""
        if name in self._changed:
            return self._changed[name] is not None
        return name in self._infos

    def read(self, name: str) -> bytes:
        """A part's bytes, as changed so far."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The same, piece by piece."""
        changed = self._changed.get(name)
        if isinstance(changed, Packed):
            yield changed.unpacked
        elif callable(changed):
            yield from map(unpacked, changed())
        elif changed is None:
            with self._zip.open(name) as part:
                yield from iter(partial(part.read, _PIECE_BYTES), b"")
        else:
            yield changed

    def content(self, name: str) -> Content | None:
        """What a part was given; None where it was given nothing."""
        return self._changed.get(name)

    def packed(self, name: str) -> bytes:
        """The bytes of a part that is not changed, as they lie in the file."""
        return packed_bytes(self._zip, name)

    def edit(self, name: str, edits: Edits) -> None:
        """Change a part by edits that can be undone, so that it can be seen that no more was."""
        is_new = name in self._changed and name not in self._undoings
        undoings = [*self._undoings.get(name, []), edits.undoing]
        self.put(name, edits.result)
        if name in self._changed and not is_new:
            self._undoings[name] = undoings

    def pack(self, name: str) -> None:
        """Keep a part that no more is done to as it will lie in the file, a tenth of its size."""
        changed = self._changed.get(name)
        if isinstance(changed, bytes):
            self._changed[name] = pack([changed])

    def undoings(self, name: str) -> Sequence[Undoing] | None:
        """The edits of a part, the last first; None where it was changed in another way."""
        undoings = self._undoings.get(name)
        if undoings is None:
            return None
        return undoings[::-1]

    def put(self, name: str, content: Content) -> None:
        """Change or add a part; one that comes out as it was is not touched."""
        self._undoings.pop(name, None)
        if isinstance(content, bytes) and name in self._infos and self._zip.read(name) == content:
            self._changed.pop(name, None)
        else:
            self._changed[name] = content
        self._by_fold.setdefault(_folded_path(name), name)

    def add(self, pattern: str, content: Content, content_type: str) -> str:
        """A new part, named by `pattern` with the first number that no part has; its name."""
        names = (pattern.format(number) for number in itertools.count(1))
        name = next(name for name in names if self.find(name) is None)
        self.put(name, content)
        # Some programs leave the type of a part that is gone; a name with two types is damage.
        self._forget_type(name)
        types = self._type_tree()
        edits = Edits(self.read(TYPES))
        attributes = f'PartName={quoteattr("/" + name)} ContentType="{content_type}"'
        edits.append(types, f"<{types.prefix}Override {attributes}/>")
        self.put(TYPES, edits.result)
        return name

    def remove(self, name: str) -> None:
        """Take out a part with its relationships and its content type."""
        self._forget_type(name)
        self._drop(name)
        relationships = self.find(_relationships_part(name))
        if relationships is not None:
            self._drop(relationships)

    def _drop(self, name: str) -> None:
        if name in self._infos:
            self._changed[name] = None
        else:
            self._changed.pop(name, None)

    def _forget_type(self, name: str) -> None:
        edits = Edits(self.read(TYPES))
        for override in self._overrides(name):
            edits.remove(override)
        self.put(TYPES, edits.result)

    def _overrides(self, name: str) -> Iterator[Node]:
        """The elements that give the part of that name a content type of its own."""
        for override in self._type_tree().all("Override"):
            if _folded_path(override.attributes.get("PartName", "").lstrip("/")) == _folded_path(
                name
            ):
                yield override

    def content_type(self, name: str) -> str:
        """The content type of a part: its own, or that of its ending (§ 7.2.3.4); "" for none."""
        ending = name.rpartition(".")[2].casefold()
        defaults = (
            node
            for node in self._type_tree().all("Default")
            if node.attributes.get("Extension", "").casefold() == ending
        )
        node = next(itertools.chain(self._overrides(name), defaults), None)
        if not node:
            return ""
        return node.attributes.get("ContentType", "")

    def _type_tree(self) -> Node:
        name = self.find(TYPES)
        if name != TYPES:
            raise Untouchable("patch.damaged")
        return parse_xml(self.read(TYPES))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Relationships of a part ("" for the package), by id (§ 6.5)."""
        name = self.find(_relationships_part(part))
        if name is None:
            return {}
        relations = (
            self._relationship(part, node)
            for node in parse_xml(self.read(name)).all("Relationship")
        )
        return {relation.id: relation for relation in relations}

    def _relationship(self, part: str, node: Node) -> Relationship:
        id_, kind, target = (node.attributes.get(name, "") for name in ("Id", "Type", "Target"))
        if node.attributes.get("TargetMode") == "External":
            return Relationship(id_, kind, target, external=True)
        # Relative to the folder of the part; `join` leaves a target that begins with / as it is.
        whole = posixpath.join("/", posixpath.dirname(part), target)
        target = posixpath.normpath(whole).lstrip("/").partition("#")[0]
        return Relationship(id_, kind, self.find(target) or target, external=False)

    def related(self, part: str, short: str) -> Relationship | None:
        """The first relationship of `part` whose type ends in `short`, to a part that is there."""
        for relation in self.relationships(part).values():
            if relation.short == short and not relation.external and self.find(relation.target):
                return relation
        return None

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate `part` to another; the new relationship's id."""
        taken = self.relationships(part)
        ids = (f"rId{number}" for number in itertools.count(1))
        id_ = next(free for free in ids if free not in taken)
        new = Relationship(id_, kind, target, external=False)
        name = self.find(_relationships_part(part))
        if name is None:
            self.put_relationships(part, [new])
        else:
            edits = Edits(self.read(name))
            root = parse_xml(edits.xml)
            edits.append(root, _relationship_xml(part, new, root.prefix))
            self.put(name, edits.result)
        return id_

    def put_relationships(self, part: str, relations: Sequence[Relationship]) -> None:
        """Give a new part these relationships."""
        if not relations:
            return
        content = "".join(_relationship_xml(part, relation) for relation in relations)
        whole = f'<Relationships xmlns="{_RELATIONSHIPS}">{content}</Relationships>'
        self.put(_relationships_part(part), (_DECLARATION + whole).encode())

    def unrelate(self, part: str, id_: str) -> None:
        """Take a relationship out; the last takes its whole part with it."""
        name = self.find(_relationships_part(part))
        if name is None:
            return
        edits = Edits(self.read(name))
        root = parse_xml(edits.xml)
        nodes = list(root.all("Relationship"))
        gone = [node for node in nodes if node.attributes.get("Id") == id_]
        if len(gone) == len(nodes):
            self.remove(name)
            return
        for node in gone:
            edits.remove(node)
        self.put(name, edits.result)

    def save(self, file: Path | BinaryIO) -> None:
        """Write the package to `file`; parts of ours have no date: the same give the same bytes."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for info in self._zip.infolist():
                if info.filename not in self._changed:
                    copy_entry(self._zip, info, new)
                else:
                    self._write(info.filename, new)
            for name in self._changed:
                if name not in self._infos:
                    self._write(name, new)

    def _write(self, name: str, new: zipfile.ZipFile) -> None:
        content = self._changed[name]
        if callable(content):
            content = pack(content())
        elif isinstance(content, bytes):
            content = pack([content])
        if content is not None:
            self.saved[name] = digest_of_part(content.data)
            write_entry(name, content, new)


def _folded_path(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _is_odd_name(name: str) -> bool:
    return "\\" in name or name.startswith("/") or ".." in name.split("/")


def _relationship_xml(part: str, relation: Relationship, prefix: str = "") -> str:
    """The element of a relationship of `part`, in a relationships part with that prefix."""
    target, mode = relation.target, ' TargetMode="External"'
    if not relation.external:
        target, mode = f"/{target}", ""
        # From an unusual folder « ../xl/… » leads several readers astray; the whole path does not.
        if part.startswith("xl/") or "/" not in part:
            target = posixpath.relpath(target, posixpath.join("/", posixpath.dirname(part)))
    kind = quoteattr(relation.kind)
    attributes = f'Id="{relation.id}" Type={kind} Target={quoteattr(target)}{mode}'
    return f"<{prefix}Relationship {attributes}/>"


def _relationships_part(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")
