"""Read a workbook that was written, before it takes the place of the old one, and compare."""

from __future__ import annotations

import io
import itertools
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from forms.values import Cell
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Content, Formula, Link, Sparkline
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.drawing.fill import text_as_read
from sheets_sync.workbooks.xlsx.drawing.row_pieces import FilledSheet, filled_sheets
from sheets_sync.workbooks.xlsx.drawing.writer import blocks_by_row
from sheets_sync.workbooks.xlsx.extend import as_read
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.packing import packed_bytes
from sheets_sync.workbooks.xlsx.parts.undoing import Undoing, digest_of_part
from sheets_sync.workbooks.xlsx.parts.xml_edit import refuse_damaged
from sheets_sync.workbooks.xlsx.rows.formulas import formula_texts
from sheets_sync.workbooks.xlsx.sparse import is_sparse, read_cells
from sheets_sync.workbooks.xlsx.usual_form import reads_otherwise

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

# (row, column) → what stands there, from 0.
_Cells: TypeAlias = dict[tuple[int, int], Cell]
_PIECE_BYTES = 1 << 20
_READ_WITH_ANY_TAB = frozenset(
    (
        "[content_types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    )
)
"""The parts without which calamine reads no tab."""


def verify(old: Path, new: Path, package: Package, update: WorkbookUpdate) -> None:
    """Raise `Refusal` where `new` is not `old` with just what was to be written.

    Args:
        package: `old` with its changes, which was saved as `new`.
    """
    wrong = _wrong_part(old, new, package.touched)
    if wrong is not None:
        raise Refusal("publish.wrong", file=old.name, what=wrong)
    filled = filled_sheets(package)
    with zipfile.ZipFile(new) as written:
        _refuse_damaged_parts(written, package.touched - filled.keys())
        wrong = (
            _wrong_filled_part(written, package, filled)
            or _wrong_list_of_tabs(old, written, update.sheets)
            or _wrong_edited_tab(written, package, _touched_tabs(package, update))
            or _wrong_tab_with_additions(old, new, update.added)
            or _wrong_sheet(written, package, update.sheets, filled)
        )
    if wrong is not None:
        raise Refusal("publish.wrong", file=old.name, what=wrong)


def _wrong_part(old: Path, new: Path, touched: set[str]) -> str | None:
    """The first part that nothing was to be done to and is not as it was."""
    before, after = _part_checksums(old), _part_checksums(new)
    untouched = before.keys() - touched
    return next((name for name in untouched if after.get(name) != before[name]), None)


def _part_checksums(file: Path) -> dict[str, tuple[int, int]]:
    with zipfile.ZipFile(file) as package:
        return {info.filename: (info.CRC, info.file_size) for info in package.infolist()}


def _refuse_damaged_parts(written: zipfile.ZipFile, touched: set[str]) -> None:
    """Raise `Untouchable` where a part that was written is not well-formed."""
    for name in touched.intersection(written.namelist()):
        if name.endswith((".xml", ".rels")):
            with written.open(name) as part:
                refuse_damaged(iter(partial(part.read, _PIECE_BYTES), b""))


def _read_alone(written: zipfile.ZipFile, part: str = "", xml: bytes = b"") -> CalamineWorkbook:
    """The workbook with the list of its tabs, and one of them at most, which is `xml`.

    Calamine would hold all texts of the staff's tabs, and each cell of the one that is read.
    """
    from python_calamine import CalamineWorkbook

    alone = io.BytesIO()
    with zipfile.ZipFile(alone, "w") as package:
        for name in written.namelist():
            if name.casefold() in _READ_WITH_ANY_TAB:
                package.writestr(name, written.read(name))
        if part:
            package.writestr(part, xml)
    alone.seek(0)
    return CalamineWorkbook.from_filelike(alone)


def _wrong_filled_part(
    written: zipfile.ZipFile, package: Package, filled: Iterable[str]
) -> str | None:
    """The first part with the many rows of a table that does not lie in the file as packed."""
    for part in filled:
        if digest_of_part(packed_bytes(written, part)) != package.saved[part]:
            return part
    return None


def _wrong_list_of_tabs(old: Path, written: zipfile.ZipFile, sheets: Sequence[Sheet]) -> str | None:
    package = Package(old)
    before = [sheet.name for sheet in Book(package).listed]
    package.close()
    new = [sheet.name for sheet in sheets if sheet.name not in before]
    with _read_alone(written) as after:
        if after.sheet_names == [*before, *new]:
            return None
    return sentence("workbooks.tabs")


def _touched_tabs(package: Package, update: WorkbookUpdate) -> dict[str, str]:
    """The tabs with feedback that were changed, and their parts; not those that got values too."""
    book = Book(package)
    parts = {tab: book.sheet_part(tab) for tab in update.feedback if tab not in update.added}
    return {tab: part for tab, part in parts.items() if part and part in package.touched}


def _wrong_edited_tab(
    written: zipfile.ZipFile, package: Package, parts: Mapping[str, str]
) -> str | None:
    """The first tab that is not what it was but for fills and for the name of its notes.

    Its bytes as they were written become again those of before where the edits are undone. This
    sees more than reading its cells, and takes a tenth of the time.
    """
    for tab, part in parts.items():
        undoings = package.undoings(part)
        if undoings is None or not _is_undone(written.read(part), undoings):
            return tab
    return None


def _is_undone(xml: bytes, undoings: Sequence[Undoing]) -> bool:
    for undoing in undoings:
        before = undoing.undone(xml)
        if before is None or undoing.has_values:
            return False
        xml = before
    return True


def _wrong_tab_with_additions(old: Path, new: Path, added: Mapping[str, Additions]) -> str | None:
    """The first tab of the staff that has other values than it had and was given."""
    from python_calamine import CalamineWorkbook

    if not added:
        return None
    with (
        CalamineWorkbook.from_path(str(old)) as book_before,
        CalamineWorkbook.from_path(str(new)) as book_after,
    ):
        before, after = _Read(old, book_before), _Read(new, book_after)
        for tab, additions in added.items():
            expected = _moved(before.filled(tab), additions) | _added(additions)
            left = {at: cell for at, cell in expected.items() if cell != ""}
            there = after.filled(tab)
            # What a formula comes to is not known before a program computes it.
            for at in after.uncomputed(tab, there):
                left.pop(at, None)
            if left != there:
                return tab
    return None


def _moved(cells: _Cells, new: Additions) -> _Cells:
    """The cells with those below inserted rows where they are then."""
    if not new.inserted:
        return cells
    first, count = new.inserted[0].row, len(new.inserted)
    return {
        (row + count if row >= first else row, column): cell
        for (row, column), cell in cells.items()
    }


def _wrong_sheet(
    written: zipfile.ZipFile,
    package: Package,
    sheets: Sequence[Sheet],
    filled: Mapping[str, FilledSheet],
) -> str | None:
    """The first of our sheets that does not have its values, but for rows that are known."""
    book = Book(package)
    for sheet in sheets:
        part = book.sheet_part(sheet.name) or ""
        rows = _rows_written(written, sheet.name, part, filled.get(part))
        if not _holds(rows, sheet):
            return sheet.name
    return None


def _rows_written(
    written: zipfile.ZipFile, tab: str, part: str, filled: FilledSheet | None
) -> Iterator[list[Cell] | None]:
    """The rows of a tab, one after the other; None for one that is known.

    Raises:
        Untouchable: they are not well-formed.
    """
    if filled is None:
        with _read_alone(written, part, written.read(part)) as book:
            yield from _rows_of(book, tab)
        return
    # The pieces lie in the file as they are here: each is read as if no other rows were there.
    for rows, xml in filled.readable():
        if xml is None:
            yield from itertools.repeat(None, len(rows))
            continue
        refuse_damaged([xml])
        with _read_alone(written, part, xml) as book:
            yield from _just_these_rows(book, tab, rows)


def _just_these_rows(book: CalamineWorkbook, tab: str, rows: range) -> Iterator[list[Cell]]:
    """Rows of a tab that has no others."""
    sheet = book.get_sheet_by_name(tab)
    first, left = sheet.start or (rows.stop, 0)
    there = ([*[""] * left, *cast("list[Cell]", cells)] for cells in sheet.to_python())
    empty: itertools.repeat[list[Cell]] = itertools.repeat([])
    above = itertools.islice(empty, max(0, first - rows.start))
    return itertools.islice(itertools.chain(above, there, empty), len(rows))


def _rows_of(book: CalamineWorkbook, tab: str) -> Iterator[list[Cell]]:
    """The rows of a tab, one after the other: many are never held at once."""
    sheet = book.get_sheet_by_name(tab)
    _, left = sheet.start or (0, 0)
    for cells in sheet.iter_rows():
        # Rows begin at the first column that has something in it.
        yield [*[""] * left, *cast("list[Cell]", cells)]


class _Read:
    """A workbook to be read again."""

    def __init__(self, path: Path, book: CalamineWorkbook) -> None:
        self._path, self._book = path, book
        package = Package(path)
        inside = Book(package)
        self._parts = {tab: inside.sheet_part(tab) for tab in book.sheet_names}
        package.close()

    def uncomputed(self, tab: str, filled: _Cells) -> list[tuple[int, int]]:
        """The cells of a tab with a formula and no value."""
        computed = ((row - 1, column - 1) for row, column in formula_texts(self._xml(tab)))
        return [at for at in computed if at not in filled]

    def _xml(self, tab: str) -> bytes:
        with zipfile.ZipFile(self._path) as package:
            return package.read(self._parts[tab] or "")

    def filled(self, tab: str) -> _Cells:
        """The cells of a tab that are not empty."""
        part = self._parts[tab]
        if part:
            xml = self._xml(tab)
            if is_sparse(xml) or reads_otherwise(xml):
                cells = read_cells(self._path, tab, part, xml)
                return {at: cell for at, cell in cells.items() if cell != ""}
        filled: _Cells = {}
        for row, cells_of_row in enumerate(_rows_of(self._book, tab)):
            filled |= {(row, nth): cell for nth, cell in enumerate(cells_of_row) if cell != ""}
        return filled


def _added(new: Additions) -> _Cells:
    cells: _Cells = {(column.row, column.column): column.header for column in new.columns}
    cells |= {(edit.row, edit.column): as_read(edit.now, edit.dated) for edit in new.edits}
    for row in new.rows:
        for column, value in row.cells.items():
            cells[row.row, column] = as_read(value, column in row.dated)
    return cells


def _holds(rows: Iterator[list[Cell] | None], sheet: Sheet) -> bool:
    """True if the plain texts and numbers of `sheet` are in `rows` at their places."""
    for row, blocks in blocks_by_row(sheet.blocks, None):
        cells = next(rows, [])
        if cells is None:
            continue
        for block in blocks:
            values = block.rows[row - block.top]
            if not _row_holds(cells, values, block):
                return False
    return True


def _row_holds(cells: list[Cell], values: Sequence[Content], block: Block) -> bool:
    width = len(block.roles)
    there = cells[block.left : block.left + width]
    # Nearly all rows are the same, text for text; only of the others each cell is looked at.
    if list(map(_comparable_value, values)) == there:
        return True
    # Where a sheet ends, empty cells are left out.
    there += [""] * (width - len(there))
    return all(map(_reads_as, values, there))


def _comparable_value(value: Content) -> object:
    if value is None:
        return ""
    if isinstance(value, Link):
        return value.text
    return value


def _reads_as(value: Content, cell: Cell) -> bool:
    if value is None or isinstance(value, Sparkline):
        return cell == ""
    if isinstance(value, Formula):
        return _reads_as(value.value, cell)
    if isinstance(value, Link):
        return _reads_as(value.text, cell)
    if isinstance(value, str):
        return cell == text_as_read(value)
    if isinstance(value, float) and isinstance(cell, float | int):
        # The file has 16 digits of a number, which may read as its neighbour.
        return math.isclose(value, cell, rel_tol=1e-12)
    return value == cell
