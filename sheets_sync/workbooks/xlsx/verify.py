"""Read a workbook that was written, before it takes the place of the old one, and compare."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from forms.values import Cell
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Content, Formula, Link, Sparkline
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.drawing.fill import text_as_read
from sheets_sync.workbooks.xlsx.extend import as_read
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import refuse_damaged
from sheets_sync.workbooks.xlsx.sparse import is_sparse, read_cells

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

# (row, column) → what stands there, from 0.
_Cells: TypeAlias = dict[tuple[int, int], Cell]


def verify(old: Path, new: Path, package: Package, update: WorkbookUpdate) -> None:
    """Raise `Refusal` where `new` is not `old` with just what was to be written.

    Args:
        package: `old` with its changes, which was saved as `new`.
    """
    from python_calamine import CalamineWorkbook

    wrong = _wrong_part(old, new, package.touched)
    if wrong is not None:
        raise Refusal("publish.wrong", file=old.name, what=wrong)
    for name in package.touched & set(package.names):
        if name.endswith((".xml", ".rels")):
            refuse_damaged(package.pieces(name))
    with (
        CalamineWorkbook.from_path(str(old)) as before,
        CalamineWorkbook.from_path(str(new)) as after,
    ):
        staffs = _touched_tabs(package, [*update.feedback, *update.added])
        wrong = (
            _wrong_list_of_tabs(before, after, update.sheets)
            or _wrong_staffs_tab(_Read(old, before), _Read(new, after), staffs, update.added)
            or _wrong_sheet(after, update.sheets)
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


def _wrong_list_of_tabs(
    before: CalamineWorkbook, after: CalamineWorkbook, sheets: Sequence[Sheet]
) -> str | None:
    new = [sheet.name for sheet in sheets if sheet.name not in before.sheet_names]
    is_right = after.sheet_names == [*before.sheet_names, *new]
    if is_right:
        return None
    return sentence("workbooks.tabs")


def _touched_tabs(package: Package, tabs: Sequence[str]) -> list[str]:
    book = Book(package)
    return [tab for tab in dict.fromkeys(tabs) if book.sheet_part(tab) in package.touched]


def _wrong_staffs_tab(
    before: _Read,
    after: _Read,
    tabs: Sequence[str],
    added: Mapping[str, Additions],
) -> str | None:
    """The first tab of the staff that has other values than it had and was given."""
    for tab in tabs:
        expected = before.filled(tab) | _added(added.get(tab, Additions()))
        left = {at: cell for at, cell in expected.items() if cell != ""}
        if left != after.filled(tab):
            return tab
    return None


def _wrong_sheet(after: CalamineWorkbook, sheets: Sequence[Sheet]) -> str | None:
    """The first of our sheets that does not have its values."""
    return next(
        (sheet.name for sheet in sheets if not _holds(_tab_rows(after, sheet.name), sheet)), None
    )


def _tab_rows(book: CalamineWorkbook, tab: str) -> list[list[Cell]]:
    return cast("list[list[Cell]]", book.get_sheet_by_name(tab).to_python(skip_empty_area=False))


class _Read:
    """A workbook to be read again."""

    def __init__(self, path: Path, book: CalamineWorkbook) -> None:
        self._path, self._book = path, book
        package = Package(path)
        inside = Book(package)
        self._parts = {tab: inside.sheet_part(tab) for tab in book.sheet_names}
        package.close()

    def filled(self, tab: str) -> _Cells:
        """The cells of a tab that are not empty."""
        part = self._parts[tab]
        if part:
            with zipfile.ZipFile(self._path) as package:
                xml = package.read(part)
            if is_sparse(xml):
                cells = read_cells(self._path, tab, part, xml)
                return {at: cell for at, cell in cells.items() if cell != ""}
        filled: _Cells = {}
        for row, cells_of_row in enumerate(_tab_rows(self._book, tab)):
            filled |= {(row, nth): cell for nth, cell in enumerate(cells_of_row) if cell != ""}
        return filled


def _added(new: Additions) -> _Cells:
    cells: _Cells = {(column.row, column.column): column.header for column in new.columns}
    cells |= {(edit.row, edit.column): as_read(edit.now, edit.dated) for edit in new.edits}
    for row in new.rows:
        for column, value in row.cells.items():
            cells[row.row, column] = as_read(value, column in row.dated)
    return cells


def _holds(rows: list[list[Cell]], sheet: Sheet) -> bool:
    """True if the plain texts and numbers of `sheet` are in `rows` at their places."""
    for block in sheet.blocks:
        width = len(block.roles)
        for number, values in enumerate(block.rows, block.top):
            cells = rows[number][block.left : block.left + width] if number < len(rows) else []
            # Where a sheet ends, empty cells are left out.
            cells += [""] * (width - len(cells))
            if not all(map(_reads_as, values, cells)):
                return False
    return True


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
