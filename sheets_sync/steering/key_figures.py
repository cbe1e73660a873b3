"""The figures that directors look at first, beside those of a month and of a year ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import month_ends, months_later, year_before, year_to

KEY_FIGURES = (
    "participants",
    "entrees",
    "sorties",
    "taux_sorties_positives",
    "taux_positif_18_mois",
    "taux_sorties_dynamiques",
    "progression_francais",
)
FOLLOW_UP = ("contrats_finissant", "pass_finissant", "titres_finissant", "sans_entretien")
"""Indicators of what ends soon, and of people not seen for long."""
TREND_MONTHS = 12


@dataclass(frozen=True)
class MonthValue:
    """A figure's value of one month; None where there was nothing to divide by."""

    start: date
    value: float | None


@dataclass(frozen=True)
class KeyFigure:
    """A key figure at three dates: a flow is counted from the 1st of January of each date's year.

    Attributes:
        trend: the last twelve months, each with its own count, or the rate over the twelve to it.
        reached: whether the target is; None without a target.
    """

    now: Figure
    month_ago: Figure
    year_ago: Figure
    trend: Sequence[MonthValue]
    reached: bool | None


def key_figures(measures: Measures, as_of: date) -> list[KeyFigure]:
    """The `KEY_FIGURES`, in their order."""
    return [_key_figure(measures, name, as_of) for name in KEY_FIGURES]


def is_reached(measures: Measures, figure: Figure) -> bool | None:
    """True if a figure meets its target, whichever way is good; None where it has none."""
    if figure.target is None:
        return None
    # Where nothing could be measured the target is not reached: silence must not pass for success.
    if figure.value is None:
        return False
    if measures.indicators[figure.id].good == "down":
        return figure.value <= figure.target
    return figure.value >= figure.target


def _key_figure(measures: Measures, name: str, as_of: date) -> KeyFigure:
    days = (as_of, as_of - timedelta(days=30), year_before(as_of))
    now, month_ago, year_ago = (measures.figure(name, year_to(day).start, day) for day in days)
    trend = [_in_month(measures, name, end) for end in month_ends(as_of, TREND_MONTHS)]
    return KeyFigure(now, month_ago, year_ago, trend, is_reached(measures, now))


def _in_month(measures: Measures, name: str, end: date) -> MonthValue:
    """A count of the month to `end`; a rate over twelve, since a month alone has too few exits."""
    is_rate = measures.indicators[name].of is not None
    first = months_later(end, -12) + timedelta(days=1) if is_rate else end.replace(day=1)
    return MonthValue(end.replace(day=1), measures.figure(name, first, end).value)
