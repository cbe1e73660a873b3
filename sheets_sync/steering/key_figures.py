"""The figures that directors look at first, beside those of a month and of a year ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import month_ends, months_later, year_before, year_to
from sheets_sync.steering.few_cases import LOW_FROM, is_few
from sheets_sync.steering.forecast import Forecast, forecast

KEY_FIGURES = (
    "personnes_accompagnees",
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
COURSE_MONTHS = 36
"""Months of a figure's course since the start, at most."""
_BEHIND = 0.9
"""The share of what should be there by now, under which a count of the year is behind."""
TargetState = Literal["reached", "on_course", "missed", "few", "unknown"]


@dataclass(frozen=True)
class MonthValue:
    """A figure's value of one month; None where there was nothing to divide by.

    Attributes:
        is_firm: whether it is of cases enough to be told as a rate.
    """

    start: date
    value: float | None
    is_firm: bool = True


Courses = Mapping[str, Sequence[MonthValue]]
"""Key figure → what it was at the end of each month since the first entry, as on its card."""


@dataclass(frozen=True)
class KeyFigure:
    """A key figure at three dates: a flow is counted from the 1st of January of each date's year.

    Attributes:
        trend: the last twelve months, each with its own count, or the rate over the twelve to it.
        against_target: None without a target; a count of the year is « on_course » as long as it
            grows as fast as the year goes by, « few » is a rate of too few cases to say so, and
            « unknown » what nobody collects.
        forecast: what its pace leads to; None where nothing is to be foreseen.
    """

    now: Figure
    month_ago: Figure
    year_ago: Figure
    trend: Sequence[MonthValue]
    against_target: TargetState | None
    forecast: Forecast | None = None

    @property
    def is_rate(self) -> bool:
        """True for what has a denominator."""
        return self.now.among is not None

    @property
    def reached(self) -> bool | None:
        """Whether the target is; None without a target."""
        if self.against_target is None:
            return None
        return self.against_target == "reached"


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


def target_state(measures: Measures, figure: Figure) -> TargetState | None:
    """How a figure stands against its target on its day; None without one."""
    reached = is_reached(measures, figure)
    if reached is None:
        return None
    if not figure.is_collected:
        return "unknown"
    if is_few(figure):
        return "few"
    if reached:
        return "reached"
    indicator = measures.indicators[figure.id]
    counts_the_year = indicator.kind == "flow" and figure.among is None and indicator.good == "up"
    if counts_the_year and figure.target is not None:
        return state_in_year(figure.numerator, figure.target, figure.end)
    return "missed"


def state_in_year(count: float, target: float, day: date) -> TargetState:
    """How a count that begins anew each January stands against its target on the day."""
    if count >= target:
        return "reached"
    # A target of the year is not missed in June for being half reached.
    due = due_by(target, day)
    if count >= _BEHIND * due or due - count < 1:
        return "on_course"
    return "missed"


def day_in_year(figure: Figure) -> date | None:
    """The day of a count that begins anew each January; None for any other figure."""
    if figure.start is None or figure.among is not None:
        return None
    return figure.end


def due_by(target: float, day: date) -> float:
    """What a count of the year should be on a day, as much each day, to reach its target."""
    days = date(day.year, 12, 31).timetuple().tm_yday
    return target * day.timetuple().tm_yday / days


def state_of_rate(counts: tuple[int, int], target: float) -> TargetState:
    """How a rate, by its numerator and denominator, stands against its target."""
    if counts[1] < LOW_FROM:
        return "few"
    if counts[0] / counts[1] >= target:
        return "reached"
    return "missed"


def targets_missed(measures: Measures, indicators: Iterable[str], as_of: date) -> Iterator[str]:
    """The indicators with a target that is not reached."""
    start = year_to(as_of).start
    for name in indicators:
        figure = measures.figure(name, start, as_of)
        if target_state(measures, figure) not in (None, "reached", "on_course"):
            target = french.figure(figure.target, figure.unit)
            yield sentence(
                "steering.target_missed", label=figure.label, value=figure.text, target=target
            )


def courses(measures: Measures, as_of: date) -> Courses:
    """The course of each key figure up to the day."""
    ends = month_ends(as_of, _months_since_the_start(measures, as_of))
    return {name: _course(measures, name, ends) for name in KEY_FIGURES}


def _course(measures: Measures, name: str, ends: Sequence[date]) -> list[MonthValue]:
    return [_month_value(measures.figure(name, year_to(end).start, end)) for end in ends]


def _month_value(figure: Figure) -> MonthValue:
    return MonthValue(figure.end.replace(day=1), figure.value, not is_few(figure))


def _months_since_the_start(measures: Measures, as_of: date) -> int:
    """Months since the first entry, this one included, `COURSE_MONTHS` at most."""
    first = measures.first_entry(as_of) or as_of
    months = (as_of.year - first.year) * 12 + as_of.month - first.month + 1
    return min(COURSE_MONTHS, months)


def _key_figure(measures: Measures, name: str, as_of: date) -> KeyFigure:
    days = (as_of, as_of - timedelta(days=30), year_before(as_of))
    now, month_ago, year_ago = (measures.figure(name, year_to(day).start, day) for day in days)
    trend = [_in_month(measures, name, end) for end in month_ends(as_of, TREND_MONTHS)]
    return KeyFigure(
        now,
        month_ago,
        year_ago,
        trend,
        target_state(measures, now),
        forecast(measures, name, as_of),
    )


def _in_month(measures: Measures, name: str, end: date) -> MonthValue:
    """A count of the month to `end`; a rate over twelve, since a month alone has too few exits."""
    is_rate = measures.indicators[name].of is not None
    first = months_later(end, -12) + timedelta(days=1) if is_rate else end.replace(day=1)
    return _month_value(measures.figure(name, first, end))
