"""Trends of the programme: month by month, by half-year of entry, by level of French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.form import Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period, half_years, month_ends, year_before

MONTHS = 24
FLOW_MONTHS = 4
"""Months over which entries are held against exits."""
FEW_EXITS = 20
"""Exits over twelve months under which their rate is drawn as one of few cases."""
HALF_YEARS = 6
ELAPSED = (6, 12, 18, 24)
"""Months after the entry at which a cohort is looked at."""


@dataclass(frozen=True)
class MonthFigures:
    """A month: who was there at its end, who came and left in it.

    `rate` is that of positive exits over the twelve months to its end.
    """

    start: date
    present: Figure
    entries: Figure
    exits: Figure
    rate: Figure

    @property
    def is_firm(self) -> bool:
        """True if the rate is one of exits enough to be drawn as a full line."""
        return (self.rate.denominator or 0) >= FEW_EXITS


@dataclass(frozen=True)
class Cohort:
    """Those who entered in a half-year; `rates`: months → share with a positive exit by then."""

    label: str
    short_label: str
    size: Figure
    rates: Mapping[int, Figure]


@dataclass(frozen=True)
class LevelTable:
    """The levels of French of those present, who they are, and whether any tab has them.

    Attributes:
        population: « 150 personnes présentes »; the levels add up to them.
        gained, both: how many of them have a higher level than at entry, of those with both.
    """

    rows: Sequence[Level]
    population: str
    is_collected: bool
    gained: int = 0
    both: int = 0


@dataclass(frozen=True)
class FreinTable:
    """The freins that some tab collects, those that none does, and whom they are about."""

    rows: Sequence[Frein]
    not_collected: Sequence[str]
    population: str

    @property
    def coverages(self) -> list[str]:
        """« santé : saisi par 9 SIAE sur 12 », of each that some members do not collect."""
        return [
            sentence("steering.proviso", label=frein.name, text=frein.lifted.coverage_text)
            for frein in self.rows
            if frein.lifted.coverage_text
        ]


@dataclass(frozen=True)
class Level:
    """Number of those present who had a level of French at entry, and who have it now."""

    name: str
    at_entry: int
    now: int


@dataclass(frozen=True)
class Frein:
    """A kind of obstacle to work; `lifted`: of those it was identified for, those free of it."""

    name: str
    lifted: Figure

    @property
    def identified(self) -> float | None:
        """Persons for whom it was identified, whether lifted since or not."""
        return self.lifted.denominator


def freins(measures: Measures, period: Period) -> FreinTable:
    """Every kind that an indicator is about."""
    every = [
        Frein(
            measures.indicators[name].short_label, measures.figure(name, period.start, period.end)
        )
        for name in measures.about("frein")
    ]
    rows = [frein for frein in every if frein.lifted.is_collected]
    # The most met first; those as often met stay in the order of the form.
    rows.sort(key=lambda frein: -(frein.identified or 0))
    not_collected = [frein.name for frein in every if not frein.lifted.is_collected]
    populations = [frein.lifted.population for frein in rows]
    text = next((population.text for population in populations if population), "")
    return FreinTable(rows, not_collected, text)


def months(measures: Measures, as_of: date) -> list[MonthFigures]:
    """The last `MONTHS`, the oldest first; the one under way ends on `as_of`."""
    return [_month(measures, end) for end in month_ends(as_of, MONTHS)]


def cohorts(measures: Measures, as_of: date) -> list[Cohort]:
    """The last `HALF_YEARS` in which somebody entered, the oldest first."""
    listed = [_cohort(measures, period, as_of) for period in half_years(as_of, HALF_YEARS)]
    # A half-year in which nobody entered has no rates.
    return [cohort for cohort in listed if cohort.size.value]


def levels(measures: Measures, form: Form, as_of: date) -> LevelTable:
    """The levels of the form's list, in its order; those not collected last."""
    participants = measures.figure("participants", None, as_of)
    # One row a person: who has two contracts at once has one level, the last typed.
    rows = measures.frames["participant"].iloc[participants.rows]
    present = rows.drop_duplicates("person", keep="last")
    is_collected = any(
        measures.collected.members([name])
        for name in ("niveau_francais_entree", "niveau_francais_actuel")
    )
    population = ""
    if participants.population is not None:
        population = participants.population.text
    at_entry = Counter(present["niveau_francais_entree"])
    now = Counter(present["niveau_francais_actuel"])
    names = [choice.value for choice in form.field("niveau_francais_entree").options]
    known = [Level(name, at_entry[name], now[name]) for name in names]
    unknown = Level(sentence("steering.not_collected"), at_entry[None], now[None])
    order = {name: position for position, name in enumerate(names)}
    pairs = zip(present["niveau_francais_entree"], present["niveau_francais_actuel"], strict=True)
    steps = [order[after] - order[before] for before, after in pairs if {before, after} <= {*order}]
    gained = sum(step > 0 for step in steps)
    rows_shown = [*known, unknown]
    if not is_collected:
        rows_shown = [unknown]
    return LevelTable(rows_shown, population, is_collected, gained, len(steps))


def flow_since(listed: Sequence[MonthFigures]) -> str:
    """« depuis août, 39 entrées pour 46 sorties »: the last months, this one included."""
    recent = listed[-FLOW_MONTHS:]
    since = french.month_name(recent[0].start)
    entries = sum(month.entries.numerator for month in recent)
    exits = sum(month.exits.numerator for month in recent)
    if not recent[-1].exits.is_collected:
        return sentence("trends.entries_alone", since=since, entries=entries)
    if not entries and not exits:
        return sentence("trends.no_flow", since=since)
    return sentence("trends.flow", since=since, entries=entries, exits=exits)


def _month(measures: Measures, end: date) -> MonthFigures:
    start, year_ago = end.replace(day=1), year_before(end) + timedelta(days=1)
    return MonthFigures(
        start,
        present=measures.figure("participants", start, end),
        entries=measures.figure("entrees", start, end),
        exits=measures.figure("sorties", start, end),
        rate=measures.figure("taux_sorties_positives", year_ago, end),
    )


def _cohort(measures: Measures, period: Period, as_of: date) -> Cohort:
    half = 1 if period.start.month == 1 else 2
    rates = {
        elapsed: measures.figure(
            f"taux_positif_en_{elapsed}_mois", period.start, period.end, as_of=as_of
        )
        for elapsed in ELAPSED
    }
    size = measures.figure("entrees", period.start, min(period.end, as_of))
    label = sentence(f"steering.half_{half}", year=period.start.year)
    short_label = sentence(f"steering.half_short_{half}", year=period.start.year)
    return Cohort(label, short_label, size, rates)
