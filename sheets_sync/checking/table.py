"""A table on its way through the checks, and as it comes out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.form import Field, Form
from forms.values import Cell, Value
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.reading.table import Table, cell_address

Values = Mapping[str, Sequence[Value | None]]
"""Field → its typed value in each row; None: unknown."""
# One anomaly for a column in place of hundreds: below ten, a person sees them all anyway.
WIDESPREAD_FROM = 10


@dataclass(frozen=True)
class CheckedTable:
    """One table, typed and checked.

    Attributes:
        values: for every field of the form, one value for each row; None is unknown.
        collected: the fields that the tab has a column for that tells something, or that another
            column tells.
        kept: for each row, whether it counts; a row without an identity is set aside.
        stay: a row of a stay with several contracts → the row that stands for it (`Contracts`).
        followed: the rows that another contract of the same stay follows.
    """

    siae: str
    tab: str
    table: Table
    values: Values
    collected: frozenset[str]
    kept: Sequence[bool]
    anomalies: Sequence[Anomaly]
    stay: Mapping[int, int]
    followed: frozenset[int]


@dataclass(frozen=True)
class TableToCheck:
    """The table that every check is given, as it was read, with its SIAE and its form."""

    siae: str
    tab: str
    table: Table
    form: Form
    _distinct: dict[int, Mapping[Cell, None]] = field(default_factory=dict, repr=False)

    def anomaly(
        self, rule: str, row: int | None, field: Field | None, cell: str = "", **words: str
    ) -> Anomaly:
        """The anomaly of `rule` on a row of the sheet; `cell` is "" where it is no single cell."""
        return make_anomaly(self.siae, self.tab, rule, cell, row, field, **words)

    def field_anomaly(self, rule: str, row: int, field: Field, **words: str) -> Anomaly:
        """The anomaly of `rule` in the cell that `field` has on a row of the sheet."""
        return self.anomaly(rule, row, field, self.table.address(field.id, row), **words)

    def column_anomaly(
        self, rule: str, column: int, row: int, field: Field | None, **words: str
    ) -> Anomaly:
        """The anomaly of `rule` in a column (from 0), which may be no field's, on a row."""
        return self.anomaly(rule, row, field, cell_address(column, row), **words)

    def distinct(self, cells: Sequence[Cell]) -> Mapping[Cell, None]:
        """The different cells of a column of the table, in order; found once for all checks."""
        # By identity: a list cannot be a key, and the table keeps its columns alive.
        if id(cells) in self.table.distinct:
            return self.table.distinct[id(cells)]
        if id(cells) not in self._distinct:
            self._distinct[id(cells)] = dict.fromkeys(cells)
        return self._distinct[id(cells)]


def is_widespread(count: int, of: int) -> bool:
    """True if something holds of so many rows that one anomaly says it better than many."""
    return count >= WIDESPREAD_FROM and count > of / 2
