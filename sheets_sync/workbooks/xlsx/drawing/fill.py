"""Write the many rows of a large table straight into a sheet that XlsxWriter drew with one of them.

XlsxWriter writes cell by cell, which takes long where they are many (ECMA-376 part 1, § 18.3.1.73).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.headers.matching import letters
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.xlsx.drawing.row_pieces import FilledSheet, row_pieces

LONGEST_TEXT = 32_767
FEWEST_ROWS = 500
# The ordinals of 30 December 1899 and 1 January 1904, which workbooks count their days from: Excel
# believes that 1900 was a leap year, as Lotus did, so that day 1 is not 1 January (§ 18.17.4.1).
DAY_ZERO = 693_594
DAY_ZERO_1904 = 695_056
_PLAIN_TYPES = frozenset({str, int, float, type(None), date})
# Characters that XML cannot hold (§ 2.2 of XML 1.0), `_x0041_`, which Excel would read as A, and
# what XML itself needs.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
_XML_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def day_zero(from_1904: bool) -> int:
    """The ordinal of the day that a workbook counts its days from."""
    if from_1904:
        return DAY_ZERO_1904
    return DAY_ZERO


@dataclass(frozen=True)
class Fill:
    """The rows of a block of which XlsxWriter was given only the first, all cells blank.

    `zero` is the ordinal of the day that days are counted from.
    """

    block: Block
    zero: int = DAY_ZERO

    def into(self, xml: bytes, written: WrittenBefore) -> FilledSheet:
        """The sheet `xml` with all rows in the place of the one with their formats.

        Args:
            written: what of it the run before wrote.
        """
        block = self.block
        row = re.search(rb'<row r="%d"[^>]*>(.*?)</row>' % (block.top + 1), xml)
        if row is None:
            raise ValueError("no row to take the formats from")
        cells = re.finditer(rb'<c r="([A-Z]+)\d+" s="(\d+)"', row[1])
        styles = {match[1].decode(): match[2].decode() for match in cells}
        last = b"%d" % (block.top + len(block.rows))
        dimension = re.compile(rb'(<dimension ref="[A-Z]+\d+:[A-Z]+)\d+')
        head = dimension.sub(lambda match: match[1] + last, xml[: row.start()], count=1)
        settings = "plain", block.left, block.roles, styles, self.zero
        make = functools.partial(self._rows, styles)
        pieces = row_pieces(block, lambda _rows: settings, written, make)
        return FilledSheet(head, pieces, xml[row.end() :])

    def _rows(
        self, styles: Mapping[str, str], start: int, rows: Sequence[Sequence[Content]]
    ) -> Iterator[str]:
        block = self.block
        names = [letters(block.left + column) for column in range(len(block.roles))]
        columns = [
            _cell_endings(column, styles.get(name, ""), self.zero)
            for name, column in zip(names, zip(*rows, strict=True), strict=True)
        ]
        openings = [f'<c r="{name}' for name in names]
        for number, cells in enumerate(zip(*columns, strict=True), block.top + start + 1):
            row = str(number)
            yield f'<row r="{row}">'
            for opening, cell in zip(openings, cells, strict=True):
                if cell:
                    yield opening + row + cell
            yield "</row>"


def fillable(sheet: Sheet) -> Block | None:
    """The block of `sheet` that is worth filling: long, last, and of plain values only."""
    block = long_block(sheet)
    # The styles of links and severities depend on the value.
    if block is None or {"link", "info"} & set(block.roles):
        return None
    has_usual_heights = all(row < block.top for row in sheet.heights)
    if has_usual_heights and _is_plain(block):
        return block
    return None


def long_block(sheet: Sheet) -> Block | None:
    """The block of `sheet` that has many rows, where it is the last."""
    block = max(sheet.blocks, key=lambda b: len(b.rows), default=None)
    if block is None or len(block.rows) < FEWEST_ROWS or block.span > 1:
        return None
    others = (other for other in sheet.blocks if other is not block)
    if all(other.top + len(other.rows) <= block.top for other in others):
        return block
    return None


def _is_plain(block: Block) -> bool:
    for role, column in zip(block.roles, zip(*block.rows, strict=True), strict=True):
        types = set(map(type, column))
        if not types <= _PLAIN_TYPES:
            return False
        if date in types and role not in ("date", "month"):
            return False
    return True


def text_of(value: str) -> str:
    """`value` for an XML text, as Excel escapes what XML cannot hold (§ 22.9.2.19).

    Never longer than a cell takes.
    """
    return _UNSAFE.sub(_escaped, value[:LONGEST_TEXT])


def space_of(value: str) -> str:
    """The attribute without which programs take the spaces around a text away; "" for none."""
    if value == value.strip():
        return ""
    return ' xml:space="preserve"'


def text_as_read(value: str) -> str:
    """`value` as a cell gives it back."""
    return _NO_CHARACTERS.sub(_REPLACEMENT, value[:LONGEST_TEXT])


def _escaped(match: re.Match[str]) -> str:
    text = match[0]
    if len(text) > 1:
        return "_x005F" + text
    if _NO_CHARACTERS.match(text):
        return _REPLACEMENT
    return _XML_NAMES.get(text) or f"_x{ord(text):04X}_"


def _cell_endings(column: Sequence[Content], style: str, zero: int) -> list[str]:
    """The rest of each cell of a column, after the number of its row; "" for an empty one."""
    attributes = f'" s="{style}"' if style else '"'
    # Most columns repeat few values: each is written out once.
    written: dict[Any, str] = {
        value: _written_value(value, attributes, zero) for value in set(column)
    }
    return [written[value] for value in column]


def _written_value(value: Content, attributes: str, zero: int) -> str:
    if isinstance(value, str):
        if not value:
            return ""
        # Inline and not shared: the table of shared strings would be kept in memory whole.
        return f'{attributes} t="inlineStr"><is><t{space_of(value)}>{text_of(value)}</t></is></c>'
    if isinstance(value, date):
        return f"{attributes}><v>{value.toordinal() - zero}</v></c>"
    # A cell can hold neither infinity nor NaN; NaN is less than nothing, infinity included.
    if isinstance(value, int | float) and abs(value) < float("inf"):
        return f"{attributes}><v>{value!r}</v></c>"
    return ""
