"""All that directors look at, made once; the sheet, the page and the agendas lay it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.form import Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.consolidate import Count
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period, year_to
from sheets_sync.settings import Kind, Member
from sheets_sync.steering import to_do, trends
from sheets_sync.steering.conventions import Convention, conventions
from sheets_sync.steering.exit_line import ExitLine, exit_line
from sheets_sync.steering.key_figures import FOLLOW_UP, KEY_FIGURES, KeyFigure, key_figures
from sheets_sync.steering.trends import Cohort, FreinTable, LevelTable, MonthFigures

BY_SIAE = (
    "participants",
    "entrees",
    "sorties",
    "sorties_positives",
    "taux_sorties_positives",
    "taux_sorties_dynamiques",
    *FOLLOW_UP,
)
"""The indicators shown for each SIAE."""


@dataclass(frozen=True)
class SiaeFigures:
    """A SIAE's figures by id, its entries to correct, the share of its expected cells filled."""

    name: str
    kind: Kind
    figures: Mapping[str, Figure]
    errors: int
    completeness: float | None


@dataclass(frozen=True)
class Board:
    """All of it, for one day.

    Attributes:
        whole: the figures of `BY_SIAE` for the programme.
        exits: all exits of the period in a line that adds up.
        populations: those that the figures by SIAE are about, with their counts.
        provisos: what must be known to read the figures by SIAE, a sentence each; key figures say
            it beside themselves.
        targets_missed, reports_due, to_do: sentences; the first two are in the third.
    """

    programme: str
    period: Period
    as_of: date
    key_figures: Sequence[KeyFigure]
    members: Sequence[SiaeFigures]
    whole: Mapping[str, Figure]
    exits: ExitLine
    populations: Sequence[str]
    provisos: Sequence[str]
    completeness: float | None
    months: Sequence[MonthFigures]
    freins: FreinTable
    levels: LevelTable
    cohorts: Sequence[Cohort]
    conventions: Sequence[Convention]
    targets_missed: Sequence[str]
    reports_due: Sequence[str]
    to_do: Sequence[str]
    counts: Sequence[Count]
    definitions: Sequence[str]

    @property
    def errors(self) -> int:
        """Entries to correct in all tabs of members."""
        return sum(member.errors for member in self.members)

    @property
    def counted_twice(self) -> int:
        """Persons that the sum over SIAE counts more than once."""
        summed = sum(member.figures["participants"].numerator for member in self.members)
        return round(summed - self.whole["participants"].numerator)


def build(
    programme: str,
    members: Sequence[Member],
    measures: Measures,
    form: Form,
    counts: Sequence[Count],
    anomalies: Sequence[Anomaly],
    targets: Iterable[str],
    exits: ExitRules,
    as_of: date,
) -> Board:
    """Every figure of the steering sheet and the dashboard page.

    Args:
        form: that of the participants.
        targets: the indicators that config sets a target for.
    """
    period = year_to(as_of)
    listed = conventions(measures.frames["financement"], as_of)
    missed = list(to_do.targets_missed(measures, targets, as_of))
    due = list(to_do.reports_due(listed, as_of))
    whole = {name: measures.figure(name, period.start, as_of) for name in BY_SIAE}
    return Board(
        programme,
        period,
        as_of,
        key_figures=key_figures(measures, as_of),
        members=_figures_by_siae(members, measures, anomalies, period),
        whole=whole,
        exits=exit_line(measures, period),
        populations=_populations(whole.values()),
        provisos=_provisos(figure for name, figure in whole.items() if name not in KEY_FIGURES),
        completeness=measures.figure("completude", None, as_of).value,
        months=trends.months(measures, as_of),
        freins=trends.freins(measures, period),
        levels=trends.levels(measures, form, as_of),
        cohorts=trends.cohorts(measures, as_of),
        conventions=listed,
        targets_missed=missed,
        reports_due=due,
        to_do=[
            *to_do.follow_up(measures, as_of),
            *to_do.tabs_that_stand_still(measures, as_of),
            *missed,
            *to_do.off_pace(listed),
            *due,
        ],
        counts=counts,
        definitions=_definitions(measures, exits),
    )


def _figures_by_siae(
    members: Sequence[Member], measures: Measures, anomalies: Sequence[Anomaly], period: Period
) -> list[SiaeFigures]:
    figures = {name: measures.by(name, period.start, period.end, "siae") for name in BY_SIAE}
    completeness = measures.by("completude", None, period.end, "siae")
    errors = Counter(anomaly.siae for anomaly in anomalies if anomaly.severity == "error")
    return [
        SiaeFigures(
            member.name,
            member.kind,
            {name: figures[name][member.name] for name in BY_SIAE},
            errors[member.name],
            completeness[member.name].value,
        )
        for member in members
    ]


def _populations(figures: Iterable[Figure]) -> list[str]:
    populations = [figure.population for figure in figures if figure.is_collected]
    # One entry for each, in the order of the columns.
    by_id = {population.id: population.text for population in populations if population}
    return list(by_id.values())


def _provisos(figures: Iterable[Figure]) -> list[str]:
    """What must be known to read figures, « non saisi » included."""
    texts = {
        f.label: french.typeset(" ; ".join(f.provisos)) if f.is_collected else f.text
        for f in figures
    }
    return [
        sentence("steering.proviso", label=label, text=text)
        for label, text in texts.items()
        if text
    ]


def _definitions(measures: Measures, exits: ExitRules) -> list[str]:
    known = [measures.indicators[name] for name in KEY_FIGURES]
    # The trap at six months: the programme says more than six, DARES at least six. Config decides.
    contract = "at_least_six" if exits.six_months == "at least" else "more_than_six"
    return [
        *(f"{indicator.label} : {indicator.definition}" for indicator in known),
        sentence(
            "steering.definition_of_exits",
            contract=sentence(f"steering.{contract}"),
        ),
    ]
