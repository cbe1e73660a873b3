"""A row that counts, as far as knowing whose it is needs it."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.form import Field
from forms.values import Value
from forms.words import fold
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import CheckedTable

_FACTS = ("sexe", "nationalite", "commune", "protection", "arrivee_france")
"""Sex and nationality first: two people with the same names and a birth date of 1 January differ
by them."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row that counts.

    Attributes:
        index: where it stands among the kept rows of all tabs.
        row: the sheet's number; cell: the address of its family name.
        first: the row that stands for its stay, where that has several contracts.
        family, given: folded.
    """

    index: int
    siae: str
    tab: str
    row: int
    cell: str
    family: str
    given: str
    birth: Value | None
    pass_iae: Value | None
    entry: Value | None
    exit: Value | None
    facts: tuple[Value | None, ...]
    first: int | None = None

    @property
    def stay(self) -> Hashable:
        """Key that the rows of one stay with several contracts share."""
        return self.siae, self.tab, self.first or self.row

    @property
    def names(self) -> str:
        """Both names, whichever stands first."""
        # Staff swap the two, and civil registers of some countries know no such difference.
        return " ".join(sorted(f"{self.family} {self.given}".split()))

    @property
    def full_birth(self) -> date | None:
        """The birth date, None where it is partial (a text) or unknown."""
        return whole_day(self.birth)

    @property
    def names_and_birth(self) -> Hashable | None:
        """Key that two rows of one person share where nobody has mistyped."""
        names = self.names
        if names and self.full_birth:
            return (names, self.full_birth)
        return None

    @property
    def pass_and_names(self) -> Hashable | None:
        """The same, where the birth date is mistyped or missing."""
        if not self.pass_iae:
            return None
        return (self.pass_iae, self.names)

    @property
    def pass_and_birth(self) -> Hashable | None:
        """The same, where the names are mistyped."""
        if self.pass_iae and self.full_birth:
            return (self.pass_iae, self.full_birth)
        return None

    def anomaly(self, rule: str, field: Field, **words: str) -> Anomaly:
        """The anomaly of `rule` in the cell of its name."""
        return make_anomaly(self.siae, self.tab, rule, self.cell, self.row, field, **words)


def whole_day(value: Value | None) -> date | None:
    """A date that is known to the day; None where it is partial (a text) or unknown."""
    if isinstance(value, date):
        return value
    return None


def person_rows(tables: Sequence[CheckedTable]) -> list[PersonRow]:
    """The kept rows of all tabs, in order."""
    keys = itertools.chain.from_iterable(map(_kept, tables))
    return [person_row(index, table, position) for index, (table, position) in enumerate(keys)]


def _kept(table: CheckedTable) -> Iterator[tuple[CheckedTable, int]]:
    for position, keep in enumerate(table.kept):
        if keep:
            yield table, position


def person_row(index: int, checked: CheckedTable, position: int) -> PersonRow:
    """A row of a table, by its position there; `index` is its place among the kept rows."""
    values, row = checked.values, checked.table.rows[position]
    return PersonRow(
        index,
        checked.siae,
        checked.tab,
        row,
        checked.table.address("nom", row),
        fold(str(values["nom"][position] or "")),
        fold(str(values["prenom"][position] or "")),
        values["date_naissance"][position],
        values["pass_iae"][position],
        values["date_entree"][position],
        values["date_sortie"][position],
        tuple(values[name][position] for name in _FACTS),
        checked.stay.get(row),
    )
