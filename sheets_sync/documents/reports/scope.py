"""Whom a funder's report is about, over which period, and from how many persons on it tells."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import Count
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period, read_period, year_to
from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.deduced import ENTRIES
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.topics import topics_of
from sheets_sync.settings.funder import Funder

if TYPE_CHECKING:
    import pandas as pd

STATE_RATE = "taux_sorties_dynamiques"
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class ReportScope:
    """Scope and data that a funder's report is made from.

    Attributes:
        members: how many SIAE the programme has, whether the report is about them or not.
        measures: the figures over the SIAE and participants that the funder is concerned with.
        counts: the rows of these SIAE, read and kept.
        threshold: a count of persons under it is hidden.
        made_on: the day that the report shows the state of, on or after the end of `period`.
        left_out: how many persons accompanied in the period, in these SIAE, `where` leaves out.
        participations: what may be told of those in actions, beside what was issued; None where
            nothing was.
    """

    funder: Funder
    period: Period
    members: int
    measures: Measures
    counts: Sequence[Count]
    threshold: int
    made_on: date
    left_out: int = 0
    participations: Shown | None = None

    def is_small(self, persons: float | None) -> bool:
        """True if a count of persons is too small to be shown; nought may be."""
        return persons is not None and 0 < persons < self.threshold

    @property
    def participants(self) -> pd.DataFrame:
        """The rows of the persons accompanied in the period, names and all."""
        followed = self.measures.figure(PEOPLE, self.period.start, self.period.end)
        return self.measures.frames["participant"].iloc[followed.rows]

    @property
    def topics(self) -> Sequence[str]:
        """The topics of modules that the report shows."""
        if "indicateurs" not in self.funder.sections:
            return ()
        return topics_of(self.measures, self.funder.modules)

    def is_collected(self, topic: str) -> bool:
        """True if a tab has what an indicator of a topic is made of."""
        return any(self.figure(name).is_collected for name in self.measures.about(topic))

    def figure(self, name: str) -> Figure:
        """The figure of the report's period."""
        return self.measures.figure(name, self.period.start, self.period.end)

    def label_of_rate(self, name: str) -> str:
        """The label of a rate in a report: the State's is among other exits than for directors."""
        label = self.measures.indicators[name].label
        if name == STATE_RATE:
            return sentence("report.among_counted", label=label)
        return label

    @property
    def hidden(self) -> str:
        """Text that stands for a count that is hidden."""
        return sentence("report.hidden", threshold=self.threshold)

    def or_hidden(self, count: Number | None) -> Number | str:
        """The count, or what stands for it where it is None, which is hidden."""
        if count is None:
            return self.hidden
        return count

    def reader(self, name: str) -> Reader:
        """The report as its readers know it; `name` is the funder's in config."""
        return replace(self._reader, funder=name)

    @functools.cached_property
    def _reader(self) -> Reader:
        siae, rows = frozenset(self.measures.siae), self.measures.frames["participant"]
        return Reader("", siae, self.funder.where, self.period).about(rows, self.measures)

    def totals_alone(self, name: str) -> IssuedReport:
        """The report of which only persons accompanied and entries are known, if they are told."""
        counts = {name: int(self.figure(name).numerator) for name in (PEOPLE, ENTRIES)}
        totals = {name: count for name, count in counts.items() if not self.is_small(count)}
        return IssuedReport("", self.reader(name), self.made_on, totals, {})

    @property
    def text(self) -> str:
        """« 2 SIAE (Atelier des Quais et Net Horizon) ; participants : habitants de QPV »."""
        siae = sentence("report.only_siae")
        if self.members > 1:
            siae = sentence("report.all_siae", count=self.members)
        if self.funder.siae:
            names = self.funder.siae
            siae = sentence("report.some_siae", count=len(names), names=names)
        if not self.funder.where:
            return siae
        who = self.funder.who or self.funder.where
        return sentence("report.some_participants", siae=siae, who=who)


def report_scope(
    funder: Funder, measures: Measures, counts: Sequence[Count], threshold: int, made_on: date
) -> ReportScope:
    """The scope of a funder's report.

    Args:
        funder: its `siae` and `where` are held against members and forms before.
        threshold: the programme's, where the funder has none of its own.
    """
    period = period_of(funder, made_on)
    members, left_out = len(measures.siae), 0
    if funder.siae or funder.where:
        concerned = funder.siae or tuple(measures.siae)
        of_all = _narrowed(measures, "", concerned, period.end)
        measures = _narrowed(measures, funder.where, concerned, period.end)
        followed = (each.figure(PEOPLE, period.start, period.end) for each in (of_all, measures))
        everybody, those = (int(figure.numerator) for figure in followed)
        left_out = everybody - those
        counts = [count for count in counts if count.siae in concerned]
    own_threshold = funder.threshold or threshold
    return ReportScope(funder, period, members, measures, counts, own_threshold, made_on, left_out)


def period_of(funder: Funder, made_on: date) -> Period:
    """The period that is named, else the convention's, else the year; never beyond the day."""
    if funder.period:
        return read_period(funder.period, made_on, {})
    end = min(funder.end or made_on, made_on)
    return Period(funder.start or year_to(end).start, end)


def _narrowed(measures: Measures, where: str, siae: Sequence[str], end: date) -> Measures:
    """The same figures over the rows of these SIAE for which `where` holds at `end`."""
    frame = measures.frames["participant"]
    concerned = frame["siae"].isin(siae).to_numpy()
    if where:
        concerned = concerned & measures.holds(where, end)
    return measures.over(frame[concerned].reset_index(drop=True), siae)
