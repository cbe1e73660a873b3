"""Words beside a key figure: out of how many, its target, its change."""

from __future__ import annotations

from datetime import date

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.few_cases import is_few
from sheets_sync.steering.key_figures import KeyFigure, TargetState, day_in_year, due_by


def out_of(figure: Figure) -> str:
    """« 53 sur 94 sorties comptées » for a rate, else over what time it is counted; provisos."""
    if figure.among is not None or not figure.is_collected:
        return figure.beside
    return french.typeset(" ; ".join((_counted_over(figure), *figure.provisos)))


def counts(figure: Figure) -> str:
    """« 60 sur 86 » for a rate, with its bounds where some are left out; else over what time."""
    if not figure.is_collected:
        return ""
    if figure.among is None:
        return french.typeset(
            ", ".join(filter(None, (_counted_over(figure), figure.coverage_text)))
        )
    counted = sentence("steering.out_of", counted=figure.numerator, among=figure.denominator)
    return french.typeset(", ".join(filter(None, (counted, bounds(figure), figure.coverage_text))))


def bounds(figure: Figure) -> str:
    """« 67 % à 71 % avec 4 incomplètes »; "" where nothing is left out."""
    missing = figure.missing
    if missing is None:
        return ""
    low, high = (french.figure(value, figure.unit) for value in (missing.low, missing.high))
    return sentence("steering.bounds", low=low, high=high, missing=missing.left_out)


def _counted_over(figure: Figure) -> str:
    if figure.start is None:
        return sentence("steering.at_that_date")
    return sentence("steering.since_january")


def euros_text(amount: float | None) -> str:
    """« 1 235 € »; « non saisi » where none of its cells is filled."""
    if amount is None:
        return sentence("figures.not_collected")
    return french.euros(amount)


def against_target(figure: KeyFigure) -> str:
    """« objectif 50 % atteint », « objectif 160, il en manque 10 »."""
    now, state = figure.now, figure.against_target
    if state is None or now.target is None:
        return sentence("steering.no_target")
    return objective_text(state, now.target, now.unit, now.numerator, day_in_year(now))


def objective_text(
    state: TargetState, target: float, unit: str, count: float, day: date | None = None
) -> str:
    """The same of any figure; `day`: that of a count that begins anew each January."""
    code, due = f"steering.{state}", target if day is None else due_by(target, day)
    if state == "missed" and unit == "%":
        code = "steering.rate_missed"
    if state == "missed" and due < target:
        # nothing is missing before the year is over: it is the pace that is too slow
        code = "steering.missed_in_year"
    return sentence(code, target=french.figure(target, unit), gap=target - count, due=due)


def since_month(figure: KeyFigure) -> str:
    """« en 30 jours +5 »; for a count that starts anew each year, this month beside the last."""
    now = figure.now
    if now.start is not None and not figure.is_rate:
        last, this = figure.trend[-2:]
        return sentence(
            "steering.this_month",
            month=french.month_name(this.start),
            this=french.figure(this.value, now.unit),
            before=french.month_name(last.start),
            last=french.figure(last.value, now.unit),
        )
    gap = french.change(now.value, figure.month_ago.value, now.unit)
    # Of few cases one more or less is many points.
    if not gap or is_few(now) or is_few(figure.month_ago):
        return ""
    # « = » says nothing to a reader.
    if gap == "=":
        return sentence("steering.stable_month")
    return sentence("steering.since_month", gap=gap)


def last_year(figure: KeyFigure) -> str:
    """« l'an dernier 108 », « l'an dernier 77 % (86 sur 112) »; few cases are counts alone."""
    before = figure.year_ago
    if before.value is None or not before.is_collected:
        return sentence("steering.year_ago_none")
    if is_few(before):
        words = {"counted": before.numerator, "among": before.denominator}
        return sentence("steering.year_ago_counts", **words)
    return sentence("steering.year_ago", value=before.text)
