"""Write the many rows of a table with links, and with styles that depend on values.

As in `fill`, XlsxWriter draws a few of them: those in which a style or a height comes first, so
that it numbers its formats as if it drew all. What it writes of them is written of the others.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from forms.headers.matching import letters
from sheets_sync.sheets.content import Content, Link, Role, StyledText
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.shared.styles import role_of
from sheets_sync.workbooks.xlsx.drawing.fill import space_of, text_of
from sheets_sync.workbooks.xlsx.drawing.row_pieces import FilledSheet, row_pieces

_TYPES = frozenset({str, StyledText, Link, type(None), date})
# Of these XlsxWriter draws the empty cells too.
_DRAWN_WHERE_EMPTY = ("card", "total", "field")
_ATTRIBUTE_NAMES = {"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\n": "&#xA;"}
_IN_ATTRIBUTE = re.compile('[&"<>\n]')
_Row: TypeAlias = Sequence[Content]


_RowLook: TypeAlias = tuple[float | None, bool]
"""The height of a row, None for the usual, and whether it is hidden."""


@dataclass(frozen=True)
class LinkedFill:
    """The rows of a block of which XlsxWriter was given `samples` only, one below the other.

    Attributes:
        heights: row → its height, where it has one of its own. hidden: those a filter leaves out.
        zero: the ordinal of the day that days are counted from.
    """

    block: Block
    samples: Sequence[int]
    heights: Mapping[int, float]
    zero: int
    hidden: frozenset[int] = frozenset()

    def into(self, xml: bytes, written: WrittenBefore) -> FilledSheet:
        """The sheet `xml` with all rows in the place of the samples.

        Args:
            written: what of it the run before wrote.
        """
        top = self.block.top
        drawn = [self._drawn(xml, top + nth) for nth in range(len(self.samples))]
        styles: dict[Role, str] = {}
        opening: dict[_RowLook, str] = {}
        for row, sample in zip(drawn, self.samples, strict=True):
            opening.setdefault(self._look(top + sample), row[1].decode())
            style_of = dict(re.findall(r'<c r="([A-Z]+)\d+" s="(\d+)"', row[2].decode()))
            for column, role in self._roles(sample):
                styles.setdefault(role, style_of[letters(column)])
        last = b"%d" % (top + len(self.block.rows))
        dimension = re.compile(rb'(<dimension ref="[A-Z]+\d+:[A-Z]+)\d+')
        head = dimension.sub(lambda match: match[1] + last, xml[: drawn[0].start()], count=1)
        tail = xml[drawn[-1].end() :]
        before, has_links, rest = tail.partition(b"<hyperlinks>")
        if has_links:
            after = rest.partition(b"</hyperlinks>")[2]
            links = "".join(self._links()).encode()
            tail = b"".join([before, b"<hyperlinks>", links, b"</hyperlinks>", after])
        block = self.block
        settings = "linked", block.left, block.roles, styles, opening, self.zero

        def settings_of(rows: range) -> object:
            return settings, list(map(self._look, rows))

        make = functools.partial(self._rows, styles, opening)
        return FilledSheet(head, row_pieces(block, settings_of, written, make), tail)

    def _drawn(self, xml: bytes, row: int) -> re.Match[bytes]:
        match = re.search(rb'<row r="%d"([^>]*)>(.*?)</row>' % (row + 1), xml)
        if match is None:
            raise ValueError("no row to take the formats from")
        return match

    def _roles(self, nth: int) -> Iterator[tuple[int, Role]]:
        """The columns of a row that have something in them, and the roles that these are in."""
        return _roles_of(self.block, self.block.rows[nth])

    def _look(self, row: int) -> _RowLook:
        return self.heights.get(row), row in self.hidden

    def _rows(
        self,
        styles: Mapping[Role, str],
        opening: Mapping[_RowLook, str],
        start: int,
        rows: Sequence[_Row],
    ) -> Iterator[str]:
        block = self.block
        names = [letters(block.left + column) for column in range(len(block.roles))]
        for nth, values in enumerate(rows, block.top + start):
            number = str(nth + 1)
            yield f'<row r="{number}"{opening[self._look(nth)]}>'
            for name, value, role in zip(names, values, block.roles, strict=True):
                if value is not None:
                    style = styles[role_of(value, role)]
                    yield f'<c r="{name}{number}" s="{style}"{self._content(value)}</c>'
            yield "</row>"

    def _content(self, value: Content) -> str:
        if isinstance(value, date):
            return f"><v>{value.toordinal() - self.zero}</v>"
        text = value.text if isinstance(value, Link) else str(value)
        return f' t="inlineStr"><is><t{space_of(text)}>{text_of(text)}</t></is>'

    def _links(self) -> Iterator[str]:
        for number, values in enumerate(self.block.rows, self.block.top + 1):
            for column, value in enumerate(values, self.block.left):
                if isinstance(value, Link):
                    tab = value.tab.replace("'", "''")
                    location = _attribute(f"'{tab}'!{value.cell}")
                    target = f'ref="{letters(column)}{number}" location="{location}"'
                    yield f'<hyperlink {target} display="{_attribute(value.text)}"/>'


def fill_with_links(
    sheet: Sheet, block: Block | None, most_links: int, zero: int
) -> LinkedFill | None:
    """How to fill `block`, the last of `sheet` and a long one; None where it can't be done."""
    if block is None or any(role.startswith(_DRAWN_WHERE_EMPTY) for role in block.roles):
        return None
    links = 0
    for values in block.rows:
        if not _TYPES.issuperset(map(type, values)):
            return None
        for value in values:
            if isinstance(value, Link):
                # One that leads to another file has a relationship, which XlsxWriter makes.
                if value.file is not None:
                    return None
                links += 1
    if links > most_links:
        return None
    samples = _samples(sheet, block)
    return LinkedFill(block, samples, sheet.heights, zero, sheet.hidden_rows)


def _samples(sheet: Sheet, block: Block) -> list[int]:
    """The rows in which a role, a height or a hidden row comes first."""
    roles: set[Role] = set()
    row_styles: set[_RowLook] = set()
    samples = []
    for nth, values in enumerate(block.rows):
        new = {role for _, role in _roles_of(block, values)} - roles
        row = block.top + nth
        row_style = sheet.heights.get(row), row in sheet.hidden_rows
        if new or row_style not in row_styles:
            samples.append(nth)
            roles |= new
            row_styles.add(row_style)
    return samples


def _roles_of(block: Block, values: _Row) -> Iterator[tuple[int, Role]]:
    for column, (value, role) in enumerate(zip(values, block.roles, strict=True), block.left):
        if value is not None:
            yield column, role_of(value, role)


def _attribute(text: str) -> str:
    return _IN_ATTRIBUTE.sub(lambda match: _ATTRIBUTE_NAMES[match[0]], text)
