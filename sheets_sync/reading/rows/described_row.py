"""A row as its classification needs it: what it fills of the table, and what stands first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.values import BrokenCell, Cell, shown
from forms.words import fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.rows.row_words import SIGNS
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank

_LONGEST_COUNT = 4
"""Digits."""


@dataclass(frozen=True)
class DescribedRow:
    """A row that has something in it, beside the columns of its table.

    Attributes:
        inside: column of a field → what the row has there, where it has something.
        first: the first column of these, else the first that it fills.
        is_alone: whether nothing else stands on the row in a column that has a title: what stands
            beside the table is of another row, or of none.
    """

    cells: Sequence[Cell]
    columns: TableColumns
    inside: Mapping[int, Cell]
    first: int
    is_alone: bool

    @classmethod
    def of(cls, cells: Sequence[Cell], columns: TableColumns) -> DescribedRow:
        """From the cells of a whole row."""
        filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
        inside = {c: cells[c] for c in columns.fields if not is_blank(cells[c])}
        first = next(iter(inside), filled[0])
        others = (column for column in filled if column != first)
        is_alone = not any(column in inside or column in columns.titled for column in others)
        return cls(cells, columns, inside, first, is_alone)

    @property
    def text(self) -> str:
        """The text of the first cell."""
        return shown(self.cells[self.first])

    @property
    def words(self) -> str:
        """The text of the first cell, folded."""
        return fold(self.text)

    @property
    def texts(self) -> list[Cell]:
        """What stands in the columns of fields, from left to right."""
        return list(self.inside.values())

    @property
    def is_complete(self) -> bool:
        """True if it fills all that an entry must, and that is more than one column."""
        required = self.columns.required
        return len(required) > 1 and required <= self.inside.keys()

    @property
    def says_person(self) -> bool:
        """True if it has what only people have: an entry or birth date, a first name, no count.

        « 12 personnes » beside « TOTAL » or « MAI 2025 » is no first name.
        """
        cells = self.cells_in(self.columns.never_in_totals)
        return any(is_full_date(cell) or is_word(cell) for cell in cells)

    @property
    def has_given_name(self) -> bool:
        """True if a text stands where only people have one; an error may be a count."""
        cells = self.cells_in(self.columns.never_in_totals)
        return any(isinstance(cell, str) and is_word(cell) for cell in cells)

    def is_answer(self, column: int) -> bool:
        """True of a day or a choice that the column has a meaning for."""
        read = self.columns.answers.get(column)
        return read is not None and read(self.cells[column]).value is not None

    def cells_in(self, columns: Iterable[int]) -> list[Cell]:
        """What it has in some of the columns."""
        return [self.inside[column] for column in sorted(columns) if column in self.inside]


def is_word(cell: Cell) -> bool:
    """True if a cell is a text without figures; what could not be computed may be one."""
    if isinstance(cell, str):
        return not any(map(str.isdigit, cell)) and not SIGNS.search(cell)
    return isinstance(cell, BrokenCell)


def has_sign(cell: Cell) -> bool:
    """True of « vert = sorti »: a text with a sign that no person's data has."""
    return isinstance(cell, str) and SIGNS.search(cell) is not None


def is_small_number(cell: Cell) -> bool:
    """True of a count; a day as spreadsheets number them is far more."""
    text = shown(cell).strip()
    return text.isdecimal() and len(text) <= _LONGEST_COUNT
