"""Titles of charts and tables, composed from the figures: the answer stands in the title."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.few_cases import is_few
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.steering.trends import Cohort, FreinTable, LevelTable, MonthFigures, flow_since


def present_title(figure: KeyFigure) -> str:
    """« 150 personnes présentes, sous l'objectif (160) »."""
    now = figure.now
    if now.target is None:
        return sentence("trends.present", now=now.numerator)
    code = "trends.present_over" if figure.reached else "trends.present_under"
    return sentence(code, now=now.numerator, target=now.target)


def flow_title(months: Sequence[MonthFigures]) -> str:
    """« Depuis août, 39 entrées pour 46 sorties »."""
    return french.capitalised(flow_since(months))


def rate_title(months: Sequence[MonthFigures]) -> str:
    """« 68 % de sorties positives (65 sur 95) »."""
    rate = months[-1].rate
    if rate.value is None:
        return sentence("trends.rate_none")
    counts = {"counted": rate.numerator, "among": rate.denominator}
    return sentence("trends.rate", value=rate.value, **counts)


def french_title(figure: KeyFigure) -> str:
    """« Français : de 77 % en décembre à 56 % », or how many have made progress.

    A fall is from the first to the last point of the chart, which have their values beside them.
    """
    now = figure.now
    if now.value is None:
        return sentence("trends.french_none")
    known = [(month, month.value) for month in figure.trend if month.value is not None]
    if known:
        (first, before), (_, last) = known[0], known[-1]
        if first.is_firm and last < before:
            month = french.month_name(first.start)
            return sentence("trends.french_fallen", before=before, month=month, now=last)
    counts = {"counted": now.numerator, "among": now.denominator}
    return sentence("trends.french", now=now.value, **counts)


def freins_title(freins: FreinTable) -> str:
    """« Frein le moins levé : numérique (28 %) », of those met often enough to say so."""
    rates = {frein.name: frein.lifted for frein in freins.rows if not is_few(frein.lifted)}
    shares = {name: rate.value for name, rate in rates.items() if rate.value is not None}
    if len(shares) < 2:
        return sentence("trends.freins_none")
    least_lifted = min(shares, key=lambda name: shares[name])
    return sentence("trends.freins", name=least_lifted, value=shares[least_lifted])


def levels_title(levels: LevelTable) -> str:
    """« Un niveau de français gagné : 62 sur 138 »."""
    if not levels.both:
        return sentence("trends.levels_none")
    return sentence("trends.levels", gained=levels.gained, both=levels.both)


def cohorts_title(cohorts: Sequence[Cohort]) -> str:
    """About the latest half-year that has been looked at for longest, of cases enough."""
    known = []
    for number, cohort in enumerate(cohorts):
        for months, rate in cohort.rates.items():
            if rate.value is not None and not is_few(rate):
                known.append((months, number, cohort))
    if not known:
        return sentence("trends.cohorts_none")
    months, _, cohort = max(known, key=lambda each: each[:2])
    rate = cohort.rates[months]
    return sentence(
        "trends.cohorts",
        half=cohort.label,
        value=rate.value,
        months=months,
        counted=rate.numerator,
        among=rate.denominator,
    )


def money_title(listed: Sequence[Convention]) -> str:
    """« Argent : 2 conventions en retard sur 4 »."""
    if not listed:
        return sentence("trends.money_none")
    off = [convention.pace for convention in listed if convention.pace in ("ahead", "behind")]
    if not off:
        return sentence("trends.money_steady")
    code = f"trends.money_{off[0]}" if len(set(off)) == 1 else "trends.money_off"
    return sentence(code, count=len(off), all=len(listed))
