"""A write into a row of the staff, and what a row is known by wherever it has moved to.

Google addresses cells by their index, and has no condition under which a write is refused: whoever
inserts, deletes or sorts rows just before it makes the write land on another row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from forms.values import BrokenCell, Cell
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import Tab

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_DAY = timedelta(days=1)
Keys: TypeAlias = Mapping[int, str]
"""Column → key of what a person typed there, without empty cells and formulas."""


class WrittenCell(NamedTuple):
    """What a write puts in a cell; None: it leaves that as it is.

    Attributes:
        value: the key of its value; "" where it is emptied.
        note: the text of its note.
        is_filled: whether it gets another fill colour.
    """

    value: str | None = None
    note: str | None = None
    is_filled: bool = False

    def with_write(self, other: WrittenCell) -> WrittenCell:
        """All that the cell gets from this and, after it, the other."""
        value = self.value if other.value is None else other.value
        note = self.note if other.note is None else other.note
        return WrittenCell(value, note, self.is_filled or other.is_filled)


@dataclass(frozen=True)
class RowWrite:
    """A write into a row (from 0), as that was at our last look.

    Attributes:
        cells: column → what it gets.
        requests: what carries it out.
        entries: of a header: what new rows hold, that are put below it by its columns.
    """

    row: int
    cells: Mapping[int, WrittenCell] = field(default_factory=dict)
    requests: Sequence[Json] = ()
    entries: Sequence[Keys] = ()

    @property
    def has_values(self) -> bool:
        """True if a person's entry changes, not only our feedback on it."""
        return any(cell.value is not None for cell in self.cells.values())

    def with_write(self, other: RowWrite) -> RowWrite:
        """Both writes into the row as one, the other after this."""
        cells = {**self.cells}
        for column, cell in other.cells.items():
            cells[column] = cells.get(column, WrittenCell()).with_write(cell)
        requests = [*self.requests, *other.requests]
        return RowWrite(self.row, cells, requests, [*self.entries, *other.entries])


@dataclass(frozen=True)
class TabWrites:
    """All that is written into a tab of the staff.

    Attributes:
        rows: writes into rows that are there; those of one row are one.
        others: requests that put nothing in the place of anything, sent after them.
    """

    tab: Tab
    rows: Sequence[RowWrite] = ()
    others: Sequence[Json] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        """True if anything is written."""
        return bool(self.rows or self.others)

    @property
    def has_entries(self) -> bool:
        """True if people's entries change or come, not only our feedback on them."""
        return bool(self.others) or any(write.has_values for write in self.rows)


def content_key(cell: Cell | None) -> str:
    """What stands in a cell, whatever its format; "" where nothing does."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, BrokenCell):
        return f"error {cell.shown}"
    if isinstance(cell, str):
        return f"text {cell}"
    # True is an int to Python.
    if isinstance(cell, bool):
        return f"boolean {cell}"
    return f"number {round(_number_of_day(cell), 9)}"


def formula_key(formula: str) -> str:
    """What a cell that is computed is known by, where we wrote its formula."""
    return f"formula {formula}"


def _number_of_day(cell: float | date | time | timedelta) -> float:
    """The number that a day or a time is to Google."""
    if isinstance(cell, datetime):
        return (cell - _DAY_ZERO) / _DAY
    if isinstance(cell, date):
        return float((cell - _DAY_ZERO.date()).days)
    if isinstance(cell, time):
        return (datetime.combine(_DAY_ZERO, cell) - _DAY_ZERO) / _DAY
    if isinstance(cell, timedelta):
        return cell / _DAY
    return float(cell)


def row_keys(tab: Tab, row: int, width: int | None = None) -> Keys:
    """What people typed in a row of a tab, in its first columns where there are more."""
    return dict(_typed_cells(tab, row, width))


def _typed_cells(tab: Tab, row: int, width: int | None) -> Iterator[tuple[int, str]]:
    cells = tab.rows[row][:width] if row < len(tab.rows) else ()
    for column, cell in enumerate(cells):
        # What is computed may differ from one moment to the next: nobody is known by it.
        if cell != "" and (row, column) not in tab.formulas:
            yield column, content_key(cell)


def row_digest(keys: Keys) -> str:
    """A short digest of what a row is known by."""
    text = json.dumps(sorted(keys.items()), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
