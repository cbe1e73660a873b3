"""The persons of the tabs, as an outside file is held against them: each in their newest row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.values import Cell, Value
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.person_row import PersonRow, person_rows, whole_day
from sheets_sync.reading.table import is_blank


@dataclass(frozen=True)
class PersonHere:
    """A person of an SIAE, in the newest of their rows.

    Attributes:
        person: their pseudonym.
        values: field → what that row says; cells: field → its address, "" without a column.
        unread: field → what stands in its cell, where that is not understood.
        is_present: whether they have not left on the day that it is.
        numbers: PASS → the address of its cell, of all their rows.
        has_rows: how many rows they have, as one for each contract.
    """

    row: PersonRow
    person: str
    values: Mapping[str, Value | None]
    cells: Mapping[str, str]
    unread: Mapping[str, Cell]
    is_present: bool
    numbers: Mapping[str, str]
    has_rows: int = 1

    @property
    def siae_and_person(self) -> tuple[str, str]:
        """Key of the person."""
        return self.row.siae, self.person

    @property
    def pass_iae(self) -> str | None:
        """The PASS of the newest row; None where it has none that is understood."""
        if self.row.pass_iae is None:
            return None
        return str(self.row.pass_iae)


def people_here(
    tables: Sequence[CheckedTable], pseudonyms: Sequence[str], as_of: date
) -> list[PersonHere]:
    """The persons of every SIAE, one for each SIAE they are in, in the order of the tabs.

    Args:
        pseudonyms: the person of each kept row, in order.
    """
    positions = [
        (table, position) for table in tables for position, keep in enumerate(table.kept) if keep
    ]
    newest: dict[tuple[str, str], PersonHere] = {}
    numbers: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rows = person_rows(tables)
    count = Counter((row.siae, pseudonyms[row.index]) for row in rows)
    for row, (table, position) in zip(rows, positions, strict=True):
        key = (row.siae, pseudonyms[row.index])
        here = _person_here(row, key[1], table, position, as_of, numbers[key])
        here = replace(here, has_rows=count[key])
        if here.pass_iae:
            numbers[key][here.pass_iae] = here.cells["pass_iae"]
        if key not in newest or _day_of_entry_or_first(newest[key]) <= _day_of_entry_or_first(here):
            newest[key] = here
    return list(newest.values())


def _person_here(
    row: PersonRow,
    person: str,
    table: CheckedTable,
    position: int,
    as_of: date,
    numbers: Mapping[str, str],
) -> PersonHere:
    left = whole_day(row.exit)
    return PersonHere(
        row,
        person,
        {field: values[position] for field, values in table.values.items()},
        {field: table.table.address(field, row.row) for field in table.values},
        dict(_unread_cells(table, position)),
        is_present=left is None or left > as_of,
        numbers=numbers,
    )


def _unread_cells(table: CheckedTable, position: int) -> Iterator[tuple[str, Cell]]:
    """The fields of a row whose cell holds something that is no value: « à voir »."""
    for field, cells in table.table.cells.items():
        if table.values[field][position] is None and not is_blank(cells[position]):
            yield field, cells[position]


def _day_of_entry_or_first(here: PersonHere) -> date:
    return whole_day(here.row.entry) or date.min
