"""Codes of what can be accepted: keyed digests of a person, a rule, and the values it looks at."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from forms.form import Form
from forms.rule import Rule
from forms.values import shown
from forms.words import clean
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.identify import RowKey
from sheets_sync.people.keyed_digest import keyed_digest
from sheets_sync.people.person_row import PersonRow, person_row
from sheets_sync.people.stays import in_conflict

_NAME = re.compile(r"[a-z_]+")
_PLACEHOLDER = re.compile(r"{(\w+)}")
_BETWEEN_ROWS = ("person.duplicate", "person.elsewhere")
"""Rules about a row and others of the same person."""


class Acceptance(NamedTuple):
    """A finding that was accepted of a person, for what reason, since what day.

    Attributes:
        reason: "" where it was taken back, and a run has yet to take that over.
        told: whether a run has named it: what is accepted in the window or by a command is not yet.
        shown: the reason that « Anomalies » shows still, where another answer was given elsewhere.
    """

    person: str
    siae: str
    rule: str
    field: str
    reason: str
    since: date
    told: bool = True
    shown: str = ""

    @property
    def written(self) -> str:
        """The reason that the last run wrote into « Anomalies »."""
        return self.shown or self.reason


class AcceptanceCodes:
    """The codes of a run's rows, made of the cells as they are.

    Args:
        key: the secret of the pseudonyms.
        persons: (SIAE, tab, row) → the pseudonym of whose row it is.
    """

    def __init__(
        self,
        checked: Sequence[CheckedTable],
        form: Form,
        key: bytes,
        persons: Mapping[RowKey, str],
    ) -> None:
        self._key, self._persons = key, persons
        self._rows = dict(_rows_by_key(checked))
        known = {field.id for field in form.fields}
        self._fields = {rule.code: _fields_looked_at(rule, known) for rule in form.rules}
        self._rows_of: dict[str, list[RowKey]] = defaultdict(list)
        for row, person in persons.items():
            self._rows_of[person].append(row)

    def code(self, row: RowKey, rule: str, field: str) -> str:
        """The code of what a rule says of a field in a row, with all that it looks at."""
        if rule in _BETWEEN_ROWS:
            looked_at = self._stays(row)
        else:
            looked_at = [self._looked_at(row, name, rule) for name in self._fields_of(rule, field)]
        said = json.dumps([self._persons[row], row[0], rule, field, looked_at])
        return keyed_digest(self._key, f"accepted {said}").hex()[:16].upper()

    def lapsed(self, acceptances: Mapping[str, Acceptance]) -> dict[str, str]:
        """Code of what holds no longer, since the person's values are others → its address.

        Of whoever stands in no tab, or a column that is not there, nobody can tell.
        """
        lapsed: dict[str, str] = {}
        for code, acceptance in acceptances.items():
            rows = [
                row
                for row in self._rows_of.get(acceptance.person, ())
                if row[0] == acceptance.siae and acceptance.field in self._rows[row][0].table.cells
            ]
            codes = {self.code(row, acceptance.rule, acceptance.field) for row in rows}
            if rows and code not in codes:
                table = self._rows[rows[0]][0].table
                cell = table.address(acceptance.field, rows[0][2] or 0)
                lapsed[code] = address_in_tab(rows[0][1], cell)
        return lapsed

    def moved(self, acceptances: Mapping[str, Acceptance]) -> dict[str, str]:
        """Code of what was accepted in another SIAE's tab than the person's now → its address.

        A tab of which no row was read may have the person still.
        """
        read = {siae for siae, _tab, _row in self._persons}
        moved: dict[str, str] = {}
        for code, acceptance in acceptances.items():
            rows = self._rows_of.get(acceptance.person, ())
            is_here = any(row[0] == acceptance.siae for row in rows)
            if rows and acceptance.siae in read and not is_here:
                cell = self._rows[rows[0]][0].table.address(acceptance.field, rows[0][2] or 0)
                moved[code] = address_in_tab(rows[0][1], cell)
        return moved

    def _fields_of(self, rule: str, field: str) -> Sequence[str]:
        return self._fields.get(rule, [field])

    def _looked_at(self, row: RowKey, field: str, rule: str) -> list[str]:
        """Typed and read value of a row: an exit may stand beside another contract.

        A rule of the form looks at what was read, and « 18 h » is 18 to it.
        """
        checked, index = self._rows[row]
        cells, values = checked.table.cells, checked.values
        entered = read = ""
        if field in cells:
            entered = clean(shown(cells[field][index]))
        if field in values:
            read = str(values[field][index])
            if rule in self._fields and values[field][index] is not None:
                entered = ""
        return [field, entered, read]

    def _stays(self, row: RowKey) -> list[list[str]]:
        """The row and those that it overlaps with, whichever of them stands first."""
        theirs = {each: self._person_row(each) for each in self._rows_of[self._persons[row]]}
        own = theirs[row]
        overlapping = [own, *(other for other in theirs.values() if in_conflict(own, other))]
        return sorted(
            [each.siae, each.tab, each.names, str(each.entry), str(each.exit)]
            for each in overlapping
        )

    def _person_row(self, row: RowKey) -> PersonRow:
        checked, position = self._rows[row]
        return person_row(0, checked, position)


def address_in_tab(tab: str, cell: str) -> str:
    """« Atelier des Quais ! F12 », as a sentence says where something stands."""
    return f"{tab} ! {cell}"


def _rows_by_key(
    checked: Sequence[CheckedTable],
) -> Iterator[tuple[RowKey, tuple[CheckedTable, int]]]:
    for table in checked:
        for index, row in enumerate(table.table.rows):
            yield (table.siae, table.tab, row), (table, index)


def _fields_looked_at(rule: Rule, known: set[str]) -> list[str]:
    """The fields that a rule of the form requires something of, or repeats in its message."""
    names = (rule.cell, *_NAME.findall(rule.require), *_PLACEHOLDER.findall(rule.message))
    return [name for name in dict.fromkeys(names) if name in known]
