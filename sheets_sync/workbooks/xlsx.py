"""Read a plain `.xlsx` file with calamine, and look into its parts for the little that calamine does not tell."""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, cast

from forms.definition_file import closest
from forms.values import BrokenCell, Cell
from sheets_sync.errors import Refusal
from sheets_sync.workbooks import Grid

if TYPE_CHECKING:
    from lxml.etree import _Element

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] § 2.2: .xls, and encrypted .xlsx
MOST_BYTES = 4 << 30
MOST_RATIO = 150
MOST_PARTS = 20_000
_WORTH_A_LOOK = (b't="e"', b"t='e'", b'hidden="1"', b'hidden="true"', b"hidden='1'", b"f></", b"f/>", b"f><v></", b"f><v/>")
"""What stands in a sheet's XML where there may be an error cell, something hidden, or a formula without a result."""


class XlsxWorkbook:
    """A `.xlsx` or `.xlsm` file, opened for reading only; macros are never run."""

    def __init__(self, path: Path) -> None:
        """Open `path`; raises `Refusal` with what is wrong and what to do."""
        from python_calamine import CalamineWorkbook

        self.path, self.name = path, path.name
        _refuse_unreadable(path)
        with _readable(path):
            self._book = CalamineWorkbook.from_path(str(path))
            self._parts = _sheet_parts(path)

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return list(self._book.sheet_names)

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        with _readable(self.path):
            sheet = self._book.get_sheet_by_name(tab)
            rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
            merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
            part, date1904 = self._parts.get(tab, ("", False))
            hidden_rows, hidden_columns = self._look_into(part, rows) if part else (frozenset(), frozenset())
        return Grid(tab, rows, merged, hidden_rows, hidden_columns, date1904)

    def _look_into(self, part: str, rows: list[list[Cell]]) -> tuple[frozenset[int], frozenset[int]]:
        """Put error cells and formulas without a result into `rows` (calamine gives both as empty); what is hidden."""
        from lxml import etree

        with zipfile.ZipFile(self.path) as package:
            xml = package.read(part)
        if not any(sign in xml for sign in _WORTH_A_LOOK):
            return frozenset(), frozenset()
        sheet = etree.fromstring(_only_rows_worth_a_look(xml), etree.XMLParser(resolve_entities=False, huge_tree=True))
        names = {"x": etree.QName(sheet).namespace or ""}
        hidden_columns: set[int] = set()
        for column in _find(sheet, "x:cols/x:col[@hidden='1' or @hidden='true']", names):
            hidden_columns.update(range(int(column.get("min", "1")) - 1, min(int(column.get("max", "1")), 16384)))
        hidden = {_place(row)[0] for row in _find(sheet, "x:sheetData/x:row[@hidden='1' or @hidden='true']", names)}
        for cell in _find(sheet, _BROKEN, names):
            row, column_index = _place(cell)
            _put(rows, row, column_index, BrokenCell(cell.findtext("{*}v") or "#?" if cell.get("t") == "e" else ""))
        return frozenset(hidden), frozenset(hidden_columns)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever a damaged package makes the libraries say is one sentence for the coordinator."""
    from lxml.etree import LxmlError
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise Refusal("workbook.password", file=path.name) from error
    except (
        CalamineError,
        LxmlError,
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
    ) as error:
        raise Refusal("workbook.not_a_workbook", file=path.name) from error


def _only_rows_worth_a_look(xml: bytes) -> bytes:
    """The sheet with just the rows that `_WORTH_A_LOOK` meets; whole where its rows have no numbers of their own."""
    data = re.search(rb"<(\w+:)?sheetData\b[^>]*>", xml)
    root = re.search(rb"<(?:\w+:)?worksheet\b", xml)
    if data is None or root is None or xml[data.end() - 2 : data.end()] == b"/>":
        return xml
    prefix = data[1] or b""
    opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row>"
    kept, end, last = [], data.end(), xml.rfind(b"sheetData>")
    for place in sorted(match.start() for sign in _WORTH_A_LOOK for match in re.finditer(re.escape(sign), xml)):
        if end <= place < last:
            start = xml.rfind(opening, end, place)
            end = xml.find(closing, place) + len(closing)
            if start < 0 or end < len(closing) or b' r="' not in xml[start : xml.index(b">", start)]:
                return xml
            kept.append(xml[start:end])
    return xml[: data.end()] + b"".join(kept) + b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"


_BROKEN = "x:sheetData/x:row/x:c[@t='e' or (x:f and not(x:v[text()]) and not(x:is) and not(@t='str'))]"
"""ECMA-376 part 1, § 18.3.1.4: `t="e"` holds an error; a formula without `v` was never computed (`str`: gave "")."""


def _find(element: _Element, path: str, names: dict[str, str]) -> list[_Element]:
    return cast("list[_Element]", element.xpath(path, namespaces=names))


def _place(element: _Element) -> tuple[int, int]:
    """Row and column from 0 of a row or cell; one without a reference follows those before it (§ 18.3.1.73)."""
    reference = element.get("r")
    if element.tag.endswith("}row") or element.tag == "row":
        return (int(reference) - 1 if reference else _before(element)), 0
    parent = element.getparent()
    if reference is None or parent is None:
        return (_place(parent)[0] if parent is not None else 0), _before(element)
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - 64
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) - 1, column - 1


def _before(element: _Element) -> int:
    return sum(1 for _ in element.itersiblings(preceding=True))


def _put(rows: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    width = max(column + 1, len(rows[0]) if rows else 0)
    while len(rows) <= row:
        rows.append([""] * width)
    if len(rows[row]) <= column:
        for line in rows:
            line.extend([""] * (width - len(line)))
    rows[row][column] = cell


def _sheet_parts(path: Path) -> dict[str, tuple[str, bool]]:
    """Tab name → (its part in the package, whether the workbook counts days from 1904)."""
    from lxml import etree

    with zipfile.ZipFile(path) as package:
        names = {name.casefold(): name for name in package.namelist()}
        book_part = _targets(package, "_rels/.rels", "", "/officeDocument").get("", "xl/workbook.xml")
        book = etree.fromstring(package.read(names.get(book_part.casefold(), book_part)), etree.XMLParser(resolve_entities=False))
        folder = PurePosixPath(book_part).parent
        targets = _targets(package, f"{folder}/_rels/{PurePosixPath(book_part).name}.rels", str(folder), "/worksheet")
        properties = book.find("{*}workbookPr")
        date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        found = {}
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            target = targets.get(str(relation), "")
            if target.casefold() in names:
                found[sheet.get("name", "")] = (names[target.casefold()], date1904)
        return found


def _targets(package: zipfile.ZipFile, part: str, folder: str, kind: str) -> dict[str, str]:
    """Relationship id → part, for relationships whose type ends in `kind` (ECMA-376 part 2, § 9.3). "" holds the last."""
    from lxml import etree

    names = {name.casefold(): name for name in package.namelist()}
    if part.casefold() not in names:
        return {}
    found: dict[str, str] = {}
    for relation in etree.fromstring(package.read(names[part.casefold()]), etree.XMLParser(resolve_entities=False)):
        if str(relation.get("Type", "")).endswith(kind):
            target = str(relation.get("Target", ""))
            whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            found[str(relation.get("Id"))] = found[""] = whole
    return found


def _refuse_unreadable(path: Path) -> None:
    """Everything that can be known to be wrong before calamine opens the file."""
    if path.is_dir():
        raise Refusal("workbook.folder", file=path)
    if not path.exists():
        near = closest(path.name, [other.name for other in path.parent.glob("*.xls*")]) if path.parent.is_dir() else None
        raise Refusal("workbook.missing", file=path, hint=f" Un fichier voisin s'appelle « {near} »." if near else "")
    refuse_if_open(path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if head == COMPOUND_FILE:
                encrypted = "EncryptedPackage".encode("utf-16-le") in file.read()
                raise Refusal("workbook.password" if encrypted else "workbook.old_format", file=path.name)
    except PermissionError as error:
        raise Refusal("workbook.forbidden", file=path.name) from error
    with _readable(path), zipfile.ZipFile(path) as package:
        infos = package.infolist()
    unpacked, packed = sum(info.file_size for info in infos), max(1, path.stat().st_size)
    if unpacked > MOST_BYTES or len(infos) > MOST_PARTS or (unpacked > 64 << 20 and unpacked / packed > MOST_RATIO):
        raise Refusal("workbook.bomb", file=path.name, size=f"{unpacked / (1 << 30):.1f} Go".replace(".", ","))


def refuse_if_open(path: Path) -> None:
    """Excel (`~$name`) and LibreOffice (`.~lock.name#`) leave a file beside a workbook that someone has open."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise Refusal("workbook.open", file=path.name, who=_owner(lock), lock=lock.name)


def _owner(lock: Path) -> str:
    try:
        data = lock.read_bytes()
    except OSError:
        return "quelqu'un"
    if lock.name.startswith("~$"):  # a length byte, then the user's name
        return data[1 : 1 + data[0]].decode("cp1252", "replace").strip() or "quelqu'un" if data else "quelqu'un"
    return data.decode("utf-8", "replace").split(",")[1:2][0].strip() or "quelqu'un" if b"," in data else "quelqu'un"
