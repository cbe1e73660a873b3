"""Words beside a key figure: out of how many, its target, its change."""

from __future__ import annotations

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.key_figures import KeyFigure


def out_of(figure: Figure) -> str:
    """« 53 sur 94 sorties comptées » for a rate, else over what time it is counted; provisos."""
    if figure.among is not None or not figure.is_collected:
        return figure.beside
    when = sentence("steering.at_that_date" if figure.start is None else "steering.since_january")
    return french.typeset(" ; ".join((when, *figure.provisos)))


def rate_with_counts(figure: Figure, between: str = " ") -> str:
    """« 42 % (31 sur 73) »; `between`: what stands between the share and its counts."""
    if figure.value is None:
        return figure.text
    counted = sentence("steering.out_of", counted=figure.numerator, among=figure.denominator)
    if figure.missing is not None:
        left_out, label = figure.missing.left_out, figure.missing.label
        counted += sentence("figures.missing_short", missing=left_out, label=label)
    return f"{figure.text}{between}({counted})"


def euros_text(amount: float | None) -> str:
    """« 1 235 € »; « non saisi » where none of its cells is filled."""
    return sentence("figures.not_collected") if amount is None else french.euros(amount)


def against_target(figure: KeyFigure) -> str:
    """« objectif 50 % : atteint »."""
    target = figure.now.target
    if target is None:
        return sentence("steering.no_target")
    code = "steering.reached" if figure.reached else "steering.not_reached"
    if not figure.now.is_collected:
        code = "steering.target_not_collected"
    return sentence(code, target=french.figure(target, figure.now.unit))


def since_month(figure: KeyFigure) -> str:
    """« +5 en 30 jours »; for a count that starts anew each year, this month beside the last."""
    now = figure.now
    if now.start is not None and now.among is None:
        last, this = (french.figure(month.value, now.unit) for month in figure.trend[-2:])
        return sentence("steering.this_month", this=this, last=last)
    gap = french.change(now.value, figure.month_ago.value, now.unit)
    if not gap:
        return ""
    return sentence("steering.since_month", gap=gap)


def since_year(figure: KeyFigure) -> str:
    """« +5 par rapport à l'an dernier à cette date »; "" where either is unknown."""
    gap = french.change(figure.now.value, figure.year_ago.value, figure.now.unit)
    if not gap:
        return ""
    return sentence("steering.since_year", gap=gap)
