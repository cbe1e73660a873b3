"""All that directors look at, made once; the sheet, the page and the agendas lay it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from forms.form import Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.consolidate import Count
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period, year_to
from sheets_sync.settings.siae import Kind
from sheets_sync.steering import trends
from sheets_sync.steering.conventions import Convention, conventions, reports_due
from sheets_sync.steering.exit_line import ExitLine, exit_line
from sheets_sync.steering.key_figures import (
    FOLLOW_UP,
    KEY_FIGURES,
    KeyFigure,
    key_figures,
    targets_missed,
)
from sheets_sync.steering.signals import Signals, Situation, signals
from sheets_sync.steering.since_meeting import MeetingDays, SinceMeeting, since_meeting
from sheets_sync.steering.trends import Cohort, FreinTable, LevelTable, MonthFigures

BY_SIAE = (
    "participants",
    "entrees",
    "sorties",
    "sorties_comptees",
    "sorties_positives",
    "taux_sorties_positives",
    "sorties_dynamiques",
    "taux_sorties_dynamiques",
    *FOLLOW_UP,
)
"""The indicators shown for each SIAE."""
_SAID_OF_RATE = {
    "sorties_positives": "taux_sorties_positives",
    "sorties_dynamiques": "taux_sorties_dynamiques",
}
"""Counts of which the rate that they make says what must be known, as the agendas do."""
COMPLETENESS_MINIMUM = 0.8
"""A share of filled cells under which a SIAE's is marked."""
_FEWER_FILLED = 0.05
"""How far under that of all of them."""


FORECAST = "forecast"


class Definition(NamedTuple):
    """Definition of a key figure, or by another id a word on several."""

    id: str
    label: str
    text: str


class Siae(Protocol):
    """A SIAE as config names it, or as its figures do."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...


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
        targets_missed, reports_due: sentences for the agendas.
        meetings: the directors' last and next. since: None where they have not met.
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
    signals: Signals
    meetings: MeetingDays
    since: SinceMeeting | None
    counts: Sequence[Count]
    definitions: Sequence[Definition]

    def is_incomplete(self, member: SiaeFigures) -> bool:
        """True if a SIAE fills fewer cells than is asked for, and than the others do.

        What all of them leave empty is a column that no tab has: none can act on it alone.
        """
        if member.completeness is None or self.completeness is None:
            return False
        return member.completeness < min(COMPLETENESS_MINIMUM, self.completeness - _FEWER_FILLED)

    @property
    def errors(self) -> int:
        """Entries to correct in all tabs of members."""
        return sum(member.errors for member in self.members)

    def key_figure(self, id_: str) -> KeyFigure:
        """The key figure of that id; StopIteration if there is none."""
        return next(figure for figure in self.key_figures if figure.now.id == id_)

    def without_tasks(self) -> Board:
        """The same without what was typed as a task, for who is not to see it."""
        if self.since is None:
            return self
        return replace(self, since=replace(self.since, tasks="", late=()))

    @property
    def counted_twice(self) -> int:
        """Persons that the sum over SIAE counts more than once."""
        summed = sum(member.figures["participants"].numerator for member in self.members)
        return round(summed - self.whole["participants"].numerator)


def build_board(
    programme: str,
    members: Sequence[Siae],
    measures: Measures,
    form: Form,
    counts: Sequence[Count],
    anomalies: Sequence[Anomaly],
    targets: Iterable[str],
    exits: ExitRules,
    as_of: date,
    meetings: MeetingDays = MeetingDays(),
) -> Board:
    """Every figure of the steering sheet and the dashboard page.

    Args:
        form: that of the participants.
        targets: the indicators that config sets a target for.
    """
    period = year_to(as_of)
    figures = key_figures(measures, as_of)
    months = trends.months(measures, as_of)
    listed = conventions(measures.frames["financement"], as_of)
    whole = {name: measures.figure(name, period.start, as_of) for name in BY_SIAE}
    by_siae = _figures_by_siae(members, measures, anomalies, period)
    situation = Situation(
        measures,
        figures,
        {name: _figures_of_indicator(name, by_siae) for name in BY_SIAE},
        listed,
        months,
        _everybody(members),
        as_of,
    )
    return Board(
        programme,
        period,
        as_of,
        key_figures=figures,
        members=by_siae,
        whole=whole,
        exits=exit_line(measures, period),
        populations=_populations(whole.values()),
        provisos=_provisos(
            whole[_SAID_OF_RATE.get(name, name)] for name in whole if name not in KEY_FIGURES
        ),
        completeness=measures.figure("completude", None, as_of).value,
        months=months,
        freins=trends.freins(measures, period),
        levels=trends.levels(measures, form, as_of),
        cohorts=trends.cohorts(measures, as_of),
        conventions=listed,
        targets_missed=list(targets_missed(measures, targets, as_of)),
        reports_due=list(reports_due(listed, as_of)),
        signals=signals(situation),
        meetings=meetings,
        since=since_meeting(measures, meetings, as_of),
        counts=counts,
        definitions=_definitions(measures, exits),
    )


def _everybody(members: Sequence[Siae]) -> str:
    if len(members) < 2:
        return sentence("signals.the_one")
    return sentence("signals.everybody", count=len(members))


def _figures_by_siae(
    members: Sequence[Siae], measures: Measures, anomalies: Sequence[Anomaly], period: Period
) -> list[SiaeFigures]:
    figures = {name: measures.by(name, period.start, period.end, "siae") for name in BY_SIAE}
    completeness = measures.by("completude", None, period.end, "siae")
    errors = Counter(anomaly.siae for anomaly in anomalies if anomaly.severity == "error")
    listed = []
    for member in members:
        own = {name: figures[name][member.name] for name in BY_SIAE}
        filled = completeness[member.name].value
        listed.append(SiaeFigures(member.name, member.kind, own, errors[member.name], filled))
    return listed


def _figures_of_indicator(name: str, by_siae: Sequence[SiaeFigures]) -> list[Figure]:
    return [member.figures[name] for member in by_siae]


def _populations(figures: Iterable[Figure]) -> list[str]:
    populations = [figure.population for figure in figures if figure.is_collected]
    # One entry for each, in the order of the columns.
    by_id = {population.id: population.text for population in populations if population}
    return list(by_id.values())


def _provisos(figures: Iterable[Figure]) -> list[str]:
    """Words that a reader of the figures needs, « non saisi » included."""
    texts = {}
    for figure in figures:
        texts[figure.label] = figure.text
        if figure.is_collected:
            texts[figure.label] = french.typeset(" ; ".join(figure.provisos))
    return [
        sentence("steering.proviso", label=label, text=text)
        for label, text in texts.items()
        if text
    ]


def _definitions(measures: Measures, exits: ExitRules) -> list[Definition]:
    known = [measures.indicators[name] for name in KEY_FIGURES]
    # The trap at six months: the programme says more than six, DARES at least six. Config decides.
    contract = "at_least_six" if exits.six_months == "at least" else "more_than_six"
    of_exits = sentence("steering.definition_of_exits", contract=sentence(f"steering.{contract}"))
    return [
        *(Definition(each.id, each.label, each.definition) for each in known),
        Definition("exits", sentence("steering.exits"), of_exits),
        _definition_of("comparison", "steering.definition_of_comparison"),
        _definition_of(FORECAST, "forecast.method"),
    ]


def _definition_of(id_: str, code: str) -> Definition:
    return Definition(id_, sentence(f"steering.{id_}"), sentence(code))
