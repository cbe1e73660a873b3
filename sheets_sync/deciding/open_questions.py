"""Questions that only the coordinator can answer, under the codes that « Anomalies » shows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Literal

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.entry.list_values import ListValue, ListValues
from sheets_sync.history.store import History
from sheets_sync.people.answers import ANSWERS
from sheets_sync.steering.month import Month

Kind = Literal["same_person", "list_value", "exception"]
VALUE, EXCEPTION = "L-", "A-"
"""Beginnings of the codes of two kinds; that of a pair is its two pseudonyms."""


@dataclass(frozen=True)
class OpenQuestion:
    """A question that waits.

    Attributes:
        code: as « Anomalies » has it behind the rule.
        rows: what is asked about; both rows of a pair, and all that a person has the same in.
        choices: the answers there are; none where a reason in one's own words is asked for.
        persons: the pseudonyms that it is about.
    """

    kind: Kind
    code: str
    rows: Sequence[Anomaly]
    choices: Sequence[str] = ()
    persons: Sequence[str] = ()

    def can_be_answered(self, kept: Collection[str]) -> bool:
        """True if a run has kept all of its pseudonyms: of others the next run gives new ones."""
        return set(self.persons) <= set(kept)


def open_questions(history: History, month: Month, values: ListValues) -> list[OpenQuestion]:
    """The questions of a month that no answer is remembered for.

    Args:
        values: those added to lists, as they were read with the month.
    """
    known = itertools.chain(values.values, starmap(ListValue, history.list_values.read()))
    accepted = {**month.decided.acceptances, **history.accepted.read()}
    reasons = {code: one.reason for code, one in accepted.items()}
    answered = {
        *history.register.answers(),
        *(f"{EXCEPTION}{code}" for code, reason in reasons.items() if reason),
        *(f"{VALUE}{one.code}" for one in known if one.is_decided),
    }
    return [each for each in all_questions(month, values) if each.code not in answered]


def all_questions(month: Month, values: ListValues) -> Iterator[OpenQuestion]:
    """Those too that were answered since the month was read: a mind can be changed."""
    yield from _pair_questions(month)
    yield from _value_questions(values)
    persons = month.owners.persons
    rows: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly, code in month.decided.codes.items():
        rows[code].append(anomaly)
    for code, of_code in rows.items():
        first = of_code[0]
        person = persons[first.siae, first.tab, first.row]
        yield OpenQuestion("exception", f"{EXCEPTION}{code}", of_code, persons=[person])


def _pair_questions(month: Month) -> Iterator[OpenQuestion]:
    """Whether two rows are one person."""
    rows: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly in month.anomalies:
        if anomaly.pair:
            rows[anomaly.pair].append(anomaly)
    for pair, of_pair in rows.items():
        yield OpenQuestion("same_person", pair, of_pair, list(ANSWERS), pair.split(" = "))


def _value_questions(values: ListValues) -> Iterator[OpenQuestion]:
    """Question on what a value that was added to a list counts as."""
    asked = {values.codes.get((row.tab, row.cell)): row for row in values.anomalies}
    for code in values.fields:
        rows = [asked[code]] if code in asked else []
        yield OpenQuestion("list_value", f"{VALUE}{code}", rows, values.answers(code))
