"""What readers can work out of declared totals: sums and differences of what reports told.

A period's participants are those present at its start and those who entered in it. So two periods
tell who was present at both starts; with the entries between them, how many left; and with the
exits that count, those that do not: deaths, illnesses, detentions.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.issued import IssuedReport
from sheets_sync.release.tables.minimal_groups import minimal_groups
from sheets_sync.release.tables.renewal import Population

ENTRIES, EXITS, POSITIVE_EXITS = "entrees", "sorties_comptees", "sorties_positives"
Deducible = Literal[
    "came", "left", "positive", "not_positive", "not_counted", "gone", "present", "people"
]
_Combination = tuple[tuple[Population, float], ...]
"""A sum of populations that is itself one, and how often each is in it; taken away, less than 0."""
_Point = tuple[tuple[date, ...], int]
"""Which other days a count is known beside, and what it is, up to what all these days share."""
_Points = Mapping[date, _Point]


@dataclass(frozen=True)
class Deduced:
    """A count of people or exits that readers can work out, from `first` to `last`.

    Attributes:
        last: the same as `first` for those present on that day.
        of: the populations that it is a sum and difference of.
    """

    what: Deducible
    of: _Combination
    first: date
    last: date
    count: int


def deduced(reports: Sequence[IssuedReport], population: Population) -> set[Deduced]:
    """The least counts that these reports tell of a population, alone and beside others.

    The least in time: any other is a sum of them.
    """
    by_population: dict[Population, list[IssuedReport]] = defaultdict(list)
    for report in reports:
        by_population[report.reader.people].append(report)
    if population not in by_population:
        return set()
    known = {each: _movements(some) for each, some in by_population.items()}
    levels = {each: _declared_counts(some) for each, some in by_population.items()}
    counts: set[Deduced] = set()
    for combination in _combinations(population, list(known)):
        counts.update(_between_days(combination, known))
        counts.update(_of_one_day(combination, levels))
    return counts


def _combinations(population: Population, known: Sequence[Population]) -> Iterator[_Combination]:
    """The population alone, then the sums with others that count a group of people."""
    yield ((population, 1),)
    by_people = {each.people: each for each in known}
    for _group, terms in minimal_groups(tuple(by_people)) or ():
        if population.people in terms and len(terms) > 1:
            yield tuple((by_people[people], times) for people, times in terms.items())


def _movements(reports: Sequence[IssuedReport]) -> Mapping[Deducible, _Points]:
    """What is known to have come or gone between days, by what it is."""
    came = linked_days([*_totals(reports, ENTRIES), *_since_the_same_start(reports)])
    left = linked_days(_totals(reports, EXITS))
    positive = linked_days(_totals(reports, POSITIVE_EXITS))
    not_positive = _summed_points((left, 1), (positive, -1))
    present = {day: ((), count) for day, count in _present_at_start(reports).items()}
    # All exits follow where those that count are too few to be told.
    gone = _summed_points((came, 1), (present, -1))
    not_counted = _summed_points((gone, 1), (left, -1))
    return {
        "came": came,
        "left": left,
        "positive": positive,
        "not_positive": not_positive,
        "not_counted": not_counted,
        "gone": gone,
    }


Edge = tuple[date, date, int]
"""The first day of a period, the day after its last, and what is counted in it."""


def edge_of_period(period: Period, count: int) -> Edge:
    """What is counted in a period, as a way from its first day to the day after its last."""
    return period.start, period.end + timedelta(days=1), count


def _totals(reports: Iterable[IssuedReport], name: str) -> Iterator[Edge]:
    for report in reports:
        if name in report.totals:
            yield edge_of_period(report.reader.period, report.totals[name])


def _since_the_same_start(reports: Iterable[IssuedReport]) -> Iterator[Edge]:
    """Who came between the ends of two periods of one start: their participants differ by them."""
    by_start: dict[date, list[IssuedReport]] = defaultdict(list)
    for report in reports:
        if PEOPLE in report.totals:
            by_start[_first_day(report)].append(report)
    for same in by_start.values():
        for before, after in pairwise(sorted(same, key=_next_day)):
            came = after.totals[PEOPLE] - before.totals[PEOPLE]
            yield _next_day(before), _next_day(after), came


def _present_at_start(reports: Iterable[IssuedReport]) -> dict[date, int]:
    """Those present at the start of a period: its participants but those who entered in it."""
    return {
        _first_day(report): report.totals[PEOPLE] - report.totals[ENTRIES]
        for report in reports
        if PEOPLE in report.totals and ENTRIES in report.totals
    }


def linked_days(edges: Iterable[Edge]) -> _Points:
    """The count up to each day, from the first day that a chain of periods links it with."""
    neighbours: dict[date, list[tuple[date, int]]] = defaultdict(list)
    for first, last, count in edges:
        neighbours[first].append((last, count))
        neighbours[last].append((first, -count))
    points: dict[date, _Point] = {}
    for root in sorted(neighbours):
        if root in points:
            continue
        points[root] = ((root,), 0)
        waiting = [root]
        for day in waiting:
            for other, count in neighbours[day]:
                if other not in points:
                    points[other] = ((root,), points[day][1] + count)
                    waiting.append(other)
    return points


def _summed_points(*terms: tuple[_Points, float]) -> _Points:
    """The sum of counts on each day on which all of them are known."""
    summed: dict[date, _Point] = {}
    for day in set.intersection(*(set(points) for points, _sign in terms)):
        roots = itertools.chain.from_iterable(points[day][0] for points, _sign in terms)
        summed[day] = tuple(roots), round(sum(sign * points[day][1] for points, sign in terms))
    return summed


def _between_days(
    combination: _Combination, known: Mapping[Population, Mapping[Deducible, _Points]]
) -> Iterator[Deduced]:
    for what in known[combination[0][0]]:
        points = _summed_points(*((known[each][what], sign) for each, sign in combination))
        days: dict[tuple[date, ...], list[date]] = defaultdict(list)
        for day in sorted(points):
            days[points[day][0]].append(day)
        for linked in days.values():
            for first, after in pairwise(linked):
                count = points[after][1] - points[first][1]
                yield Deduced(what, combination, first, after - timedelta(days=1), count)


_Level = tuple[Deducible, date, date]


def _declared_counts(reports: Iterable[IssuedReport]) -> Mapping[_Level, int]:
    """Counts that are told as they are: the participants of a period, and who was there before."""
    levels: dict[_Level, int] = {}
    for report in reports:
        if PEOPLE in report.totals:
            levels["people", _first_day(report), report.reader.period.end] = report.totals[PEOPLE]
    for day, count in _present_at_start(reports).items():
        levels["present", day, day] = count
    return levels


def _of_one_day(
    combination: _Combination, levels: Mapping[Population, Mapping[_Level, int]]
) -> Iterator[Deduced]:
    shared = set.intersection(*(set(levels[each]) for each, _sign in combination))
    for what, first, last in shared:
        if what == "people" and len(combination) == 1:
            # The declared total itself.
            continue
        count = round(sum(sign * levels[each][what, first, last] for each, sign in combination))
        yield Deduced(what, combination, first, last, count)


def _first_day(report: IssuedReport) -> date:
    return report.reader.period.start


def _next_day(report: IssuedReport) -> date:
    return report.reader.period.end + timedelta(days=1)
