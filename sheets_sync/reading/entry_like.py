"""Tell a row of an entry from a row of titles: by its dates, and by words seen above and below.

Titles are unlike what stands below them. A row of entries may have as many words of titles in it
(« Salarié », « Logement », « Stage »), but it has dates where other rows have dates, and words
that other rows of the same column have too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.values import Cell
from forms.words import fold
from sheets_sync.workbooks.shared.protocol import Grid

_SAMPLE = 200
"""Rows of a tab that a row is compared with."""
_NEXT_ROWS = 3
_SERIES = 3
_COPY = 0.8
"""With so many of its texts in the same columns, a row is the same header once more."""
_DATE = re.compile(r"\s*(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\s*")


@dataclass(frozen=True)
class Likeness:
    """Likeness of a row to the others of its tab.

    Attributes:
        repeated: the columns whose text other rows have in that column too.
        dates, numbers: the columns where it has one, as other rows have.
    """

    repeated: frozenset[int]
    dates: frozenset[int]
    numbers: frozenset[int]


class OtherRows:
    """The rows that a row of a tab is compared with."""

    def __init__(self, grid: Grid, filled: Sequence[int]) -> None:
        self._grid, self._sample = grid, filled[:_SAMPLE]

    def is_surely_entry(self, index: int) -> bool:
        """True if one of the next rows has a date where it has one, and begins otherwise.

        `likeness` tells so of most entries as well, but looks at every row for it.
        """
        row, series = self._grid.rows[index], series_columns(self._grid.rows[index])
        dates = [c for c, cell in enumerate(row) if is_full_date(cell) and c not in series]
        below = self._grid.rows[index + 1 : index + 1 + _NEXT_ROWS] if dates else ()
        begins = _first_text(row)
        return any(
            is_full_date(cells[column])
            for cells in below
            if begins != _first_text(cells)
            for column in dates
        )

    def likeness(self, index: int) -> Likeness:
        """Likeness of the row at `index` to the others, those apart that are the same row again."""
        row = self._grid.rows[index]
        texts = {column: fold(cell) for column, cell in enumerate(row) if _is_text(cell)}
        dates = {column for column, cell in enumerate(row) if is_full_date(cell)}
        numbers = {column for column, cell in enumerate(row) if isinstance(cell, float)}
        repeated: set[int] = set()
        alike: set[int] = set()
        for other in self._sample:
            cells = self._grid.rows[other]
            shared = {column for column, text in texts.items() if _is_same(cells[column], text)}
            if other == index or _is_copy(texts, shared):
                continue
            repeated |= shared
            alike |= {column for column in dates if is_full_date(cells[column])}
            alike |= {column for column in numbers if isinstance(cells[column], float)}
        return Likeness(frozenset(repeated), frozenset(dates & alike), frozenset(numbers & alike))


def is_full_date(cell: Cell) -> bool:
    """True if a cell is a date with its day: no title is."""
    return isinstance(cell, date) or (isinstance(cell, str) and bool(_DATE.fullmatch(cell)))


def count_full_dates(row: Sequence[Cell]) -> int:
    """Number of dates with their day in a row. The first of a month may stand for the month."""
    return sum(
        is_full_date(cell) and not (isinstance(cell, date) and cell.day == 1) for cell in row
    )


def series_columns(row: Sequence[Cell]) -> frozenset[int]:
    """The columns of numbers or months that follow each other: days 1 to 31, years, months.

    No entry has three such cells beside each other that rise by one; a header of a calendar has.
    """
    columns: set[int] = set()
    run: list[int] = []
    for column, cell in enumerate(row):
        if run and _is_next(row[run[-1]], cell):
            run.append(column)
        else:
            run = [column]
        if len(run) >= _SERIES:
            columns.update(run)
    return frozenset(columns)


def _is_next(before: Cell, cell: Cell) -> bool:
    """True if `cell` comes next after `before`: 1 and 2, 2025 and 2026, March and April."""
    left, right = _series_position(before), _series_position(cell)
    return left is not None and right is not None and right - left == 1


def _series_position(cell: Cell) -> float | None:
    if isinstance(cell, date):
        return cell.year * 12 + cell.month if cell.day == 1 else None
    if isinstance(cell, float) and not isinstance(cell, bool):
        return cell
    return None


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and cell != "" and not is_full_date(cell)


def _first_text(row: Sequence[Cell]) -> str:
    return fold(next((cell for cell in row if isinstance(cell, str) and _is_text(cell)), ""))


def _is_same(cell: Cell, folded: str) -> bool:
    return isinstance(cell, str) and cell != "" and fold(cell) == folded


def _is_copy(texts: dict[int, str], shared: set[int]) -> bool:
    first = min(texts, default=None)
    return first in shared and len(shared) >= _COPY * len(texts)
