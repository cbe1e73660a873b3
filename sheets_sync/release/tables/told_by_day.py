"""What readers are told of kinds of people day by day, with all that follows from it.

Counts of people are nought or more, and people only come. So the parts of nobody are nobody; and
where nobody came to some kinds between two days, nobody came to any of them: what is told of these
on one day between is told on all. The sums and differences of the rest are for linear algebra.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sheets_sync.release.tables.kinds_of_people import Kinds

_CLOSE = 1e-6
_NOBODY: Kinds = frozenset()
_Count = int | None


@dataclass(frozen=True)
class ToldOfDay:
    """Of which kinds together readers are told on a day how many people are of them.

    Attributes:
        size: how many kinds there are.
    """

    told: Mapping[Kinds, int]
    size: int
    _counts: dict[Kinds, _Count] = field(default_factory=dict, init=False, repr=False)

    def count(self, kinds: Kinds) -> _Count:
        """The count of these kinds, a sum and difference of what is told; None where it is not."""
        return self.counts([kinds])[0]

    def counts(self, sets: Sequence[Kinds]) -> list[_Count]:
        """The count of each of these."""
        new = [kinds for kinds in sets if kinds not in self._counts]
        if new:
            self._counts.update(zip(new, self._worked_out(new), strict=True))
        return [self._counts[kinds] for kinds in sets]

    def and_of(self, more: Mapping[Kinds, int]) -> ToldOfDay:
        """The same, with what else is known of that day."""
        if more.keys() <= self.told.keys():
            return self
        return ToldOfDay({**more, **self.told}, self.size)

    @functools.cached_property
    def nobody(self) -> Kinds:
        """The kinds of nobody, as told sets show: of none, or of no more than are in a part."""
        rows, counts = self._told_rows, np.array(list(self.told.values()), float)
        is_part = rows @ (1 - rows).T < _CLOSE
        is_as_great = np.equal.outer(counts, counts)
        others_than_part = is_part.T & is_as_great
        beside = (rows[:, None, :] > rows[None, :, :]) & others_than_part[:, :, None]
        of_nobody = beside.any(axis=(0, 1)) | rows[counts == 0].any(axis=0)
        return frozenset(np.flatnonzero(of_nobody).tolist())

    def _worked_out(self, sets: Sequence[Kinds]) -> Iterator[_Count]:
        asked = self._rows(sets)
        times = asked @ self._inverse
        left = np.abs(times @ self._told_rows - asked).max(axis=1)
        counts = times @ np.array(list(self.told.values()), float)
        for count, follows in zip(counts.tolist(), (left < _CLOSE).tolist(), strict=True):
            yield round(count) if follows else None

    @functools.cached_property
    def _told_rows(self) -> NDArray[np.float64]:
        return self._rows(list(self.told))

    @functools.cached_property
    def _inverse(self) -> NDArray[np.float64]:
        return np.asarray(np.linalg.pinv(self._told_rows, rcond=_CLOSE), np.float64)

    def _rows(self, sets: Sequence[Kinds]) -> NDArray[np.float64]:
        rows = np.zeros((len(sets), self.size))
        for row, kinds in zip(rows, sets, strict=True):
            row[list(kinds)] = 1
        return rows


Days = Mapping[date, ToldOfDay]
"""What is told on each day, the first day first."""


def with_what_follows(days: Days, asked: Iterable[Kinds]) -> Days:
    """The same, with what follows from nobody being of some kinds, or having come to them.

    Args:
        asked: the sets of kinds of which it is asked whether anybody is of them, or came.
    """
    every = list({*asked, *(kinds for told in days.values() for kinds in told.told)})
    while days:
        counts = {day: told.counts(every) for day, told in days.items()}
        more = _nobody(days, every, counts)
        for day, carried in _carried(every, counts).items():
            more[day] |= carried
        after = {day: told.and_of(more[day]) for day, told in days.items()}
        if all(after[day] is told for day, told in days.items()):
            break
        days = after
    return days


def _nobody(
    days: Days, every: Sequence[Kinds], counts: Mapping[date, Sequence[_Count]]
) -> dict[date, dict[Kinds, int]]:
    """The kinds that nobody is of on a day: nor was on any day before."""
    of_nobody, nobody = _NOBODY, dict[date, dict[Kinds, int]]()
    for day in reversed(list(days)):
        noughts = (kinds for kinds, count in zip(every, counts[day], strict=True) if count == 0)
        of_nobody = of_nobody.union(days[day].nobody, *noughts)
        each = [frozenset((number,)) for number in of_nobody]
        known = zip(each, days[day].counts(each), strict=True)
        nobody[day] = {kinds: 0 for kinds, count in known if count is None}
    return nobody


def _carried(
    every: Sequence[Kinds], counts: Mapping[date, Sequence[_Count]]
) -> dict[date, dict[Kinds, int]]:
    """What is known on other days of those to whom nobody came between."""
    days = list(counts)
    unmoved = _unmoved(every, counts)
    carried: dict[date, dict[Kinds, int]] = {day: {} for day in days}
    for first, day in enumerate(days):
        still = unmoved[first] if first < len(unmoved) else _NOBODY
        for last in range(first + 1, len(days)):
            still &= unmoved[last - 1]
            if not still:
                break
            both = zip(every, counts[day], counts[days[last]], strict=True)
            for kinds, then, now in both:
                if (then is None) != (now is None) and kinds <= still:
                    known_on, count = (days[last], then) if now is None else (day, now)
                    carried[known_on][kinds] = count or 0
    return carried


def _unmoved(every: Sequence[Kinds], counts: Mapping[date, Sequence[_Count]]) -> list[Kinds]:
    """The kinds to which nobody came from each day to the next."""
    unmoved = [set[int]() for _ in range(len(counts) - 1)]
    for kinds, of_days in zip(every, zip(*counts.values(), strict=True), strict=True):
        known = [(number, count) for number, count in enumerate(of_days) if count is not None]
        for (first, before), (last, count) in pairwise(known):
            if before == count:
                for each in unmoved[first:last]:
                    each |= kinds
    return [frozenset(each) for each in unmoved]
