"""When a count that only grows reaches its target, at the pace of its last twelve months.

Never for a rate, which has no pace, nor for a number of people present, which goes up and down.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import month_ends, months_later, year_to

HISTORY_MONTHS = 12
"""Whole months without which nothing is foreseen, and whose pace it is."""
OF_A_YEAR = ("entrees", "sorties", "sorties_positives", "sorties_dynamiques")
"""Counts that begin anew each January, and are the sum of those of their months."""
SINCE_THE_START = ("participants_origine",)
"""Counts that never begin anew."""
_MOST_MONTHS = 60
"""Months ahead beyond which nothing is foreseen."""
_DAYS_IN_MONTH = 365.25 / 12
_EIGHT_IN_TEN = statistics.NormalDist().inv_cdf(0.9)
"""Standard deviations on both sides of the mean between which eight of ten outcomes lie."""


@dataclass(frozen=True)
class Expected:
    """Expected value of a count, and the lowest and highest that it may be."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """Forecast by the pace of the last months.

    Attributes:
        reached: the month in which the target is reached; None where it is not in time.
        soonest, latest: the first and last month that it may be; None where not in time.
        at_end: the count when the time is over.
    """

    target: float
    reached: date | None
    soonest: date | None
    latest: date | None
    last_day: date
    at_end: Expected

    @property
    def text(self) -> str:
        """« au rythme actuel, objectif atteint en mars 2027 (entre janvier et juillet) »."""
        if self.reached is None:
            return self._not_reached("")
        month, soonest = french.month(self.reached), self._month(self.soonest or self.reached)
        if self.latest is None:
            return sentence(f"forecast.{self._unsure}", month=month, soonest=soonest)
        if self.soonest == self.latest:
            return sentence("forecast.reached", month=month)
        latest = self._month(self.latest)
        return sentence("forecast.reached_between", month=month, soonest=soonest, latest=latest)

    @property
    def short_text(self) -> str:
        """The same in a line: « à ce rythme, en mars 2027 (janv. 27 à juil. 27) »."""
        if self.reached is None:
            return self._not_reached("short_")
        month = french.month(self.reached)
        soonest = french.short_month(self.soonest or self.reached)
        if self.latest is None:
            return sentence(f"forecast.short_{self._unsure}", month=month, soonest=soonest)
        if self.soonest == self.latest:
            return sentence("forecast.short_reached", month=month)
        latest = french.short_month(self.latest)
        return sentence("forecast.short_between", month=month, soonest=soonest, latest=latest)

    def _not_reached(self, length: str) -> str:
        """The count when the time is over, with its bounds where it has any."""
        end, words = self.at_end, {"expected": self.at_end.middle, "day": self.last_day}
        if round(end.low) == round(end.high):
            return sentence(f"forecast.{length}not_reached_surely", **words)
        return sentence(f"forecast.{length}not_reached", low=end.low, high=end.high, **words)

    @property
    def _unsure(self) -> str:
        """How it is said that the target may be missed; a month is not said twice."""
        if self.soonest == self.reached:
            return "barely"
        return "perhaps"

    def _month(self, day: date) -> str:
        """« mars », or « mars 2028 » where it is not the year of the month before."""
        if self.reached is not None and day.year == self.reached.year:
            return french.month_name(day)
        return french.month(day)


def forecast(measures: Measures, name: str, as_of: date) -> Forecast | None:
    """Forecast by the pace of a count.

    None for what does not only grow, has no target or has reached it, or is younger than
    `HISTORY_MONTHS`.
    """
    if name not in (*OF_A_YEAR, *SINCE_THE_START):
        return None
    now = measures.figure(name, year_to(as_of).start, as_of)
    if now.target is None or not now.is_collected or now.numerator >= now.target:
        return None
    past = list(_whole_months(measures, name, as_of))
    if len(past) < HISTORY_MONTHS:
        return None
    last_day = date(as_of.year, 12, 31)
    if name in SINCE_THE_START:
        last_day = months_later(as_of, _MOST_MONTHS)
    return foresee(past, now.numerator, now.target, as_of, last_day)


def _whole_months(measures: Measures, name: str, as_of: date) -> Iterator[float]:
    """Counts of the last whole months; those before the first entry are left out."""
    before_this = as_of.replace(day=1) - timedelta(days=1)
    for end in month_ends(before_this, HISTORY_MONTHS):
        day_before = end.replace(day=1) - timedelta(days=1)
        if not measures.figure("participants_origine", None, day_before).numerator:
            continue
        if name in SINCE_THE_START:
            earlier = measures.figure(name, None, day_before).numerator
            yield measures.figure(name, None, end).numerator - earlier
        else:
            yield measures.figure(name, end.replace(day=1), end).numerator


def foresee(
    past: Sequence[float], count: float, target: float, as_of: date, last_day: date
) -> Forecast:
    """The forecast from the counts of whole months, and the count on `as_of`.

    The months to come are taken to vary about the mean as the past ones do; the mean itself is
    known from so many months only, which widens the range.
    """
    mean, variance = statistics.fmean(past), statistics.variance(past)

    def expected(day: date) -> Expected:
        months = (day - as_of).days / _DAYS_IN_MONTH
        spread = _EIGHT_IN_TEN * math.sqrt(variance * months * (1 + months / len(past)))
        middle = count + mean * months
        return Expected(middle, max(count, middle - spread), middle + spread)

    by_month = {day.replace(day=1): expected(day) for day in _ends_of_months(as_of, last_day)}
    return Forecast(
        target,
        next((month for month, at in by_month.items() if at.middle >= target), None),
        next((month for month, at in by_month.items() if at.high >= target), None),
        next((month for month, at in by_month.items() if at.low >= target), None),
        last_day,
        expected(last_day),
    )


def _ends_of_months(as_of: date, last_day: date) -> Iterator[date]:
    """The last day of each month from that of `as_of` to `last_day`, which is the last."""
    this_month = as_of.replace(day=1)
    for ahead in range(1, _MOST_MONTHS + 2):
        end = months_later(this_month, ahead) - timedelta(days=1)
        if end >= last_day:
            yield last_day
            return
        yield end
