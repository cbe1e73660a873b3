"""Values that reading a tab gives: tables, rows that are no entries, cells it prepared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import NamedTuple

from forms.headers.columns import Matching
from forms.headers.matching import letters
from forms.values import Cell
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.reading.code_meanings import Legend
from sheets_sync.reading.rows.sections import Section


class ContinuedRow(NamedTuple):
    """An entry under a name that is merged over several rows: the same person's next contract.

    Attributes:
        top: the sheet's number of the row that the name stands in.
        cell: the address of the first cell that is the row's own.
        is_merged: whether the name is merged over it, and not just left out.
    """

    top: int
    cell: str
    is_merged: bool = True


class SharedCell(NamedTuple):
    """A cell of a field (its column from 0) that is merged over the rows of several people.

    Attributes:
        row: the sheet's number of the row that it stands in; others: those of the others' rows.
        is_each: whether it is read on each of them, and not for the first person alone.
    """

    column: int
    row: int
    others: Sequence[int]
    is_each: bool


@dataclass(frozen=True)
class Table:
    """One table of a tab.

    Attributes:
        header_row: the sheet's number (from 1) of the lowest row of its header.
        rows: the sheet's numbers of its entries.
        cells: field → its raw cells, one for each of `rows`.
        extra: header → the raw cells of a column that is no field, one for each of `rows`.
        columns: field → its column (from 0); the first, where it is spread over several.
        continued: the number of an entry under a merged name → whose it is.
        places: (field, row) → the column of that cell, where the field's first is another.
        set_aside: field of the identity → its raw cells in rows that are no entries and may be
            somebody's all the same (a waiting list below the others): nobody is counted of them.
        told_values: field → all the values that its column can tell, where it cannot tell others.
        beside: the columns (from 0) that are another table's, beside the people's own.
        distinct: identity of some cells of this table → the different ones, in order.
        shared: the cells that are merged over several people.
    """

    header_row: int
    rows: tuple[int, ...]
    cells: Mapping[str, Sequence[Cell]]
    extra: Mapping[str, Sequence[Cell]]
    columns: Mapping[str, int]
    matching: Matching
    continued: Mapping[int, ContinuedRow] = attribute(default_factory=dict)
    places: Mapping[tuple[str, int], int] = attribute(default_factory=dict)
    set_aside: Mapping[str, Sequence[Cell]] = attribute(default_factory=dict)
    told_values: Mapping[str, frozenset[str]] = attribute(default_factory=dict)
    beside: tuple[int, ...] = ()
    distinct: dict[int, Mapping[Cell, None]] = attribute(default_factory=dict, repr=False)
    shared: Sequence[SharedCell] = ()

    @property
    def superseded(self) -> frozenset[int]:
        """The entries that another of the same merged name follows: earlier contracts."""
        last = {continued.top: row for row, continued in sorted(self.continued.items())}
        return frozenset(self.continued).union(last).difference(last.values())

    def address(self, field: str, row: int) -> str:
        """`F12`: the cell of `field` on a sheet row; "" where the table has no such column."""
        column = self.places.get((field, row), self.columns.get(field))
        if column is None:
            return ""
        return cell_address(column, row)


class IgnoredRow(NamedTuple):
    """A row with something in it that is not an entry: its number (from 1) and the code of why.

    `cell` is where its name stands if it looks like an entry all the same, "" if it does not.
    """

    row: int
    code: str
    cell: str = ""

    @property
    def reason(self) -> str:
        """Sentence on why it is not an entry."""
        return sentence(f"reading.{self.code}")


class PreparedCell(NamedTuple):
    """A cell that was changed before it was read: the rule that says so, what was typed."""

    rule: str
    typed: str


PreparedCells = Mapping[tuple[str, int], PreparedCell]
"""(Field, sheet's row number) → what was done to that cell."""


@dataclass(frozen=True)
class TabReading:
    """All that was read in a tab.

    Attributes:
        problem: the code of what makes the whole tab unusable, None where nothing does.
        hint: what could be meant instead of a tab that is missing.
        cell_notes: (row, column), from 0 → the note that people wrote on that cell.
        beyond: the addresses of filled cells too far from all others to be read.
        legends: what it says of its codes, outside of its entries and titles.
        accents_mended: whether its letters are not those of the file, whose encoding is wrong.
        cut_row: the last row (from 1), where the file seems to be cut within it; else 0.
        sections: those with a title that says of its rows that they are no participants, or left.
    """

    siae: str
    tab: str
    tables: tuple[Table, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    problem: str | None = None
    hint: str = ""
    prepared: PreparedCells = attribute(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    cell_notes: Mapping[tuple[int, int], str] = attribute(default_factory=dict)
    beyond: tuple[str, ...] = ()
    accents_mended: bool = False
    cut_row: int = 0
    sections: tuple[Section, ...] = ()
    legends: tuple[Legend, ...] = ()

    @property
    def header_row(self) -> int | None:
        """The sheet's number of the (lowest) header row of its first table."""
        if not self.tables:
            return None
        return self.tables[0].header_row

    @property
    def rows_read(self) -> int:
        """Number of rows taken as entries."""
        return sum(len(table.rows) for table in self.tables)


def cell_address(column: int, row: int) -> str:
    """`F12`, from a column (from 0) and a sheet's row number (from 1)."""
    return f"{letters(column)}{row}"


def is_blank(cell: Cell) -> bool:
    """True if nothing can be seen in a cell: no text, spaces, or invisible characters only."""
    if cell == "":
        return True
    if not isinstance(cell, str):
        return False
    # cleaning is slow: only a text that begins with no letter or figure can turn out to be empty
    return cell.isspace() or (not cell[0].isalnum() and not clean(cell))
