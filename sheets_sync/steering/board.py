"""What directors look at, as figures: made once, then laid out by the steering sheet, the dashboard page and the agendas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_sync import french
from sheets_sync.config import Config
from sheets_sync.consortium.consolidate import Count
from sheets_sync.figures.measures import Figure, Measures
from sheets_sync.figures.periods import (
    Period,
    half_years,
    month_ends,
    months_later,
    year_before,
    year_to,
)
from sheets_sync.month import Month

KEY_FIGURES = (
    "participants", "entrees", "sorties", "taux_sorties_positives", "taux_positif_18_mois", "taux_sorties_dynamiques", "progression_francais",
)  # fmt: skip
FOLLOW_UP = ("contrats_finissant", "pass_finissant", "titres_finissant", "sans_entretien")
BY_SIAE = (
    "participants",
    "entrees",
    "sorties",
    "sorties_positives",
    "taux_sorties_positives",
    "taux_sorties_dynamiques",
    *FOLLOW_UP,
)
MONTHS = 24
HALF_YEARS = 6
ELAPSED = (6, 12, 18, 24)
"""Months after the entry at which a cohort is looked at."""
REPORT_WITHIN_MONTHS = 6
"""A grant's account is due six months after its period (CERFA 15059; loi du 12 avril 2000, art. 10)."""
STILL_DAYS = 31
"""Days without a change after which a tab is named."""
_ENDED_FOR = 183
"""Days that a convention is still shown after its end: as long as its account may be due."""
OFF_PACE = 0.1
"""A convention is off its pace where the share spent and the share of time over differ by more."""


@dataclass(frozen=True)
class Card:
    """A key figure now, a month ago, and a year ago; `trend` is its last twelve months, None where there was nothing to divide by. `reached` is None without a target."""

    now: Figure
    month_ago: Figure
    year_ago: Figure
    trend: Sequence[float | None]
    reached: bool | None


@dataclass(frozen=True)
class Member:
    """A SIAE's figures by id, its entries to correct, and the share of expected cells that are filled."""

    name: str
    kind: str
    figures: Mapping[str, Figure]
    errors: int
    completeness: float | None


@dataclass(frozen=True)
class MonthLine:
    """A month: who was there at its end, who came and left in it, the rate of positive exits over the twelve months to its end."""

    start: date
    present: Figure
    entries: Figure
    exits: Figure
    rate: Figure


@dataclass(frozen=True)
class Cohort:
    """Those who entered in a half-year: how many, and the share with a positive exit within 6, 12, 18 and 24 months."""

    label: str
    size: Figure
    rates: Mapping[int, Figure]


@dataclass(frozen=True)
class Convention:
    """A funder's convention; amounts in euros. `elapsed` is the share of its time that is over, None where its dates are missing."""

    funder: str
    number: str
    end: date | None
    days_left: int | None
    granted: float
    received: float
    spent: float
    elapsed: float | None

    @property
    def name(self) -> str:
        """« DREETS (IPR-2025-014) »."""
        return f"{self.funder} ({self.number})" if self.number else self.funder

    @property
    def remaining(self) -> float:
        """Granted and not yet spent."""
        return self.granted - self.spent

    @property
    def share(self) -> float | None:
        """Spent of what is granted; None where nothing is."""
        return self.spent / self.granted if self.granted else None

    @property
    def pace(self) -> str:
        """The share spent beside the share of time elapsed, in words; "" where either is unknown."""
        if self.share is None or self.elapsed is None:
            return ""
        gap = self.share - self.elapsed
        return (
            "en avance" if gap > OFF_PACE else "en retard" if gap < -OFF_PACE else "dans le rythme"
        )


@dataclass(frozen=True)
class Board:
    """All of it, for one day."""

    programme: str
    period: Period
    as_of: date
    cards: Sequence[Card]
    members: Sequence[Member]
    whole: Mapping[str, Figure]
    errors: int
    completeness: float | None
    months: Sequence[MonthLine]
    freins: Sequence[Figure]
    levels: Sequence[tuple[str, int, int]]
    cohorts: Sequence[Cohort]
    conventions: Sequence[Convention]
    to_do: Sequence[str]
    counts: Sequence[Count]
    definitions: Sequence[str]

    @property
    def twice(self) -> int:
        """Persons that the sum over SIAE counts more than once."""
        return round(
            sum(m.figures["participants"].numerator for m in self.members)
            - self.whole["participants"].numerator
        )


