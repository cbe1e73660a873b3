"""Protocol of every kind of workbook, and a tab as it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from forms.values import Cell
from forms.values.accents import mended_rows
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets.update import WorkbookUpdate


@dataclass(frozen=True)
class Grid:
    """A tab as it is; all rows and columns count from 0.

    Attributes:
        rows: `rows[0]` is the sheet's row 1; every row is as long as the tab is wide, "" an empty
            cell.
        merged: ranges as (top, left, bottom, right), ends included.
        date1904: whether its days count from 1904, in values that are still numbers.
        notes: those that people put on cells, by (row, column); ours are left out.
        day_columns: the columns whose empty cells show days.
        formulas: those of its cells, by (row, column).
        spread: ranges that one formula fills each, as merged ones are.
        beyond: the addresses of filled cells so far from all others that `rows` leaves them out.
        accents_mended: whether its letters are not those of the file, whose encoding is wrong.
        cut_row: the last row (from 1), where the file seems to be cut within it; else 0.
    """

    tab: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date1904: bool = False
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    day_columns: frozenset[int] = frozenset()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    beyond: tuple[str, ...] = ()
    accents_mended: bool = False
    cut_row: int = 0
    spread: tuple[tuple[int, int, int, int], ...] = ()

    def with_accents_mended(self) -> Grid:
        """Itself, or with its accents put right where all of them were read wrong."""
        rows = mended_rows(self.rows)
        return self if rows is None else replace(self, rows=rows, accents_mended=True)

    def at(self, row: int, column: int) -> Cell:
        """A cell, from 0; "" beyond what the tab holds."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]

    def is_computed(self, row: int, column: int) -> bool:
        """True if a formula stands in a cell, from 0, or fills it."""
        return (row, column) in self.formulas or any(
            top <= row <= bottom and left <= column <= right
            for top, left, bottom, right in self.spread
        )


class Workbook(Protocol):
    """A workbook of the staff.

    `notices` are sentences on the last `publish`: which feedback could not be put, and why.
    """

    name: str
    notices: Sequence[str]

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        ...

    def read(self, tab: str) -> Grid:
        """The tab named `tab`; KeyError if there is none."""
        ...

    def known_as(self, tab: str) -> bytes | None:
        """What the tab named `tab` is known again by before it is read: with it, `read` is as then.

        None where that cannot be told.
        """
        ...

    def address(self, tab: str, cell: str) -> str:
        """The path of its file, or a web address that opens at the cell, for links to it."""
        ...

    def settle(self) -> None:
        """Put right what a run that was cut off may have left: before it is read to be changed."""
        ...

    def save(self) -> None:
        """Keep what was published, where a program has it open and leaves that to its user."""
        ...

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """Put the sheets in, bring our feedback on the tabs to just that, add, in one write.

        A copy of what was there before is kept. What a person put there, their fill colours and
        notes included, is not touched.

        Raises:
            Untouchable: it cannot be done without risk to what is in it.
            Refusal: it is open elsewhere, was changed since it was read, or cannot be written.
        """
        ...
