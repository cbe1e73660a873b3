"""A plain `.xlsx` file: read with calamine and a look into its parts, published into without touching what is the staff's."""

from __future__ import annotations

import contextlib
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forms.columns import place
from forms.definition_file import closest
from forms.values import BrokenCell, Cell
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome, digest, put, refuse_if_open
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Feedback, Formula, Link, Sparkline
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.compare import refuse_taken
from sheets_sync.workbooks.protocol import NONE, Grid
from sheets_sync.workbooks.xlsx.extend import as_read, extend
from sheets_sync.workbooks.xlsx.feedback import mark, notes_of_people
from sheets_sync.workbooks.xlsx.fill import text_as_read
from sheets_sync.workbooks.xlsx.insert_sheets import Book, graft
from sheets_sync.workbooks.xlsx.package import Package
from sheets_sync.workbooks.xlsx.styles import Styles, day_formats
from sheets_sync.workbooks.xlsx.writer import draw
from sheets_sync.workbooks.xlsx.xml_edit import check

if TYPE_CHECKING:
    from lxml.etree import _Element
    from python_calamine import CalamineWorkbook

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] § 2.2: .xls, and encrypted .xlsx
MOST_BYTES = 4 << 30
MOST_RATIO = 150
MOST_PARTS = 20_000
MOST_COLUMNS = 200
"""Columns of one format that are looked at: beyond, it is the format of all that is empty."""
_WORTH_A_LOOK = (
    b't="e"',
    b"t='e'",
    b'hidden="1"',
    b'hidden="true"',
    b"hidden='1'",
    b"f></",
    b"f/>",
    b"f><v></",
    b"f><v/>",
)
"""What stands in a sheet's XML where there may be an error cell, something hidden, or a formula without a result."""


