"""Columns, rows and values that a tab of the staff gets, beside what it has or in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.values import Cell
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import DataValidation


class NewColumn(NamedTuple):
    """A column that a tab of the staff gets.

    Attributes:
        row, column: where its header goes, from 0.
        help: the note on the header.
        validation: of the cells below it.
    """

    row: int
    column: int
    header: str
    help: str
    validation: DataValidation | None


class NewRow(NamedTuple):
    """An entry that a tab of the staff gets on a row (from 0), as that is once all are put in.

    Attributes:
        cells: column (from 0) → value.
        like: the row whose formats its cells get; None: those of their columns alone.
        dated: the columns whose cells are known to show days. Elsewhere a day is written as text:
            as a number it would show as one.
        is_inserted: whether a row is made for it, and what stood there moves down; else nothing
            stands in its cells.
    """

    row: int
    cells: Mapping[int, Content]
    like: int | None = None
    dated: frozenset[int] = frozenset()
    is_inserted: bool = False


class Edit(NamedTuple):
    """A cell (from 0) of a tab of the staff that gets a value, or is emptied (None).

    Attributes:
        was: the value that was read there, which `now` takes the place of.
        dated: whether the cell is known to show days; elsewhere a day is written as text.
        like: the row whose format an empty cell gets, or its format of days one that held a text;
            None: that of its column alone.
    """

    row: int
    column: int
    was: Cell
    now: Content
    dated: bool = False
    like: int | None = None


class TotalRows(NamedTuple):
    """What counts a list (rows from 0, as they were read): it grows by new rows.

    Attributes:
        rows: the rows of totals below; any of their ranges that ends with the list grows.
        first_entry, last_entry: of the list; elsewhere in the tab a range over all of it grows.
    """

    rows: Sequence[int]
    first_entry: int
    last_entry: int


class Additions(NamedTuple):
    """All that a tab of the staff gets in one write.

    Attributes:
        known_by: the columns that its rows are known by, should they have moved since they were
            read; none: all that stands in a row.
        totals: what counts the new rows, and grows with them; None where there are none.
        header: the row (from 0) of the header by whose columns rows and values are put.
        left: the first column (from 0) of the table that new columns stand beside, with no empty
            column between.
    """

    columns: Sequence[NewColumn] = ()
    rows: Sequence[NewRow] = ()
    edits: Sequence[Edit] = ()
    known_by: Sequence[int] = ()
    totals: TotalRows | None = None
    header: int | None = None
    left: int = 0

    @property
    def inserted(self) -> Sequence[NewRow]:
        """The new rows that rows are made for: they stand one below the other."""
        return [row for row in self.rows if row.is_inserted]
