"""Points that the coordinator accepts once, with the reason, in « Anomalies ».

What is accepted is one thing about one person with the values that it looks at, in other rows and
tabs too: a keyed digest of these, from which nobody gets back to them. So it lapses by itself where
one of them changes.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from forms.form import Form
from forms.values import Cell, shown
from forms.words import clean
from sheets_sync import catalogue
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.answers import CODE, find_header
from sheets_sync.people.identify import RowKey
from sheets_sync.people.person_row import PersonRow, person_rows
from sheets_sync.people.stays import in_conflict

REASON = "Accepter, parce que…"
"""Header of the column of « Anomalies » that a reason is typed in."""
LONGEST_REASON = 300
"""Characters."""
_CODE = re.compile(r"\bA([-+])([0-9A-F]{16})\b")
_NAME = re.compile(r"[a-z_]+")
_PLACEHOLDER = re.compile(r"{(\w+)}")
_BETWEEN_ROWS = ("person.duplicate", "person.elsewhere")
"""Rules about a row and others of the same person."""
_NEVER = ("nir.", "text.")
"""What rules about numbers and persons in texts begin with: these must go from the workbook."""


class Acceptance(NamedTuple):
    """What was accepted of a person, for what reason, since what day."""

    person: str
    siae: str
    rule: str
    field: str
    reason: str
    since: date


class Typed(NamedTuple):
    """What stands in a row of « Anomalies » to accept in.

    Attributes:
        row: its number in the sheet.
        codes: of what is asked about there; none where nothing can be accepted.
        was_accepted: whether the row shows what was accepted before.
        rule: what the row is about, "" where that cannot be told.
    """

    row: int
    codes: tuple[str, ...]
    reason: str
    was_accepted: bool
    rule: str


@dataclass(frozen=True)
class Decided:
    """The anomalies of a run once what is accepted is taken out of them.

    Attributes:
        codes: an anomaly that can be accepted, or is → its code.
        accepted: those that are, each with what was said of it.
        acceptances: code → what is to be remembered.
        new, lapsed: addresses of what was accepted since the last run, and is no longer.
        refused: sentences on reasons that were given where nothing can be accepted.
    """

    anomalies: Sequence[Anomaly]
    codes: Mapping[Anomaly, str] = field(default_factory=dict)
    accepted: Sequence[tuple[Anomaly, Acceptance]] = ()
    acceptances: Mapping[str, Acceptance] = field(default_factory=dict)
    new: Sequence[str] = ()
    lapsed: Sequence[str] = ()
    refused: Sequence[str] = ()

    @property
    def notices(self) -> Iterator[str]:
        """Sentences on what the coordinator decided."""
        if self.new:
            yield sentence("people.accepted.new", count=len(self.new), cells=self.new)
        if self.lapsed:
            yield sentence("people.accepted.lapsed", count=len(self.lapsed), cells=self.lapsed)
        yield from self.refused


def read_typed(rows: Sequence[Sequence[Cell]]) -> list[Typed]:
    """What the coordinator typed to accept something, or left where it is accepted."""
    header = find_header(rows, REASON, CODE)
    if header is None:
        return []
    reason_column, code_column = rows[header].index(REASON), rows[header].index(CODE)
    found: list[Typed] = []
    for number, row in enumerate(rows[header + 1 :], header + 2):
        reason, code = clean(str(row[reason_column])), clean(str(row[code_column]))
        codes = _CODE.findall(code)
        if reason or codes:
            was_accepted = any(sign == "+" for sign, _ in codes)
            names = tuple(name for _, name in codes)
            rule = code.split(" ", 1)[0]
            found.append(Typed(number, names, reason[:LONGEST_REASON], was_accepted, rule))
    return found


def code_text(anomaly: Anomaly, code: str, *, is_accepted: bool) -> str:
    """How a code stands in the sheet, behind the rule."""
    return f"{anomaly.rule} A{'+' if is_accepted else '-'}{code}"


def decide(
    anomalies: Sequence[Anomaly],
    persons: Mapping[RowKey, str],
    checked: Sequence[CheckedTable],
    form: Form,
    key: bytes,
    remembered: Mapping[str, Acceptance],
    typed: Sequence[Typed],
    mask: Callable[[str], str],
    as_of: date,
) -> Decided:
    """Take out of the anomalies what is accepted, and find what is accepted anew.

    Args:
        persons: (SIAE, tab, row) → the pseudonym of whose row it is.
        remembered: code → what was accepted in earlier runs.
        mask: from a reason to the same without persons.
    """
    coder = _Coder(checked, form, key, persons)
    codes = {
        anomaly: coder.code(row, anomaly.rule, anomaly.field or "")
        for anomaly in anomalies
        # A coordination tab has rows of nobody, and rules of a form of its own.
        if (row := _row_of(anomaly)) in persons and is_acceptable(anomaly, form)
    }
    by_code = {code: anomaly for anomaly, code in codes.items()}
    acceptances = dict(remembered)
    new: list[str] = []
    refused: list[str] = []
    for one in typed:
        if one.reason and not one.codes:
            refused.append(_why_not(one, form))
        elif (
            one.reason
            and by_code.keys().isdisjoint(one.codes)
            and not any(code in acceptances for code in one.codes)
        ):
            refused.append(sentence("people.not_accepted.stale", row=one.row))
        elif one.reason:
            new += _accept(one, by_code, acceptances, persons, mask(one.reason), as_of)
        elif one.was_accepted:
            for code in one.codes:
                acceptances.pop(code, None)
    lapsed = coder.lapsed(acceptances)
    for code in lapsed:
        del acceptances[code]
    accepted = [(a, acceptances[code]) for a, code in codes.items() if code in acceptances]
    taken = {anomaly for anomaly, _ in accepted}
    return Decided(
        [anomaly for anomaly in anomalies if anomaly not in taken],
        codes,
        accepted,
        acceptances,
        new,
        list(lapsed.values()),
        refused,
    )


def is_acceptable(anomaly: Anomaly, form: Form) -> bool:
    """True for a doubt about one cell of a row that is understood: it may well be right."""
    if anomaly.severity != "warning" or not anomaly.cell or anomaly.row is None:
        return False
    if anomaly.rule in {rule.code for rule in form.rules}:
        return True
    return bool(catalogue.entry(f"checks.{anomaly.rule}").get("acceptable"))


def _accept(
    typed: Typed,
    by_code: Mapping[str, Anomaly],
    acceptances: dict[str, Acceptance],
    persons: Mapping[RowKey, str],
    reason: str,
    as_of: date,
) -> Iterator[str]:
    """Keep what is accepted in a row; the addresses of what was not before."""
    for code in typed.codes:
        before = acceptances.get(code)
        if before is not None:
            acceptances[code] = before._replace(reason=reason)
        elif code in by_code:
            anomaly = by_code[code]
            acceptances[code] = Acceptance(
                persons[_row_of(anomaly)],
                anomaly.siae,
                anomaly.rule,
                anomaly.field or "",
                reason,
                as_of,
            )
            yield _address(anomaly.tab, anomaly.cell)


def _why_not(typed: Typed, form: Form) -> str:
    """Sentence on why a reason that was typed in a row accepts nothing."""
    code = "people.not_accepted.other"
    if typed.rule.startswith(_NEVER):
        code = "people.not_accepted.forbidden"
    elif typed.rule in {rule.code for rule in form.rules if rule.severity == "error"}:
        code = "people.not_accepted.error"
    elif typed.rule and _severity(typed.rule) in ("error", "info"):
        code = f"people.not_accepted.{_severity(typed.rule)}"
    return sentence(code, row=typed.row)


def _severity(rule: str) -> str:
    try:
        return str(catalogue.entry(f"checks.{rule}")["severity"])
    except KeyError:
        return ""


class _Coder:
    """Codes of what can be accepted, made of the cells as they are."""

    def __init__(
        self,
        checked: Sequence[CheckedTable],
        form: Form,
        key: bytes,
        persons: Mapping[RowKey, str],
    ) -> None:
        self._key, self._persons, self._checked = key, persons, checked
        self._rows: dict[RowKey, tuple[CheckedTable, int]] = {
            (table.siae, table.tab, row): (table, index)
            for table in checked
            for index, row in enumerate(table.table.rows)
        }
        self._fields = {
            rule.code: [
                name
                for name in dict.fromkeys(
                    (rule.cell, *_NAME.findall(rule.require), *_PLACEHOLDER.findall(rule.message))
                )
                if name in {each.id for each in form.fields}
            ]
            for rule in form.rules
        }
        self._rows_of: dict[tuple[str, str], list[RowKey]] = defaultdict(list)
        for row, person in persons.items():
            self._rows_of[row[0], person].append(row)

    def code(self, row: RowKey, rule: str, field: str) -> str:
        """The code of what a rule says of a field in a row, with all that it looks at."""
        looked_at = self._stays(row) if rule in _BETWEEN_ROWS else self._values(row, rule, field)
        said = json.dumps([self._persons[row], row[0], rule, field, looked_at])
        digest = hmac.new(self._key, f"accepted {said}".encode(), hashlib.sha256)
        return digest.hexdigest()[:16].upper()

    def _values(self, row: RowKey, rule: str, field: str) -> list[list[str]]:
        """What stands in the row, and what is read: an exit may stand beside another contract."""
        checked, index = self._rows[row]
        cells, values = checked.table.cells, checked.values
        return [
            [
                name,
                clean(shown(cells[name][index])) if name in cells else "",
                str(values[name][index]) if name in values else "",
            ]
            for name in self._fields.get(rule, [field])
        ]

    def _stays(self, row: RowKey) -> list[list[str]]:
        """The row and those that it overlaps with, whichever of them stands first."""
        rows = self._rows_of_persons[self._persons[row]]
        own = next(each for each in rows if _key_of(each) == row)
        overlapping = [own, *(other for other in rows if in_conflict(own, other))]
        return sorted(
            [each.siae, each.tab, each.names, str(each.entry), str(each.exit)]
            for each in overlapping
        )

    @functools.cached_property
    def _rows_of_persons(self) -> Mapping[str, Sequence[PersonRow]]:
        rows: dict[str, list[PersonRow]] = defaultdict(list)
        for each in person_rows(self._checked):
            if person := self._persons.get(_key_of(each)):
                rows[person].append(each)
        return rows

    def lapsed(self, acceptances: Mapping[str, Acceptance]) -> dict[str, str]:
        """Code of what holds no longer, since the person's values are others → its address.

        Of whoever stands in no tab, or a column that is not there, nobody can tell.
        """
        lapsed: dict[str, str] = {}
        for code, acceptance in acceptances.items():
            rows = [
                row
                for row in self._rows_of.get((acceptance.siae, acceptance.person), ())
                if acceptance.field in self._rows[row][0].table.cells
            ]
            codes = {self.code(row, acceptance.rule, acceptance.field) for row in rows}
            if rows and code not in codes:
                table = self._rows[rows[0]][0].table
                cell = table.address(acceptance.field, rows[0][2] or 0)
                lapsed[code] = _address(rows[0][1], cell)
        return lapsed


def _key_of(row: PersonRow) -> RowKey:
    return row.siae, row.tab, row.row


def _row_of(anomaly: Anomaly) -> RowKey:
    return anomaly.siae, anomaly.tab, anomaly.row


def _address(tab: str, cell: str) -> str:
    return f"{tab} ! {cell}"