class XlsxWorkbook:
    """A `.xlsx` or `.xlsm` file; macros are kept and never run."""

    notices: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        """Open `path`; raises `Refusal` with what is wrong and what to do."""
        from python_calamine import CalamineWorkbook

        self.path, self.name = path, path.name
        _refuse_unreadable(path)
        with _readable(path):
            self._book = CalamineWorkbook.from_path(str(path))
            self._digest = digest(path)
            package = Package(path)
            self._inside = Book(package)
            parts = {tab: self._inside.sheet_part(tab) for tab in self._book.sheet_names}
            self._notes = {
                tab: notes_of_people(package, part) for tab, part in parts.items() if part
            }
            styles = package.related(self._inside.part, "styles")
            self._days = (
                day_formats(package.read(styles.target))
                if styles and package.find(styles.target)
                else frozenset()
            )
            package.close()

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return list(self._book.sheet_names)

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        with _readable(self.path):
            sheet = self._book.get_sheet_by_name(tab)
            rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
            merged = tuple(
                (top, left, bottom, right)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            )
            part = self._inside.sheet_part(tab)
            xml = self._xml(part) if part else b""
            hidden_rows, hidden_columns = _look_into(xml, rows)
        notes, days = self._notes.get(tab, {}), self._day_columns(xml)
        return Grid(
            tab,
            rows,
            merged,
            hidden_rows,
            hidden_columns,
            self._inside.counts_from_1904,
            notes,
            days,
        )

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """Its path."""
        return str(self.path)

    def save(self) -> None:
        """Nothing: what is published is in the file."""

    def publish(
        self,
        sheets: Sequence[Sheet],
        feedback: Mapping[str, Mapping[str, Feedback]],
        made_on: date,
        copies: Copies,
        added: Mapping[str, Additions] = NONE,
    ) -> Outcome:
        """Put `sheets` in, in place of those of the same name, bring our marks on the tabs of `feedback` to what it says, give tabs what is `added`.

        All else stays byte for byte; a copy of the file as it was is kept. Done whole or not at all.

        Raises:
            Untouchable: it cannot be done without risk; the reason completes « car … ».
            Refusal: the file is open, was changed since it was read, or cannot be written.
        """
        if self.path.suffix.lower() not in (".xlsx", ".xlsm"):
            raise Untouchable("patch.format")
        refuse_taken(
            {
                tab: self.read(tab).rows
                for tab in self.tabs
                if tab.casefold() in {sheet.name.casefold() for sheet in sheets}
            },
            sheets,
        )
        self._book.close()

        def make(draft: Path) -> None:
            try:
                patch(draft)
            except (LookupError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise Untouchable("patch.damaged") from error

        def patch(draft: Path) -> None:
            package = Package(self.path)
            book = Book(package)
            book.refuse_untouchable()
            styles = Styles(package, book.part)
            for tab, wanted in feedback.items():
                part = book.sheet_part(tab)
                if part is not None:
                    mark(package, part, wanted, styles)
            for tab, new in added.items():
                part = book.sheet_part(tab)
                if part is None:
                    raise Untouchable("patch.damaged")
                extend(package, part, new, styles, book.counts_from_1904)
            if sheets:
                graft(book, sheets, *draw(sheets, made_on, book.counts_from_1904), styles)
            styles.save()
            package.save(draft)
            if digest(draft) != self._digest:
                _verify(self.path, draft, package, sheets, feedback, added)
            package.close()

        return put(self.path, make, copies, unchanged_since=self._digest)

    def _xml(self, part: str) -> bytes:
        with zipfile.ZipFile(self.path) as package:
            return package.read(part)

    def _day_columns(self, xml: bytes) -> frozenset[int]:
        """The columns that have a format of days of their own."""
        found: set[int] = set()
        for column in re.finditer(rb"<(?:[\w.-]+:)?col\s[^>]*>", xml[: xml.find(b"sheetData")]):
            said = {
                name.decode(): int(value)
                for name, value in re.findall(rb"\b(min|max|style)=[\"'](\d+)", column[0])
            }
            if said.get("style") in self._days:
                found.update(range(said["min"] - 1, min(said["max"], said["min"] + MOST_COLUMNS)))
        return frozenset(found)


def _look_into(xml: bytes, rows: list[list[Cell]]) -> tuple[frozenset[int], frozenset[int]]:
    """Put error cells and formulas without a result into `rows` (calamine gives both as empty); what is hidden."""
    from lxml import etree

    if not any(sign in xml for sign in _WORTH_A_LOOK):
        return frozenset(), frozenset()
    sheet = etree.fromstring(
        _only_rows_worth_a_look(xml), etree.XMLParser(resolve_entities=False, huge_tree=True)
    )
    names = {"x": etree.QName(sheet).namespace or ""}
    hidden_columns: set[int] = set()
    for column in _find(sheet, "x:cols/x:col[@hidden='1' or @hidden='true']", names):
        hidden_columns.update(
            range(int(column.get("min", "1")) - 1, min(int(column.get("max", "1")), 16384))
        )
    hidden = {
        _place(row)[0]
        for row in _find(sheet, "x:sheetData/x:row[@hidden='1' or @hidden='true']", names)
    }
    for cell in _find(sheet, _BROKEN, names):
        row, column_index = _place(cell)
        _put(
            rows,
            row,
            column_index,
            BrokenCell(cell.findtext("{*}v") or "#?" if cell.get("t") == "e" else ""),
        )
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
    except Untouchable:
        raise
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
    for found in sorted(
        match.start() for sign in _WORTH_A_LOOK for match in re.finditer(re.escape(sign), xml)
    ):
        if end <= found < last:
            start = xml.rfind(opening, end, found)
            end = xml.find(closing, found) + len(closing)
            if (
                start < 0
                or end < len(closing)
                or b' r="' not in xml[start : xml.index(b">", start)]
            ):
                return xml
            kept.append(xml[start:end])
    return (
        xml[: data.end()]
        + b"".join(kept)
        + b"</"
        + prefix
        + b"sheetData></"
        + prefix
        + b"worksheet>"
    )


_BROKEN = (
    "x:sheetData/x:row/x:c[@t='e' or (x:f and not(x:v[text()]) and not(x:is) and not(@t='str'))]"
)
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
    row, column = place(reference)
    return row - 1, column - 1


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


def _verify(
    old: Path,
    new: Path,
    package: Package,
    sheets: Sequence[Sheet],
    feedback: Mapping[str, Mapping[str, Feedback]],
    added: Mapping[str, Additions],
) -> None:
    """Open what was written and compare: untouched parts, staff's tabs, our sheets; raises `Refusal` where it is not right."""
    from python_calamine import CalamineWorkbook

    def wrong(what: str) -> Refusal:
        return Refusal("publish.wrong", file=old.name, what=what)

    with zipfile.ZipFile(old) as before, zipfile.ZipFile(new) as after:
        was, now = (
            {info.filename: (info.CRC, info.file_size) for info in book.infolist()}
            for book in (before, after)
        )
        for name in was.keys() - package.touched:
            if now.get(name) != was[name]:
                raise wrong(name)
    for name in package.touched & set(package.names):
        if name.endswith((".xml", ".rels")):
            check(package.pieces(name))
    with (
        CalamineWorkbook.from_path(str(old)) as before_book,
        CalamineWorkbook.from_path(str(new)) as after_book,
    ):
        new_tabs = [sheet.name for sheet in sheets if sheet.name not in before_book.sheet_names]
        if after_book.sheet_names != [*before_book.sheet_names, *new_tabs]:
            raise wrong("onglets")
        inside = Book(package)
        for tab in {**feedback, **added}:
            touched = inside.sheet_part(tab) in package.touched
            expected = {
                at: cell
                for at, cell in (
                    _filled(before_book, tab) | _added(added.get(tab, Additions()))
                ).items()
                if cell != ""
            }
            if touched and expected != _filled(after_book, tab):
                raise wrong(tab)
        for sheet in sheets:
            if not _holds(_cells(after_book, sheet.name), sheet):
                raise wrong(sheet.name)


def _cells(book: CalamineWorkbook, tab: str) -> list[list[Cell]]:
    return cast("list[list[Cell]]", book.get_sheet_by_name(tab).to_python(skip_empty_area=False))


def _filled(book: CalamineWorkbook, tab: str) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): cell
        for row, cells in enumerate(_cells(book, tab))
        for column, cell in enumerate(cells)
        if cell != ""
    }


