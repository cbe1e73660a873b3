"""Write the many rows of a large table straight into a sheet that XlsxWriter drew with one of them (ECMA-376 part 1, § 18.3.1.73)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from forms.columns import letters
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import Block, Sheet

LONGEST_TEXT = 32_767
FEWEST_ROWS = 500
_AT_ONCE = 5_000
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
DAY_ZERO, DAY_ZERO_1904 = 693_594, 695_056
"""The ordinals of 30 December 1899 and 1 January 1904, which workbooks count their days from (§ 18.17.4.1)."""


class Fill:
    """The rows of a block that XlsxWriter was given only the first of, all cells blank."""

    def __init__(self, block: Block, zero: int = DAY_ZERO) -> None:
        self.block, self.zero = block, zero

    def into(self, xml: bytes) -> Callable[[], Iterable[bytes]]:
        """What makes the sheet `xml` with all rows in the place of the one that shows their formats."""
        first = self.block.top + 1
        row = re.search(rb'<row r="%d"[^>]*>(.*?)</row>' % first, xml)
        if row is None:
            raise ValueError("no row to take the formats from")
        styles = {
            match[1].decode(): match[2].decode()
            for match in re.finditer(rb'<c r="([A-Z]+)\d+" s="(\d+)"', row[1])
        }
        head = xml[: row.start()]
        last = b"%d" % (self.block.top + len(self.block.rows))
        head = re.sub(
            rb'(<dimension ref="[A-Z]+\d+:[A-Z]+)\d+', lambda match: match[1] + last, head, count=1
        )

        def pieces() -> Iterator[bytes]:
            yield head
            for start in range(0, len(self.block.rows), _AT_ONCE):
                yield "".join(self._rows(start, styles)).encode()
            yield xml[row.end() :]

        return pieces

    def _rows(self, start: int, styles: dict[str, str]) -> Iterator[str]:
        rows = self.block.rows[start : start + _AT_ONCE]
        names = [letters(self.block.left + column) for column in range(len(self.block.roles))]
        columns = [
            _written(column, styles.get(name, ""), self.zero)
            for name, column in zip(names, zip(*rows, strict=True), strict=True)
        ]
        opened = [f'<c r="{name}' for name in names]
        for number, cells in enumerate(zip(*columns, strict=True), self.block.top + start + 1):
            row = str(number)
            yield f'<row r="{row}">'
            yield from [
                letter + row + cell for letter, cell in zip(opened, cells, strict=True) if cell
            ]
            yield "</row>"


def fillable(sheet: Sheet) -> Block | None:
    """The block of `sheet` that is worth filling: long, last, and of plain values only."""
    block = max(sheet.blocks, key=lambda b: len(b.rows), default=None)
    if (
        block is None
        or len(block.rows) < FEWEST_ROWS
        or block.span > 1
        or {"link", "info"} & set(block.roles)
    ):
        return None
    if any(
        other is not block and other.top + len(other.rows) > block.top for other in sheet.blocks
    ):
        return None
    if any(row >= block.top for row in sheet.heights):
        return None
    for role, column in zip(block.roles, zip(*block.rows, strict=True), strict=True):
        types = set(map(type, column))
        if not types <= {str, int, float, type(None), date} or (
            date in types and role not in ("date", "month")
        ):
            return None
    return block


def text_of(value: str) -> str:
    """`value` for an XML text: as Excel escapes what XML cannot hold (§ 22.9.2.19), never longer than a cell."""
    return (
        _UNSAFE.sub(_escaped, value[:LONGEST_TEXT])
        if _UNSAFE.search(value) or len(value) > LONGEST_TEXT
        else value
    )


def text_as_read(value: str) -> str:
    """`value` as a cell gives it back."""
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", value[:LONGEST_TEXT])


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:
        return "_x005F" + found
    if "\ud800" <= found <= "\udfff" or found in "\ufffe\uffff":
        return "\ufffd"
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(found) or f"_x{ord(found):04X}_"


def _written(column: Sequence[Content], style: str, zero: int) -> list[str]:
    """What follows the row's number in each cell of a column; "" for an empty one."""
    marked = f'" s="{style}"' if style else '"'
    known: dict[Any, str] = {None: "", "": ""}
    for value in set(column) - {None, ""}:
        if isinstance(value, str):
            space = ' xml:space="preserve"' if value != value.strip() else ""
            known[value] = f'{marked} t="inlineStr"><is><t{space}>{text_of(value)}</t></is></c>'
        elif isinstance(value, date):
            known[value] = f"{marked}><v>{value.toordinal() - zero}</v></c>"
        elif isinstance(value, int | float):
            number = value if abs(value) < float("inf") else None  # also turns NaN away
            known[value] = "" if number is None else f"{marked}><v>{number!r}</v></c>"
    return [known[value] for value in column]
