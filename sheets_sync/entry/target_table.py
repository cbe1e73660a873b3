"""What a table offers to an entry: columns and cells to write in, totals below that grow with it.

Both names may share a column: « NOM Prénom » is written so that it is read as those two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.words import clean
from sheets_sync.reading.combined_columns import split_name
from sheets_sync.reading.rows.classifier import TOTAL_CODE
from sheets_sync.reading.table import Table, TabReading
from sheets_sync.sheets.additions import TotalRows
from sheets_sync.sheets.content import Content

NAMES = ("nom", "prenom")


@dataclass(frozen=True)
class JoinedNames:
    """The column (from 0) of both names, and whether its title has the family name first."""

    column: int
    family_first: bool

    @classmethod
    def of(cls, table: Table) -> JoinedNames | None:
        """That of a table; None where each name has a column of its own."""
        for column, combined in table.matching.combined.items():
            if set(combined.fields) == set(NAMES):
                return cls(column, combined.fields[0] == NAMES[0])
        return None

    def text(self, values: Mapping[str, Content]) -> str | None:
        """Both names as one text; None where none is sure to be read as these two."""
        family, given = (clean(str(values.get(name) or "")) for name in NAMES)
        for text in self._ways(family, given):
            read = split_name(text, self.family_first)
            is_same = (read.family.casefold(), read.given.casefold()) == (
                family.casefold(),
                given.casefold(),
            )
            if is_same and read.is_sure:
                return text
        return None

    def _ways(self, family: str, given: str) -> Iterator[str]:
        # Of « Ben Ali Sami » nobody can tell where the family name ends, but of « BEN ALI Sami ».
        for written in (family, family.upper()):
            if self.family_first:
                yield f"{written} {given}"
            else:
                yield f"{given} {written}"


@dataclass(frozen=True)
class MergedCells:
    """The merged ranges of a tab (top, left, bottom, right), and whose its rows are (from 0)."""

    ranges: Sequence[tuple[int, int, int, int]]
    people: Mapping[int, tuple[str, ...]]

    def anchor(self, row: int, column: int) -> tuple[int, int] | None:
        """The cell in which a value for this one shows: itself, or the first of merged ones.

        None where what shows there is another person's too, or another column's.
        """
        for top, left, bottom, right in self.ranges:
            if top <= row <= bottom and left <= column <= right:
                rows = range(top, bottom + 1)
                people = {self.people[each] for each in rows if each in self.people}
                is_own = column == left and top in self.people and len(people) == 1
                return (top, left) if is_own else None
        return row, column


def fields_to_enter(table: Table) -> frozenset[str]:
    """The fields that an entry of a table can be given: each has a column, which is only its own.

    Both names may share one.
    """
    columns, matching = table.columns, table.matching
    fields = Counter(columns.values())
    parted = {*matching.spread, *matching.repeated}
    own = {name for name, column in columns.items() if fields[column] == 1} - parted
    if JoinedNames.of(table):
        own.update(NAMES)
    return frozenset(own)


def totals_below(reading: TabReading, first: int, last: int) -> TotalRows:
    """What counts the entries from a row to another (from 0), its rows below them."""
    totals = [ignored.row - 1 for ignored in reading.ignored if ignored.code == TOTAL_CODE]
    return TotalRows([row for row in totals if row > last], first, last)
