"""The figures that leave a programme for a region: of a month, as they were issued.

They are a report to one more reader: decided beside all that was issued (`release`), kept as
issued, and the same ever after. No row is about a person.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.words import fold
from sheets_sync.documents.reports.report import Publication, publication
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.figures.indicators import Indicator
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.contents import (
    LANGUAGE,
    MEANS,
    PEOPLE,
    PROGRAMME_RATE,
    SUMS,
)
from sheets_sync.release.tables.declared import TOTALS
from sheets_sync.release.tables.deduced import EXITS, POSITIVE_EXITS
from sheets_sync.release.tables.disclosure import breakdown_label, rate, table_of_rate
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.release.tables.shown import Shown
from sheets_sync.safe_names import file_name
from sheets_sync.settings.funder import BREAKDOWNS, RATES, Funder
from sheets_sync.steering.month import Month

READER = "chiffres partagés"
"""The reader that shared figures are issued to, beside the funders of config."""
MONEY = ("accorde", "recu", "depense")
State = Literal["told", "hidden", "not_collected"]


@dataclass(frozen=True)
class Programme:
    """Whose figures they are.

    Attributes:
        id: of the name, as files and partitions are named by it.
        threshold: counts of persons under it are in none of them.
    """

    id: str
    name: str
    threshold: int


def programme_id(name: str) -> str:
    """Id of a programme: its name, as files and partitions can be named."""
    return file_name(fold(name).replace(" ", "-"))


@dataclass(frozen=True)
class SharedFigure:
    """One figure of one month, or one part of a breakdown of it.

    Attributes:
        start: None for a stock. end: the last day that it counts.
        day: of which it is; before `end` where it stands as it was issued then.
        field, labels: of a breakdown, by what, and which values are counted together.
        measure: what the numerator is: persons, rows, a sum, a mean's weight, euros.
        numerator, denominator: None where they are not told; a plain count has no denominator, and
            that of a mean is to the nearest five.
        members, of: how many of the programme's SIAE collect it.
        definition: digest of how it is counted, which is the same where programmes count alike.
    """

    indicator: str
    label: str
    unit: str
    measure: str
    field: str
    labels: tuple[str, ...]
    start: date | None
    end: date
    day: date
    numerator: float | None
    denominator: float | None
    state: State
    members: int
    of: int
    definition: str

    @property
    def month(self) -> date:
        """The first day of the month that it is of."""
        return self.end.replace(day=1)


def shared_publication(
    month: Month, issued: Issued, threshold: int, *, rounding: bool
) -> Publication:
    """The tables of people that may be told of the year to `month`, beside all that was issued."""
    scope = report_scope(
        Funder(name=READER), month.measures, month.consortium.counts, threshold, month.as_of
    )
    return publication(READER, scope, issued, rounding=rounding)


def document_name(day: date) -> str:
    """Name of what is issued on a day."""
    return f"chiffres-{day.isoformat()}"


def last_of_each_month(reports: Iterable[IssuedReport]) -> list[IssuedReport]:
    """What was issued to the region, the last of each month."""
    shared = [report for report in reports if report.reader.funder == READER]
    by_month = {report.reader.period.end.replace(day=1): report for report in shared}
    return [by_month[month] for month in sorted(by_month)]


def figures_of(report: IssuedReport, measures: Measures) -> list[SharedFigure]:
    """The figures of an issued report; amounts, which are about nobody, as they are now."""
    return list(_Shared(report, measures).figures())


def coverage_of(report: IssuedReport, measures: Measures) -> dict[str, tuple[int, int]]:
    """Indicator or field → how many SIAE collect it, and of how many, on the day of issue."""
    figures = figures_of(replace(report, coverage={}), measures)
    return {each.field or each.indicator: (each.members, each.of) for each in figures if each.of}


@dataclass(frozen=True)
class _Shared:
    report: IssuedReport
    measures: Measures

    def figures(self) -> Iterator[SharedFigure]:
        for name in TOTALS:
            yield self._whole(name, self.report.totals.get(name), None, self.end)
        yield self._programme_rate()
        freins = self.measures.about("frein")
        for name in (*(r for r in RATES if r != PROGRAMME_RATE), *freins, LANGUAGE):
            yield self._rate(name)
        for name in (*MEANS, *SUMS):
            yield self._valued(name)
        for name in BREAKDOWNS:
            yield from self._breakdown(name)
        for name in MONEY:
            figure = self.measures.figure(name, self.report.reader.period.start, self.end)
            yield self._whole(name, figure.count, None, self.end)

    @property
    def end(self) -> date:
        return self.report.reader.period.end

    def _programme_rate(self) -> SharedFigure:
        # The declared totals tell the positive exits only where the others may be told as well.
        totals = self.report.totals
        positive, exits = totals.get(POSITIVE_EXITS), totals.get(EXITS)
        if positive is None or exits is None:
            return self._whole(PROGRAMME_RATE, None, None, self.end)
        return self._whole(PROGRAMME_RATE, positive, exits, self.end)

    def _rate(self, name: str) -> SharedFigure:
        table = self.report.tables.get(table_of_rate(name))
        counts = rate(self.report.tables, name)
        if counts is None:
            return self._whole(name, None, None, self._day(table))
        return self._whole(name, *counts, self._day(table))

    def _valued(self, name: str) -> SharedFigure:
        """A sum as it is; a mean as what it weighs: times, and over, its people in fives.

        How many exactly a mean of exits is over would tell the exits that do not count.
        """
        table = self.report.tables.get(name)
        if table is None or table.value is None:
            return self._whole(name, None, None, self._day(table))
        if name in SUMS:
            return self._whole(name, table.value, None, table.day)
        return self._whole(name, round(table.value * table.about, 1), table.about, table.day)

    def _breakdown(self, name: str) -> Iterator[SharedFigure]:
        table = self.report.tables.get(name)
        if table is None or table.partition is None:
            yield self._part(name, (), None, table)
            return
        for part in table.parts:
            yield self._part(name, tuple(sorted(part.labels)), part.count, table)

    def _part(
        self, field: str, labels: tuple[str, ...], count: int | None, table: Shown | None
    ) -> SharedFigure:
        indicator = self.measures.indicators[PEOPLE]
        coverage = self._coverage_then(field) or self.measures.coverage_with(field)
        return self._figure(
            indicator,
            f"{indicator.label} : {breakdown_label(field)}",
            (field, labels),
            (count, table.total if table is not None else None),
            self._day(table),
            coverage,
            coverage[0] > 0,
        )

    def _whole(
        self, name: str, numerator: float | None, denominator: float | None, day: date
    ) -> SharedFigure:
        indicator = self.measures.indicators[name]
        now = self.measures.figure(name, self.report.reader.period.start, self.end)
        then, counts = self._coverage_then(name), (numerator, denominator)
        is_collected = then[0] > 0 if then else now.is_collected
        coverage = then or now.coverage or (0, 0)
        return self._figure(
            indicator, indicator.label, ("", ()), counts, day, coverage, is_collected
        )

    def _coverage_then(self, name: str) -> tuple[int, int] | None:
        """How many SIAE collected a field or indicator when the report was issued, if kept."""
        if name not in self.report.coverage:
            return None
        members, of = self.report.coverage[name]
        return members, of

    def _figure(
        self,
        indicator: Indicator,
        label: str,
        group: tuple[str, tuple[str, ...]],
        counts: tuple[float | None, float | None],
        day: date,
        coverage: tuple[int, int],
        is_collected: bool,
    ) -> SharedFigure:
        numerator, denominator = counts
        state: State = "told"
        if not is_collected:
            state, numerator, denominator = "not_collected", None, None
        elif numerator is None:
            state = "hidden"
        return SharedFigure(
            indicator.id,
            label,
            indicator.unit,
            _measure(indicator),
            *group,
            self.report.reader.period.start if indicator.kind == "flow" else None,
            self.end,
            day,
            _as_float(numerator),
            _as_float(denominator),
            state,
            *coverage,
            definition_digest(indicator, self.measures.let),
        )

    def _day(self, table: Shown | None) -> date:
        if table is None:
            return self.end
        return table.day


def _measure(indicator: Indicator) -> str:
    if indicator.form == "financement":
        return "euros"
    if indicator.count is not None:
        return indicator.count
    if indicator.sum is not None:
        return "sum"
    return "mean"


def _as_float(count: float | None) -> float | None:
    if count is None:
        return None
    return float(count)


def definition_digest(indicator: Indicator, let: Mapping[str, str]) -> str:
    """The same for two indicators that count alike, whatever they are called.

    Args:
        let: the named conditions, of which those that it uses belong to it.
    """
    counted = indicator.model_dump(
        mode="json",
        include={"kind", "form", "where", "of", "per", "count", "sum", "mean", "since"},
    )
    named = _named_conditions([text for text in indicator.conditions.values() if text], let)
    text = json.dumps([counted, named], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _named_conditions(texts: list[str], let: Mapping[str, str]) -> dict[str, str]:
    """The named conditions in these texts, those that they use in turn included."""
    conditions: dict[str, str] = {}
    while texts:
        words = re.findall(r"\w+", texts.pop())
        new = {word: let[word] for word in words if word in let and word not in conditions}
        conditions |= new
        texts += new.values()
    return conditions
