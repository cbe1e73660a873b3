"""Sheets with cells far from the rest, read as what they hold.

calamine makes room for every cell between A1 and the last one: a space typed in XFD1048576 asks it
for seventeen thousand million cells, and it ends the process. So the extent of a sheet is known
from the XML's own cells before it is asked. Of a sheet that is too sparse, it is given the cells
alone, one below the other, and reads them as it reads any.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from forms.headers.matching import cell_position, letters
from forms.values import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

Position: TypeAlias = tuple[int, int]
"""Row and column, from 0."""
MOST_AREA = 2_000_000
"""Rows × columns that a tab is held in, whatever it has in them."""
_SPARSE = 20
"""In a larger one at least one of so many places has a cell."""
# To look at each cell takes longer than to read the sheet. Without a cell from row 2,800 or from
# column AAA on it is within 2 million places; so it is without one from row 25,000 or from CA on.
# The patterns begin with letters: so they are found fast.
_FAR = re.compile(rb"""r=["'](?:[A-Za-z]{3,}\d|[A-Za-z]{1,2}(?:2[89]\d\d|[3-9]\d{3}|\d{5}))""")
_FAR_OF_NARROW = re.compile(
    rb"""r=["'](?:[A-Za-z]{3,}\d|[C-Zc-z][A-Za-z]\d|[A-Za-z]{1,2}(?:2[5-9]\d{3}|[3-9]\d{4}|\d{6}))"""
)
_REFERENCE = re.compile(rb"""<(?:[\w.-]+:)?c\s(?:[^>]*?\s)?r=["']([A-Za-z]+)(\d+)""")
# The last column is XFD: what has more letters is no address, and a million of them no number.
_NO_ADDRESS = re.compile(rb"""<(?:[\w.-]+:)?c\s(?:[^>]*?\s)?r=["'][A-Za-z]{4}""")
_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d+):([A-Z]{1,3}\d+)""")
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROWS_BELOW_ONE_ANOTHER = 1_000_000


@dataclass(frozen=True)
class SparseRows:
    """The rows of a sparse sheet, those without a cell being one and the same list.

    Attributes:
        beyond: the addresses of the filled cells so far away that no row holds them.
    """

    rows: list[list[Cell]]
    beyond: Sequence[str]


def is_sparse(xml: bytes) -> bool:
    """Whether the cells of a sheet are too few for the room that they span.

    ValueError where one has an address that no spreadsheet has.
    """
    if not (_FAR.search(xml) and _FAR_OF_NARROW.search(xml)):
        return False
    if _NO_ADDRESS.search(xml):
        raise ValueError("a cell beyond the last column")
    rows = columns = count = 0
    widths: dict[bytes, int] = {}
    for column, row in map(re.Match.groups, _REFERENCE.finditer(xml)):
        if column not in widths:
            widths[column] = cell_position(f"{column.decode().upper()}1")[1]
        columns = max(columns, widths[column])
        rows = max(rows, int(row))
        count += 1
    return not _is_room_for(count, rows, columns)


def _is_room_for(count: int, rows: int, columns: int) -> bool:
    """Whether so many cells are enough for the rows and columns that they span."""
    return rows * columns <= max(MOST_AREA, _SPARSE * count)


def merged_ranges(xml: bytes) -> list[tuple[int, int, int, int]]:
    """The merged ranges of a sheet as (top, left, bottom, right), from 0."""
    ranges = []
    for first, last in _MERGED.findall(xml):
        (top, left), (bottom, right) = cell_position(first.decode()), cell_position(last.decode())
        ranges.append((top - 1, left - 1, bottom - 1, right - 1))
    return ranges


def read_cells(path: Path, tab: str, part: str, xml: bytes) -> dict[Position, Cell]:
    """The cells of a tab that have something in them, with what calamine reads there."""
    from lxml import etree
    from python_calamine import CalamineWorkbook

    options = etree.XMLParser(resolve_entities=False, huge_tree=True)
    positions: list[Position] = []
    pieces: list[bytes] = []
    for position, cell in _numbered_cells(etree.fromstring(xml, options)):
        row = len(positions) % _ROWS_BELOW_ONE_ANOTHER + 1
        cell.set("r", f"{letters(len(positions) // _ROWS_BELOW_ONE_ANOTHER)}{row}")
        pieces.append(b'<row r="%d">%b</row>' % (row, etree.tostring(cell, with_tail=False)))
        positions.append(position)
    content = b"".join(pieces)
    sheet = b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>'
    package = _with_sheet(path, part, sheet % (_SHEET.encode(), content))
    with CalamineWorkbook.from_filelike(package) as book:
        sheet_rows = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
    rows = cast("list[list[Cell]]", sheet_rows)
    read: dict[Position, Cell] = {}
    for index, position in enumerate(positions):
        column, row = divmod(index, _ROWS_BELOW_ONE_ANOTHER)
        # Where a sheet ends, empty cells are left out.
        is_there = row < len(rows) and column < len(rows[row])
        read[position] = rows[row][column] if is_there else ""
    return read


def as_rows(cells: Mapping[Position, Cell]) -> SparseRows:
    """The rows of a sheet from its cells, up to where most of them are."""
    filled = [position for position, cell in cells.items() if not _is_blank(cell)]
    height, width = _room(filled)
    empty: list[Cell] = [""] * width
    rows = [empty] * height
    for (row, column), cell in cells.items():
        if row >= height or column >= width:
            continue
        # A row of its own as soon as it has a cell: what is put into it is put there alone.
        if rows[row] is empty:
            rows[row] = [""] * width
        rows[row][column] = cell
    beyond = sorted((row, column) for row, column in filled if row >= height or column >= width)
    return SparseRows(rows, [f"{letters(column)}{row + 1}" for row, column in beyond])


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _room(filled: Sequence[Position]) -> Position:
    """Rows and columns, no more than there is room for, that hold as many cells as can be.

    What is far away is far to the right or far below: that which takes fewer cells is left out.
    """
    by_column = _longest_prefix(sorted(filled, key=lambda position: position[1]))
    by_row = _longest_prefix(sorted(filled))
    _, height, width = max(by_column, by_row)
    return height, width


def _longest_prefix(ordered: Sequence[Position]) -> tuple[int, int, int]:
    """How many of the first cells fit, with the rows and columns that they take."""
    best = (0, 0, 0)
    height = width = 0
    for count, (row, column) in enumerate(ordered, 1):
        height, width = max(height, row + 1), max(width, column + 1)
        if _is_room_for(count, height, width):
            best = (count, height, width)
    return best


def _numbered_cells(sheet: _Element) -> Iterator[tuple[Position, _Element]]:
    """Every cell with something in it, and where it is.

    A row or a cell without a number follows the one before it (§ 18.3.1.73, § 18.3.1.4).
    """
    row_index = -1
    for row in sheet.iterfind("{*}sheetData/{*}row"):
        number = row.get("r")
        row_index = row_index + 1 if number is None else int(number) - 1
        column_index = -1
        for cell in row.iterfind("{*}c"):
            reference = cell.get("r")
            position = (row_index, column_index + 1)
            if reference is not None:
                row_number, column_number = cell_position(reference)
                position = (row_number - 1, column_number - 1)
            column_index = position[1]
            if len(cell):
                yield position, cell


def _with_sheet(path: Path, part: str, xml: bytes) -> io.BytesIO:
    """The package with other XML in one sheet's part; without pictures, which no cell needs."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            if info.filename == part:
                new.writestr(info.filename, xml)
            elif "media/" not in info.filename:
                new.writestr(info.filename, old.read(info))
    made.seek(0)
    return made
