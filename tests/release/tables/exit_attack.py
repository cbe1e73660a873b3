"""An attack on the exits: the programme's two parts, of the day, beside the State's table."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync.consortium.derived import STATES
from sheets_sync.release.tables.contents import OTHER, STATE
from sheets_sync.release.tables.deduced import EXITS, POSITIVE_EXITS
from sheets_sync.release.tables.issued import Issued, IssuedReport
from tests.release.tables.integer_attacker import IntegerAttacker, Target
from tests.release.tables.invented_months import EXITS as REASONS
from tests.release.tables.invented_months import FIRST, THRESHOLD, Consortium

_Exit = tuple[str, str, int]
"""Class of an exit for the programme and for the State, and the interval it falls in."""
_COUNTED = ("positive", "autre", "à part")
_NEUTRAL = "neutralisée"


@dataclass(frozen=True)
class ExitAttack:
    """An attack on the exits that the reports of one funder tell of."""

    consortium: Consortium
    issued: Issued
    days: Sequence[date]
    funder: str = "tous"

    def won(self) -> list[Target[_Exit]]:
        """The counts of a kind of exit that are pinned, and are no declared total."""
        attacker = IntegerAttacker(self.truth)
        for report in self.issued.reports:
            if report.reader.funder == self.funder:
                self.read(attacker, report)
        return attacker.pinned(list(self.targets(attacker)))

    @functools.cached_property
    def truth(self) -> Mapping[_Exit, int]:
        kinds = sorted({(programme, state) for _reason, programme, state in REASONS})
        counts = Counter(
            (person.exit[1], person.exit[2], sum(day < person.left for day in self.days))
            for person in self.consortium.people
            if person.left is not None and FIRST <= person.left <= self.days[-1]
        )
        every = itertools.product(kinds, range(len(self.days)))
        return {(*kind, interval): counts[(*kind, interval)] for kind, interval in every}

    def read(self, attacker: IntegerAttacker[_Exit], report: IssuedReport) -> None:
        """Learn the declared totals, and the State's table with its day."""
        until = self.days.index(report.reader.period.end)
        if EXITS in report.totals:
            attacker.learn(self.those(_COUNTED, until), report.totals[EXITS])
        if POSITIVE_EXITS in report.totals:
            attacker.learn(self.those(("positive",), until), report.totals[POSITIVE_EXITS])
        shown = report.tables[STATE]
        until = self.days.index(shown.day)
        exits = self.those(_COUNTED, until)
        # Of another total, the table is about the transfers too, which the State counts.
        if shown.total != sum(self.truth[each] for each in exits):
            exits = [each for each in self.truth if each[2] <= until]
        for part in shown.parts:
            attacker.learn([each for each in exits if _state(each) in part.labels], part.count)

    def those(self, programme: Sequence[str], until: int) -> list[_Exit]:
        return [each for each in self.truth if each[0] in programme and each[2] <= until]

    def targets(self, attacker: IntegerAttacker[_Exit]) -> Iterator[Target[_Exit]]:
        """Each kind of exit by either definition and by both, in each stretch of time."""
        stretches = itertools.combinations_with_replacement(range(len(self.days)), 2)
        for first, last in stretches:
            exits = [each for each in self.truth if first <= each[2] <= last]
            for name, some in _kinds(exits).items():
                target = Target(f"{name} {first}–{last}", frozenset(some))
                if 0 < attacker.true_count(target) < THRESHOLD:
                    yield target


def _state(each: _Exit) -> str:
    if each[1] == STATES["neutral"]:
        return _NEUTRAL
    return OTHER if each[1] == STATES["other"] else each[1]


def _kinds(exits: Sequence[_Exit]) -> dict[str, list[_Exit]]:
    kinds: dict[str, list[_Exit]] = {}
    for each in exits:
        programme, state = each[0], _state(each)
        kinds.setdefault(f"{programme} and {state}", []).append(each)
        kinds.setdefault(f"State {state}", []).append(each)
        if programme not in ("positive", "autre"):
            kinds.setdefault(f"programme {programme}", []).append(each)
    return kinds
