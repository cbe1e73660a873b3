"""What every kind of workbook can do, and a tab as it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol

from forms.values import Cell
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Feedback
from sheets_sync.sheets.sheet import Sheet

NONE: Mapping[str, Additions] = MappingProxyType({})


"""Nothing to give to any tab."""


@dataclass(frozen=True)
class Grid:
    """A tab as it is: `rows[0]` is the sheet's row 1, every row as long as the tab is wide, `""` an empty cell.

    `merged` holds ranges as (top, left, bottom, right), `hidden_rows` and `hidden_columns` indexes, all from 0.
    `notes` are those that people put on cells, by (row, column); ours are left out. `day_columns` are those whose empty cells show days.
    """

    tab: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date1904: bool = False
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    day_columns: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """A cell, from 0; "" beyond what the tab holds."""
        return (
            self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""
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

    def address(self, tab: str, cell: str) -> str:
        """What a link from elsewhere leads to: the path of a file, or an address that opens at the cell."""
        ...

    def save(self) -> None:
        """Keep what was published, where a program has it open and leaves that to whoever works in it."""
        ...

    def publish(
        self,
        sheets: Sequence[Sheet],
        feedback: Mapping[str, Mapping[str, Feedback]],
        made_on: date,
        copies: Copies,
        added: Mapping[str, Additions] = NONE,
    ) -> Outcome:
        """Put `sheets` in, bring our marks on the tabs of `feedback` (tab → cell → remark) to just these, give tabs what is `added`: in one write.

        A copy of what was there before is kept. What a person put there, her fills and notes included, is not touched.

        Raises:
            Untouchable: it cannot be done without risk to what is in it.
            Refusal: it is open elsewhere, was changed since it was read, or cannot be written.
        """
        ...