def _added(new: Additions) -> dict[tuple[int, int], Cell]:
    titles: dict[tuple[int, int], Cell] = {
        (column.row, column.column): column.title for column in new.columns
    }
    changed = {(edit.row, edit.column): as_read(edit.now, edit.dated) for edit in new.edits}
    return (
        titles
        | changed
        | {
            (row.row, column): as_read(value, column in row.dated)
            for row in new.rows
            for column, value in row.cells.items()
        }
    )


def _holds(rows: list[list[Cell]], sheet: Sheet) -> bool:
    """Whether the plain texts and numbers of `sheet` are in `rows` at their places."""
    for block in sheet.blocks:
        wide = slice(block.left, block.left + len(block.roles))
        for number, values in enumerate(block.rows, block.top):
            expected = [
                "" if value is None or isinstance(value, Sparkline) else value for value in values
            ]
            found = rows[number][wide] if number < len(rows) else []
            if found != expected and any(
                not _same(value, found[place] if place < len(found) else "")
                for place, value in enumerate(expected)
            ):
                return False
    return True


def _same(value: object, cell: Cell) -> bool:
    if isinstance(value, Link | Formula):
        value = value.text if isinstance(value, Link) else value.value
    if isinstance(value, float) and isinstance(cell, float | int):
        return math.isclose(value, cell, rel_tol=1e-12)
    if isinstance(value, str):
        return cell == text_as_read(value)
    return value == cell


def _refuse_unreadable(path: Path) -> None:
    """Everything that can be known to be wrong before calamine opens the file."""
    if path.is_dir():
        raise Refusal("workbook.folder", file=path)
    if not path.exists():
        near = (
            closest(path.name, [other.name for other in path.parent.glob("*.xls*")])
            if path.parent.is_dir()
            else None
        )
        raise Refusal(
            "workbook.missing",
            file=path,
            hint=f" Un fichier voisin s'appelle « {near} »." if near else "",
        )
    refuse_if_open(path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if head == COMPOUND_FILE:
                encrypted = "EncryptedPackage".encode("utf-16-le") in file.read()
                raise Refusal(
                    "workbook.password" if encrypted else "workbook.old_format", file=path.name
                )
    except PermissionError as error:
        raise Refusal("workbook.forbidden", file=path.name) from error
    with _readable(path), zipfile.ZipFile(path) as package:
        infos = package.infolist()
    unpacked, packed = sum(info.file_size for info in infos), max(1, path.stat().st_size)
    if (
        unpacked > MOST_BYTES
        or len(infos) > MOST_PARTS
        or (unpacked > 64 << 20 and unpacked / packed > MOST_RATIO)
    ):
        raise Refusal(
            "workbook.bomb", file=path.name, size=f"{unpacked / (1 << 30):.1f} Go".replace(".", ",")
        )
