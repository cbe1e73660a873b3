"""An Office package (ECMA-376 part 2): its parts, how they relate, their content types; untouched parts are saved as they lie."""

from __future__ import annotations

import posixpath
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple
from xml.sax.saxutils import quoteattr

from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""What the types of relationships between the parts of a workbook begin with (ECMA-376 part 1, § 12)."""
TYPES = "[Content_Types].xml"
Content = bytes | Callable[[], Iterable[bytes]]
"""A part's bytes; or what makes them piece by piece, where they are many."""


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
    """The parts of a package by name (without the leading slash), and the changes to be saved to another file."""

    def __init__(self, file: Path | BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._changed: dict[str, Content | None] = {}
        self._by_fold = {_folded(name): name for name in self._infos}

    @property
    def is_odd(self) -> bool:
        """Whether names occur twice, lead out of the package or are not as they should be, or an entry is encrypted."""
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        odd = any(
            "\\" in name or name.startswith("/") or ".." in name.split("/") for name in self._infos
        )
        return odd or len(self._by_fold) < len(infos) or any(info.flag_bits & 1 for info in infos)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """All parts there will be when it is saved."""
        return [
            name
            for name in dict.fromkeys([*self._infos, *self._changed])
            if self._changed.get(name, b"") is not None
        ]

    @property
    def touched(self) -> set[str]:
        """Parts added, changed or removed."""
        return set(self._changed)

    def find(self, name: str) -> str | None:
        """The part of that name, whatever its case (ECMA-376 part 2, § 6.2.2.3)."""
        found = self._by_fold.get(_folded(name), name)
        return (
            found
            if self._changed.get(found, b"") is not None
            and (found in self._infos or found in self._changed)
            else None
        )

    def read(self, name: str) -> bytes:
        """A part's bytes, as changed so far."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterable[bytes]:
        """The same, piece by piece."""
        changed = self._changed.get(name)
        return (
            changed()
            if callable(changed)
            else [self._zip.read(name) if changed is None else changed]
        )

    def put(self, name: str, content: Content) -> None:
        """Change or add a part; one that stays as it was is not touched."""
        if isinstance(content, bytes) and name in self._infos and self._zip.read(name) == content:
            self._changed.pop(name, None)
        else:
            self._changed[name] = content
        self._by_fold.setdefault(_folded(name), name)

    def add(self, pattern: str, content: Content, content_type: str) -> str:
        """A new part, named by `pattern` with the first free number; its name."""
        name = self.free_name(pattern)
        self.put(name, content)
        self._forget_type(name)  # some programs leave the type of a part that is gone
        types = self._type_tree()
        edits = Edits(self.read(TYPES))
        edits.append(
            types,
            f'<{types.prefix}Override PartName={quoteattr("/" + name)} ContentType="{content_type}"/>',
        )
        self.put(TYPES, edits.result)
        return name

    def free_name(self, pattern: str) -> str:
        """`pattern` with the first number that no part has yet."""
        return next(
            name
            for number in range(1, 1 << 20)
            if self.find(name := pattern.format(number)) is None
        )

    def remove(self, name: str) -> None:
        """Take out a part with its relationships and its content type."""
        self._forget_type(name)
        for gone in (name, self.find(_relationships_part(name))):
            if gone is not None and gone in self._infos:
                self._changed[gone] = None
            elif gone is not None:
                self._changed.pop(gone, None)

    def _forget_type(self, name: str) -> None:
        edits = Edits(self.read(TYPES))
        for override in self._type_tree().all("Override"):
            if _folded(override.attributes.get("PartName", "").lstrip("/")) == _folded(name):
                edits.remove(override)
        self.put(TYPES, edits.result)

    def content_type(self, name: str) -> str:
        """The content type of a part: its own, or that of its ending (§ 7.2.3.4)."""
        types = self._type_tree()
        for override in types.all("Override"):
            if _folded(override.attributes.get("PartName", "").lstrip("/")) == _folded(name):
                return override.attributes.get("ContentType", "")
        ending = name.rpartition(".")[2].casefold()
        found = (
            node.attributes
            for node in types.all("Default")
            if node.attributes.get("Extension", "").casefold() == ending
        )
        return next(found, {}).get("ContentType", "")

    def _type_tree(self) -> Node:
        name = self.find(TYPES)
        if name != TYPES:
            raise Untouchable("patch.damaged")
        return parse(self.read(TYPES))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Relationships of a part ("" for the package), by id (§ 6.5)."""
        name = self.find(_relationships_part(part))
        if name is None:
            return {}
        found = {}
        for node in parse(self.read(name)).all("Relationship"):
            target, external = (
                node.attributes.get("Target", ""),
                node.attributes.get("TargetMode") == "External",
            )
            if not external:
                whole = (
                    target
                    if target.startswith("/")
                    else posixpath.join("/", posixpath.dirname(part), target)
                )
                target = posixpath.normpath(whole).lstrip("/").partition("#")[0]
                target = self.find(target) or target
            id_ = node.attributes.get("Id", "")
            found[id_] = Relationship(id_, node.attributes.get("Type", ""), target, external)
        return found

    def related(self, part: str, short: str) -> Relationship | None:
        """The first relationship of `part` whose type ends in `short`, to a part that is there."""
        found = (
            relation for relation in self.relationships(part).values() if relation.short == short
        )
        return next(
            (
                relation
                for relation in found
                if not relation.external and self.find(relation.target)
            ),
            None,
        )

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate `part` to another; the new relationship's id."""
        taken = self.relationships(part)
        id_ = next(free for number in range(1, 1 << 20) if (free := f"rId{number}") not in taken)
        new = Relationship(id_, kind, target, external=False)
        name = self.find(_relationships_part(part))
        if name is None:
            self.put_relationships(part, [new])
        else:
            edits = Edits(self.read(name))
            root = parse(edits.xml)
            edits.append(root, _relationship(part, new, root.prefix))
            self.put(name, edits.result)
        return id_

    def put_relationships(self, part: str, relations: Sequence[Relationship]) -> None:
        """Give a new part these relationships."""
        if relations:
            lines = "".join(_relationship(part, relation) for relation in relations)
            self.put(
                _relationships_part(part),
                f'{_DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{lines}</Relationships>'.encode(),
            )

    def unrelate(self, part: str, id_: str) -> None:
        """Take a relationship out; the last takes its whole part with it."""
        name = self.find(_relationships_part(part))
        if name is None:
            return
        edits = Edits(self.read(name))
        root = parse(edits.xml)
        kept = [node for node in root.all("Relationship") if node.attributes.get("Id") != id_]
        if not kept:
            self.remove(name)
            return
        for node in root.all("Relationship"):
            if node.attributes.get("Id") == id_:
                edits.remove(node)
        self.put(name, edits.result)

    def save(self, file: Path | BinaryIO) -> None:
        """Write the package to `file`: untouched parts with the very bytes they lie in, ours with no date."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
            for info in self._zip.infolist():
                if info.filename not in self._changed:
                    self._copy(info, new)
                elif self._changed[info.filename] is not None:
                    self._write(info.filename, new)
            for name in self._changed:
                if name not in self._infos and self._changed[name] is not None:
                    self._write(name, new)

    def _write(self, name: str, new: zipfile.ZipFile) -> None:
        content = self._changed[name]
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        if isinstance(content, bytes):
            new.writestr(info, content)
        elif content:
            with new.open(info, "w", force_zip64=True) as part:
                for piece in content():
                    part.write(piece)

    def _copy(self, info: zipfile.ZipInfo, new: zipfile.ZipFile) -> None:
        """The packed bytes of an entry as they are: a local header is 30 bytes, a name and an extra field (APPNOTE 4.3.7)."""
        source, target = self._zip.fp, new.fp
        if source is None or target is None:
            raise Untouchable("patch.damaged")
        source.seek(info.header_offset)
        name_length, extra_length = struct.unpack("<HH", source.read(30)[26:30])
        source.seek(name_length + extra_length, 1)
        copy = zipfile.ZipInfo(info.filename, info.date_time)
        copy.compress_type, copy.CRC, copy.external_attr = (
            info.compress_type,
            info.CRC,
            info.external_attr,
        )
        copy.compress_size, copy.file_size, copy.create_system = (
            info.compress_size,
            info.file_size,
            info.create_system,
        )
        target.seek(new.start_dir)
        copy.header_offset = target.tell()
        target.write(copy.FileHeader())
        _copy_bytes(source, target, info.compress_size)
        new.filelist.append(copy)
        new.NameToInfo[copy.filename] = copy
        new.start_dir = target.tell()
        new._didModify = True  # type: ignore[attr-defined]  # as `ZipFile.write` does: else no directory is written


def _copy_bytes(source: IO[bytes], target: IO[bytes], count: int) -> None:
    while count:
        piece = source.read(min(count, shutil.COPY_BUFSIZE))  # type: ignore[attr-defined]  # of the standard library, not in its stubs
        if not piece:
            raise Untouchable("patch.damaged")
        target.write(piece)
        count -= len(piece)


def _folded(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _relationship(part: str, relation: Relationship, prefix: str = "") -> str:
    folder = posixpath.join("/", posixpath.dirname(part))
    target = (
        relation.target if relation.external else posixpath.relpath("/" + relation.target, folder)
    )
    mode = ' TargetMode="External"' if relation.external else ""
    return f'<{prefix}Relationship Id="{relation.id}" Type={quoteattr(relation.kind)} Target={quoteattr(target)}{mode}/>'


def _relationships_part(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")