def build(month: Month) -> Board:
    """Every figure of the steering sheet and the dashboard page."""
    measures, config, as_of = month.measures, month.config, month.as_of
    period = year_to(as_of)
    columns = {name: measures.by(name, period.start, as_of, "siae") for name in BY_SIAE}
    filled = measures.by("completude", None, as_of, "siae")
    errors = Counter(anomaly.siae for anomaly in month.anomalies if anomaly.severity == "error")
    members = [
        Member(
            m.name,
            m.kind,
            {name: columns[name][m.name] for name in BY_SIAE},
            errors[m.name],
            filled[m.name].value,
        )
        for m in config.siae
    ]
    whole = {name: measures.figure(name, period.start, as_of) for name in BY_SIAE}
    return Board(
        config.programme, period, as_of, [_card(measures, name, as_of) for name in KEY_FIGURES], members, whole, sum(m.errors for m in members),
        measures.figure("completude", None, as_of).value, [_month(measures, end) for end in month_ends(as_of, MONTHS)],
        [measures.figure(name, None, as_of) for name in measures.indicators if name.startswith("freins_leves")], _levels(month),
        _cohorts(measures, as_of), conventions(month), to_do(month), month.consortium.counts, _definitions(measures, config),
    )  # fmt: skip


def key_figure(measures: Measures, name: str, as_of: date) -> tuple[Figure, Figure, Figure]:
    """A figure now, thirty days ago and a year ago; a flow from the 1st of January of each year to the day."""
    days = (as_of, as_of - timedelta(days=30), year_before(as_of))
    now, month_ago, year_ago = (measures.figure(name, year_to(day).start, day) for day in days)
    return now, month_ago, year_ago


def conventions(month: Month) -> list[Convention]:
    """A line a convention not long ended, in the order of the tab."""
    found = []
    frame, as_of = month.measures.frames["financement"], month.as_of
    for (funder, number), lines in frame.groupby(
        ["financeur", "convention"], sort=False, dropna=False
    ):
        starts, ends = (
            [day for day in lines[name] if isinstance(day, date)] for name in ("debut", "fin")
        )
        start, end = min(starts, default=None), max(ends, default=None)
        if end is not None and (as_of - end).days > _ENDED_FOR:
            continue
        granted, received, spent = (
            float(sum(value for value in lines[name] if value is not None))
            for name in ("accorde", "recu", "depense")
        )
        elapsed = None
        if start is not None and end is not None and end > start:
            elapsed = min(1.0, max(0.0, ((as_of - start).days + 1) / ((end - start).days + 1)))
        left = (end - as_of).days if end else None
        found.append(
            Convention(
                str(funder or ""), str(number or ""), end, left, granted, received, spent, elapsed
            )
        )
    return found


def to_do(month: Month) -> list[str]:
    """What needs the directors, a sentence each: endings, interviews, tabs that stand still, targets missed, money off its pace, reports due."""
    return [
        *_follow_up(month),
        *_unchanged(month),
        *at_risk(month),
        *_off_pace(month),
        *reports_due(month),
    ]


def at_risk(month: Month) -> list[str]:
    """A sentence for each target that is not reached."""
    period, found = year_to(month.as_of), []
    for name in month.config.targets:
        figure = month.measures.figure(name, period.start, month.as_of)
        if reached(month.measures, figure) is False:
            found.append(
                f"{figure.label} : {french.figure(figure.value, figure.unit)} pour un objectif de {french.figure(figure.target, figure.unit)}."
            )
    return found


def reached(measures: Measures, figure: Figure) -> bool | None:
    """Whether a figure meets its target, whichever way is good; None where it has none."""
    if figure.target is None:
        return None
    if figure.value is None:
        return False
    low = measures.indicators[figure.id].good == "down"
    return figure.value <= figure.target if low else figure.value >= figure.target


def _off_pace(month: Month) -> list[str]:
    return [
        f"{c.name} : {french.percent(c.share)} dépensé pour {french.percent(c.elapsed)} du temps écoulé, {c.pace}."
        for c in conventions(month)
        if c.pace in ("en avance", "en retard")
    ]


