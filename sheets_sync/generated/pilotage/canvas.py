"""The grid of Pilotage: four equal groups of columns; cards, charts and tables begin on a group."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from sheets_sync import french
from sheets_sync.sheets.content import Content, Role
from sheets_sync.sheets.sheet import Block, Chart
from sheets_sync.sheets.table import PlacedTable, Row

# Millimetres on paper; a sheet is three quarters as large there as on the screen, where its letters
# of 11 points are read with ease.
_COLUMNS = (*(42, 10, 14), 3, *(16.5, 16.5, 16.5, 16.5), 3, *(16, 18, 16, 16), 3, *(15, 15, 20, 16))
_ON_SCREEN = 1.33
_PIXELS = _ON_SCREEN * 96 / 25.4
# A character is 7 pixels wide, and a column has 5 beside its characters.
_CHARACTER, _BESIDE = 7, 5
ROW = 14.75
"""Points of a row of text."""
LETTERS = 0.82
"""Letters of small text that a millimetre of width has room for, with a margin for wider fonts."""


_SMALL_TO_TEXT = 10 / 11
"""Letters of text in the room of one of small text."""
_LINE = 13.5
"""Points of a line in a row that has several."""


class Group(NamedTuple):
    """One of the four groups: its first column, and how many it has."""

    left: int
    width: int


GROUPS = (Group(0, 3), Group(4, 4), Group(9, 4), Group(14, 4))
WIDTH = len(_COLUMNS)
"""Columns of a printed page."""
HALVES = ((0, 8), (9, 9))
"""First column and number of columns of the left and right half."""


def widths() -> dict[int, float]:
    """Column → its width in characters."""
    pixels = [millimetres * _PIXELS for millimetres in _COLUMNS]
    return {column: round((each - _BESIDE) / _CHARACTER, 2) for column, each in enumerate(pixels)}


def pixels_wide(left: int, columns: int) -> int:
    """Pixels on screen of some columns."""
    return round(sum(_COLUMNS[left : left + columns]) * _PIXELS)


def letters_over(left: int, columns: int) -> int:
    """How many letters of small text some columns have room for."""
    return int(sum(_COLUMNS[left : left + columns]) * LETTERS)


def lines_of(text: str, left: int, columns: int) -> int:
    """How many lines a small text takes over some columns."""
    return max(1, math.ceil(len(text) / letters_over(left, columns)))


def fitted(text: str, left: int, columns: int, most: int = 2) -> tuple[str, float]:
    """A text for some columns, and the points that its row is high: `most` lines, whole words.

    What has no room there ends in « … ».
    """
    letters = int(letters_over(left, columns) * _SMALL_TO_TEXT)
    lines = textwrap.wrap(text, letters, max_lines=most, placeholder=" …", break_on_hyphens=False)
    return " ".join(lines), max(ROW, _LINE * len(lines))


class Canvas:
    """The sheet as it fills up: what is put on it, and how high its rows are."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.charts: list[Chart] = []
        self.heights: dict[int, float] = {}

    def lay_out(
        self, row: int, column: int, role: Role, value: Content, span: int = 1, height: float = 0
    ) -> None:
        """Put a value, over `span` columns; `height` of its row in points, where it is told."""
        # a text that brings its own role would lose it, and is a word or two
        if type(value) is str:
            value = french.with_signs_of_print(value)
        self.blocks.append(Block(row, column, [[value]], [role], span))
        if height:
            self.heights[row] = height

    def add(self, table: PlacedTable[Row], header_height: float = 28) -> PlacedTable[Row]:
        """Put a table with all its rows."""
        self.blocks += table.blocks
        self.heights[table.top] = header_height
        for row in range(table.top + 1, table.bottom):
            self.heights.setdefault(row, ROW)
        return table

    def gap(self, row: int, height: float) -> int:
        """Leave a row empty, so high, and give the next."""
        self.heights[row] = height
        return row + 1

    def wrapped(self, row: int, role: Role, texts: Sequence[str], left: int, span: int) -> int:
        """Put texts below one another, each as high as it needs, and give the row below."""
        for text in texts:
            height = 2 + 12.5 * lines_of(text, left, span)
            self.lay_out(row, left, role, text, span, height=height)
            row += 1
        return row
