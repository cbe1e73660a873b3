"""Inspection for what calamine leaves out: error cells, formulas never computed, what is hidden.

Reading a large sheet as XML takes long, and most have nothing of the kind: only the rows in whose
bytes there is a sign of it are read.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from forms.headers.matching import cell_position, letters
from forms.values import BrokenCell, Cell
from sheets_sync.workbooks.xlsx.sparse import MOST_AREA

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_COLUMNS = 16_384
# What stands in a sheet's XML where there may be an error cell, something hidden, or a formula
# without a result.
_SIGNS = {
    b't="e"': (b't="e"',),
    b"hidden=": (b'hidden="1"', b'hidden="true"'),
    # No spreadsheet program writes these: one look for the sign is the fastest of all.
    b"'": (b"t='e'", b"hidden='1'"),
    b"f>": (b"f></", b"f><v></", b"f><v/>"),
    b"f/": (b"f/>",),
}
"""By a beginning without which none of them is there: each search goes through all of a sheet."""
# A number beyond what a computer holds: no spreadsheet writes one, other programs do.
_NOT_FINITE = re.compile(rb"v>\s*[-+]?(?:[nNiI]|[\d.]+[eE]\+?\d{3}|\d{300})")
# The same wider and faster: what it does not find needs no closer look.
_MAYBE_NOT_FINITE = re.compile(rb"<v>(?:[-+\snNiI]|[\d.]+[eE]|\d{300})")
_HIDDEN = "[@hidden='1' or @hidden='true']"
# ECMA-376 part 1, § 18.3.1.4: `t="e"` holds an error; a formula without `v` was never computed, but
# with `t="str"`, where its result is "".
_BROKEN = (
    "x:sheetData/x:row/x:c[@t='e' or (x:f and not(x:v[text()]) and not(x:is) and not(@t='str'))]"
)


class Inspected(NamedTuple):
    """What calamine leaves out of a sheet.

    Attributes:
        hidden_rows, hidden_columns: from 0.
        beyond: the addresses of broken cells so far away that no row holds them.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    beyond: Sequence[str] = ()


def inspect_sheet(xml: bytes, rows: list[list[Cell]]) -> Inspected:
    """Put broken cells into `rows`, where calamine has them as empty."""
    from lxml import etree

    if _has_infinite(xml):
        _mark_infinite(rows)
    signs = sorted(_places_of_signs(xml))
    if not signs:
        return Inspected()
    options = etree.XMLParser(resolve_entities=False, huge_tree=True)
    sheet = etree.fromstring(_rows_with_signs(xml, signs), options)
    names = {"x": etree.QName(sheet).namespace or ""}
    hidden_columns: set[int] = set()
    for column in _find(sheet, f"x:cols/x:col{_HIDDEN}", names):
        # One `col` may stand for all columns to the end of the sheet.
        last = min(int(column.get("max", "1")), _MAX_COLUMNS)
        hidden_columns.update(range(int(column.get("min", "1")) - 1, last))
    hidden_rows = {_row_index(row) for row in _find(sheet, f"x:sheetData/x:row{_HIDDEN}", names)}
    beyond = []
    for cell in _find(sheet, _BROKEN, names):
        row_index, column_index = _address_of(cell)
        if _has_room(rows, row_index, column_index):
            _put_cell(rows, row_index, column_index, BrokenCell(_error_in(cell)))
        else:
            beyond.append(f"{letters(column_index)}{row_index + 1}")
    return Inspected(frozenset(hidden_rows), frozenset(hidden_columns), beyond)


def _has_infinite(xml: bytes) -> bool:
    # A prefix of a namespace stands before the v: « <x:v> ».
    if b":v>" not in xml and not _MAYBE_NOT_FINITE.search(xml):
        return False
    return _NOT_FINITE.search(xml) is not None


def _mark_infinite(rows: list[list[Cell]]) -> None:
    """Make broken cells of numbers that are none: no date and no count can be made of them."""
    for cells in rows:
        for column, cell in enumerate(cells):
            if isinstance(cell, float) and not math.isfinite(cell):
                cells[column] = BrokenCell("#NUM!")


def _rows_with_signs(xml: bytes, signs: Sequence[int]) -> bytes:
    """The sheet with just the rows that have one of `signs`.

    Whole where its rows have no numbers of their own: each is then one after those before it.
    """
    data = re.search(rb"<(\w+:)?sheetData\b[^>]*>", xml)
    root = re.search(rb"<(?:\w+:)?worksheet\b", xml)
    if data is None or root is None or xml[data.end() - 2 : data.end()] == b"/>":
        return xml
    prefix = data[1] or b""
    opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row>"
    rows, end, last = [], data.end(), xml.rfind(b"sheetData>")
    for sign in signs:
        if not end <= sign < last:
            continue
        start = xml.rfind(opening, end, sign)
        close = xml.find(closing, sign)
        if start < 0 or close < 0 or b' r="' not in xml[start : xml.index(b">", start)]:
            return xml
        end = close + len(closing)
        rows.append(xml[start:end])
    tail = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
    return xml[: data.end()] + b"".join(rows) + tail


def _places_of_signs(xml: bytes) -> Iterator[int]:
    # `find` is far faster than a pattern, and most signs are not there at all
    present = (signs for beginning, signs in _SIGNS.items() if beginning in xml)
    for sign in itertools.chain.from_iterable(present):
        at = xml.find(sign)
        while at >= 0:
            yield at
            at = xml.find(sign, at + 1)


def _error_in(cell: _Element) -> str:
    """The error that a cell shows; "" for a formula without a result."""
    if cell.get("t") != "e":
        return ""
    return cell.findtext("{*}v") or "#?"


def _find(element: _Element, path: str, names: dict[str, str]) -> list[_Element]:
    return cast("list[_Element]", element.xpath(path, namespaces=names))


def _row_index(row: _Element) -> int:
    """The index of a row, from 0; one without a number follows those before it (§ 18.3.1.73)."""
    number = row.get("r")
    if number is None:
        return _before(row)
    return int(number) - 1


def _address_of(cell: _Element) -> tuple[int, int]:
    """Row and column of a cell, from 0; one without a reference follows those before it."""
    reference, row = cell.get("r"), cell.getparent()
    if reference is None:
        return _row_index(row) if row is not None else 0, _before(cell)
    row_number, column_number = cell_position(reference)
    return row_number - 1, column_number - 1


def _before(element: _Element) -> int:
    return sum(1 for _ in element.itersiblings(preceding=True))


def _has_room(rows: list[list[Cell]], row: int, column: int) -> bool:
    """Whether a cell is in `rows`, or they may grow up to it: a « #REF! » in XFD1048576 may not."""
    if row < len(rows) and column < len(rows[row]):
        return True
    width = max(column + 1, len(rows[0]) if rows else 0)
    return max(row + 1, len(rows)) * width <= MOST_AREA


def _put_cell(rows: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    """Put a cell into `rows`, which grow where it lies beyond what calamine read."""
    width = len(rows[0]) if rows else 0
    if column >= width:
        # Every row is as long as the first.
        width = column + 1
        for cells in rows:
            cells.extend([""] * (width - len(cells)))
    while len(rows) <= row:
        rows.append([""] * width)
    rows[row][column] = cell
