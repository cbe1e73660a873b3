"""Tell which rows below a header are entries, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.columns import Matching
from forms.values import BrokenCell, Cell, shown
from forms.words import clean, fold
from sheets_sync.reading.row_words import LEGEND, MAYBE_TOTAL, NOTE, NOTE_SIGNS, PERIOD, TOTAL
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.protocol import Grid

_NEVER_IN_TOTALS = ("date_entree", "date_naissance", "date", "prenom")
"""No row of totals has these beside its word: with one of them, « TOTTI Reza » is a person."""
_NAMES = ("nom", "prenom")
_BANNER_WIDTH = 3
"""A text merged over at least so many columns is a banner over the entries below it."""
_LONGEST_NAME = 4
"""Words: a longer text that stands alone is a sentence."""
_CLEARLY_FILLED = 5
"""With more fields filled than this, a row is an entry unless it has a word for a total."""
_LEGEND_WIDTH = 2
"""A legend's rows fill no more of the table's columns than this: a colour, what it means."""


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table that tell an entry.

    Attributes:
        fields: every column that holds a field, in order.
        never_in_totals: columns that no row of totals fills.
        name: the column of names, None where no column holds them.
    """

    fields: Sequence[int]
    never_in_totals: frozenset[int]
    name: int | None

    @classmethod
    def of(cls, matching: Matching) -> TableColumns:
        """From what was decided on the columns of a table."""
        matches = matching.matches
        dates = [matches[field].column for field in _NEVER_IN_TOTALS if field in matches]
        return cls(sorted(matching.columns), frozenset(dates), _name_column(matching))


@dataclass(frozen=True)
class _Row:
    """A row as its classification needs it.

    Attributes:
        inside: the columns of fields that it fills.
        first: the first column that it fills; text: what stands there.
        is_alone: whether nothing else stands on the row.
    """

    cells: Sequence[Cell]
    inside: Sequence[int]
    first: int
    text: str
    is_alone: bool

    @property
    def words(self) -> str:
        return fold(self.text)


class RowClassifier:
    """Goes through the rows of one tab, once, top to bottom.

    It remembers whether the row above is part of a legend: the rows of a legend have no mark of
    their own, and an entry ends it.
    """

    def __init__(self, grid: Grid) -> None:
        self._rows = grid.rows
        self._merged = {(top, left): right - left + 1 for top, left, _, right in grid.merged}
        self._in_legend = False

    def ignore_code(self, index: int, columns: TableColumns) -> str | None:
        """The code of why the row at `index` (from 0) is not an entry; None if it is one."""
        cells = self._rows[index]
        code = None
        if not _is_plainly_an_entry(cells, columns.fields):
            code = self._code(index, _describe_row(cells, columns.fields), columns)
        if code is None:
            self._in_legend = False
        elif code == "ignored.legend":
            self._in_legend = True
        return code

    def _code(self, index: int, row: _Row, columns: TableColumns) -> str | None:
        is_narrow = len(row.inside) <= _LEGEND_WIDTH
        if is_narrow and LEGEND.match(row.words):
            return "ignored.legend"
        if not row.inside:
            return "ignored.outside_table"
        if is_narrow and self._in_legend:
            return "ignored.legend"
        if _is_total(row, columns):
            return "ignored.total"
        if row.is_alone and PERIOD.match(row.words):
            return "ignored.separator"
        if len(row.inside) <= 1 and self._merged.get((index, row.first), 1) >= _BANNER_WIDTH:
            return "ignored.separator"
        if not row.is_alone:
            return None
        return _lone_cell_code(row, columns)


def _is_plainly_an_entry(cells: Sequence[Cell], fields: Sequence[int]) -> bool:
    """True if a row needs no closer look, as most do not: this is what makes reading fast."""
    if not fields or cells[fields[0]] == "" or len(fields) - cells.count("") <= _CLEARLY_FILLED:
        return False
    texts = (cells[column] for column in fields[:4])
    return not any(isinstance(text, str) and MAYBE_TOTAL.match(text) for text in texts)


def _describe_row(cells: Sequence[Cell], fields: Sequence[int]) -> _Row:
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    inside = [column for column in fields if not is_blank(cells[column])]
    first = filled[0]
    return _Row(cells, inside, first, shown(cells[first]), len(filled) == 1)


def _is_total(row: _Row, columns: TableColumns) -> bool:
    """True if one of its first two texts says so, and it has none of what only people have."""
    texts = [cell for cell in row.cells if isinstance(cell, str) and clean(cell)]
    if not any(TOTAL.match(fold(text)) for text in texts[:2]):
        return False
    return len(texts) == 1 or columns.never_in_totals.isdisjoint(row.inside)


def _lone_cell_code(row: _Row, columns: TableColumns) -> str | None:
    """Code of why a row with one cell is not an entry; None where it may be somebody's name."""
    cell = row.cells[row.first]
    # An error may be a name that a formula fetched: it is kept, and said as an anomaly.
    if isinstance(cell, BrokenCell):
        return None
    if not isinstance(cell, str):
        if row.first == columns.name:
            return None
        return "ignored.lone_value"
    is_sentence = len(row.words.split()) > _LONGEST_NAME
    if is_sentence or NOTE_SIGNS.search(row.text) or NOTE.search(row.words):
        return "ignored.note"
    if not any(map(str.isalnum, row.text)):
        return "ignored.lone_sign"
    return None


def _name_column(matching: Matching) -> int | None:
    for field in _NAMES:
        if field in matching.matches:
            return matching.matches[field].column
    for column, combined in matching.combined.items():
        if not set(_NAMES).isdisjoint(combined.fields):
            return column
    return None