def reports_due(month: Month) -> list[str]:
    """Accounts due within six months: a convention's end, six months later."""
    found = []
    for convention in conventions(month):
        if convention.end is None:
            continue
        due = months_later(convention.end, REPORT_WITHIN_MONTHS)
        if month.as_of <= due <= months_later(month.as_of, REPORT_WITHIN_MONTHS):
            found.append(
                f"{convention.name} : compte rendu financier dû le {french.long_day(due)}."
            )
    return found


def _card(measures: Measures, name: str, as_of: date) -> Card:
    trend = []
    for end in month_ends(as_of, 12):
        rate = measures.indicators[name].of is not None
        trend.append(
            measures.figure(
                name,
                months_later(end, -12) + timedelta(days=1) if rate else end.replace(day=1),
                end,
            ).value
        )
    now, month_ago, year_ago = key_figure(measures, name, as_of)
    return Card(now, month_ago, year_ago, trend, reached(measures, now))


def _month(measures: Measures, end: date) -> MonthLine:
    start = end.replace(day=1)
    present, entries, exits = (
        measures.figure(name, start, end) for name in ("participants", "entrees", "sorties")
    )
    return MonthLine(
        start,
        present,
        entries,
        exits,
        measures.figure("taux_sorties_positives", year_before(end) + timedelta(days=1), end),
    )


def _levels(month: Month) -> list[tuple[str, int, int]]:
    """Level, and how many of those present had it at entry and have it now; the unknown last."""
    present = month.measures.frames["participant"].iloc[
        month.measures.figure("participants", None, month.as_of).rows
    ]
    entry, now = (
        Counter(present["niveau_francais_entree"]),
        Counter(present["niveau_francais_actuel"]),
    )
    levels = [choice.value for choice in month.form.field("niveau_francais_entree").options]
    return [
        *((level, entry[level], now[level]) for level in levels),
        ("non saisi", entry[None], now[None]),
    ]


def _cohorts(measures: Measures, as_of: date) -> list[Cohort]:
    found = []
    for period in half_years(as_of, HALF_YEARS):
        rates = {
            m: measures.figure(f"taux_positif_en_{m}_mois", period.start, period.end, None, as_of)
            for m in ELAPSED
        }
        label = f"{'1er' if period.start.month == 1 else '2e'} semestre {period.start.year}"
        found.append(
            Cohort(label, measures.figure("entrees", period.start, min(period.end, as_of)), rates)
        )
    return [cohort for cohort in found if cohort.size.value]


def _follow_up(month: Month) -> list[str]:
    found = []
    for name in FOLLOW_UP:
        whole = month.measures.figure(name, None, month.as_of)
        if whole.numerator:
            parts = [
                (figure.siae, figure.numerator)
                for figure in month.measures.by_siae(name, None, month.as_of)
                if figure.numerator
            ]
            most = sorted(parts, key=lambda part: -part[1])[:4]
            where = ", ".join(f"{siae} {french.number(count)}" for siae, count in most) + (
                "…" if len(parts) > 4 else ""
            )
            found.append(f"{whole.label} : {french.number(whole.numerator)} ({where}).")
    return found


def _unchanged(month: Month) -> list[str]:
    """The SIAE in whose tab nothing was changed for more than a month, as far as runs have seen."""
    figures = month.measures.by_siae("dernier_changement", None, month.as_of)
    still = [
        f"{figure.siae} ({french.number(figure.value)} jours)"
        for figure in figures
        if (figure.value or 0) > STILL_DAYS
    ]
    return (
        [f"Onglets sans modification depuis plus d'un mois : {french.listed(still)}."]
        if still
        else []
    )


def _definitions(measures: Measures, config: Config) -> list[str]:
    six = "plus de six mois" if config.exits.six_months == "more than" else "six mois ou plus"
    return [
        *(
            f"{measures.indicators[name].label} : {measures.indicators[name].definition}"
            for name in KEY_FIGURES
        ),
        f"Contrat long : {six}. Sortie neutralisée : hors du dénominateur ({french.number(config.exits.minimum_months)} mois de parcours au moins pour compter). n. d. : rien à diviser.",
    ]
