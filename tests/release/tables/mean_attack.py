"""An attack on means: over how many people exactly, which beside the declared totals is a count.

A mean of whole hours over seven people is none over six: its digits may leave only one number of
those that « environ 5 personnes » allows. Beside the exits that count, or the persons accompanied,
that number says how many few are not among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sheets_sync.release.tables import contents
from sheets_sync.release.tables.contents import ALL_TOGETHER, DURATION, MEANS, PEOPLE
from sheets_sync.release.tables.deduced import EXITS
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.release.tables.shown import Shown, people_in_fives
from tests.release.tables.invented_months import THRESHOLD


@dataclass(frozen=True)
class MeanAttack:
    """An attack on the means that the readers of an invented consortium's reports hold."""

    issued: Issued

    def won(self) -> list[str]:
        """The small counts that a mean gives, alone, beside totals, over time or between two."""
        return [*self._beside_totals(), *self._of_differences()]

    def _beside_totals(self) -> Iterator[str]:
        for report, name, shown in self._means():
            known = possible_numbers(name, shown)
            total = report.totals.get(EXITS if name == DURATION else PEOPLE)
            if len(known) == 1 and total is not None:
                few = abs(total - known[0])
                if 0 < few < THRESHOLD:
                    yield f"{name} {report.document}: {few} beside {total}"

    def _of_differences(self) -> Iterator[str]:
        """Differences of two means of one population over time, and of two populations of a day."""
        means = list(self._means())
        for first, name, shown in means:
            for second, other, beside in means:
                if other != name or (first.made_on, first.document) >= (
                    second.made_on,
                    second.document,
                ):
                    continue
                same = _population(first, name) == _population(second, name)
                if not (same or shown.day == beside.day):
                    continue
                ways = {
                    after - before
                    for before in possible_numbers(name, shown)
                    for after in possible_numbers(name, beside)
                }
                if len(ways) == 1 and 0 < abs(next(iter(ways))) < THRESHOLD:
                    yield f"{name} {first.document} and {second.document}: {ways}"

    def _means(self) -> Iterator[tuple[IssuedReport, str, Shown]]:
        """Each mean that a report tells of its own day."""
        for report in self.issued.reports:
            for name in MEANS:
                shown = report.tables.get(name)
                if shown is None or shown.value is None or shown.stands:
                    continue
                if shown.day == report.reader.period.end:
                    yield report, name, shown


def possible_numbers(name: str, shown: Shown) -> list[int]:
    """Over how many people a mean may be, from what is told of it; the truth is among them."""
    truth = shown.partition.count([ALL_TOGETHER]) if shown.partition else None
    assert shown.value is not None
    near = [n for n in range(THRESHOLD, shown.about + 3) if people_in_fives(n) == shown.about]
    possible = [n for n in near if name == DURATION or _is_of_whole_hours(shown.value, n)]
    assert truth in possible, "the attacker is told what is not so"
    return possible


def _is_of_whole_hours(mean: float, people: int) -> bool:
    """True if so many people may have whole hours of which this is the rounded mean."""
    half = 0.5 * 0.1 ** contents.digits_of_mean(people) + 1e-9
    return math.ceil((mean - half) * people) <= math.floor((mean + half) * people)


def _population(report: IssuedReport, name: str) -> tuple[object, ...]:
    reader = report.reader
    return (reader.siae, reader.where, reader.population(name).start)
