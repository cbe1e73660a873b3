"""From the consolidated rows to figures, for any date or period, by SIAE or any other field."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forms.expressions import Mask
from forms.form import Form
from sheets_sync import french
from sheets_sync.consortium.collected import Collected
from sheets_sync.figures.collection import Collection, all_collected
from sheets_sync.figures.counting import Asked, Counting, Counts
from sheets_sync.figures.figure import UNKNOWN, Coverage, Figure, PopulationCount
from sheets_sync.figures.groups import Rows
from sheets_sync.figures.indicators import Indicator, Indicators
from sheets_sync.figures.left_out import missing_from
from sheets_sync.figures.periods import FIRST_DAY, Period, has_total_of_year, year_to
from sheets_sync.figures.row_conditions import RowConditions, Span
from sheets_sync.settings.siae import Kind

if TYPE_CHECKING:
    import pandas as pd


class Measures:
    """The rows of every form, ready to be counted.

    Args:
        today: the day that the tabs are read on.
        collected: what the tabs have columns for; None: all of it.
        kinds: SIAE → its kind.
        calendar: the day on the calendar, where the figures are those of another.
    """

    def __init__(
        self,
        definitions: Indicators,
        forms: Mapping[str, Form],
        frames: Mapping[str, pd.DataFrame],
        siae: Sequence[str],
        target: Callable[[str, str | None], float | None],
        today: date,
        collected: Collected | None = None,
        kinds: Mapping[str, Kind] | None = None,
        calendar: date | None = None,
    ) -> None:
        self.calendar = calendar or today
        self.forms, self.frames, self.siae, self.target = forms, frames, siae, target
        self.indicators = {indicator.id: indicator for indicator in definitions.indicators}
        self.kinds, self.today = kinds or {}, today
        self.definitions, self.let = definitions, definitions.let
        self.collected = collected or all_collected(forms, siae)
        self._rows = {id_: Rows(forms[id_], frame, siae) for id_, frame in frames.items()}
        self._conditions = RowConditions(forms, self._rows, definitions.let, today)
        self._collection = Collection(
            self.indicators, forms, siae, self.collected, self._conditions, self.kinds
        )
        self._counting = Counting(
            self._rows,
            frames["participant"],
            self._conditions,
            self._collection,
            self.kinds,
            definitions.populations,
        )

    def holds(self, where: str, as_of: date) -> Mask:
        """For which participants the condition `where` holds; raises `ExpressionError`."""
        return self._conditions.mask("participant", where, Span(FIRST_DAY, as_of, as_of))

    def over(self, participants: pd.DataFrame, siae: Sequence[str]) -> Measures:
        """The same figures over other rows of the participants' frame, and for these SIAE."""
        frames = {**self.frames, "participant": participants}
        return Measures(
            self.definitions,
            self.forms,
            frames,
            siae,
            self.target,
            self.today,
            self.collected,
            self.kinds,
            self.calendar,
        )

    def first_entry(self, as_of: date) -> date | None:
        """The day of the first entry of all up to `as_of`; None where none is known."""
        return self._rows["participant"].first_day("date_entree", as_of)

    def members_with(self, field: str) -> frozenset[str]:
        """The members whose tabs collect a field, or what a derived one is made of."""
        return self._collection.members_with(field)

    def coverage_with(self, field: str) -> Coverage:
        """How many members collect a field, of all."""
        return Coverage(len(self.members_with(field)), len(self.siae))

    def about(self, topic: str) -> list[str]:
        """The ids of the indicators about `topic`, in their order."""
        return [name for name, known in self.indicators.items() if known.topic == topic]

    def rows_of_population(self, name: str, start: date, end: date) -> list[int]:
        """Indexes of the rows of those that figures of a period are about."""
        population = self.definitions.populations[name]
        mask = self._conditions.mask(population.form, population.where, Span(start, end, end))
        return [int(row) for row in mask.nonzero()[0]]

    def figure(
        self,
        id: str,
        start: date | None,
        end: date,
        siae: str | None = None,
        as_of: date | None = None,
    ) -> Figure:
        """The figure `id` at `end`, or for a flow from `start` to `end`, both included.

        Args:
            as_of: the day from which a cohort, of those entered from `start` to `end`, is seen;
                None: a cohort is then that of all entries up to `end`, seen at `end`.

        Raises:
            KeyError: no indicator has that id.
        """
        if siae is not None:
            return self.by(id, start, end, "siae", as_of)[siae]
        indicator = self.indicators[id]
        asked = Asked(indicator, start, end, as_of)
        counts = self._counting.counts(asked)
        denominator = None
        if indicator.per is not None:
            denominator = self.figure(indicator.per, start, end, None, as_of).numerator
        elif counts.denominators is not None:
            denominator = float(counts.denominators[0])
        figure = self._figure(asked, counts, 0, "", denominator)
        return replace(figure, target=self._target(indicator, None))

    def by(
        self, id: str, start: date | None, end: date, field: str, as_of: date | None = None
    ) -> dict[str, Figure]:
        """The figure for each value of `field`, in the order of its list; the unknown last, if any.

        For « siae » the members, in the order of config. A person with two values is counted for
        each.
        """
        asked = Asked(self.indicators[id], start, end, as_of, field)
        counts, names = self._counting.counts(asked), self._counting.group_names(asked)
        divisors = self._divisors(asked, counts)
        figures = {}
        for code, name in enumerate(names):
            figure = self._figure(asked, counts, code, name, divisors.get(name))
            if name != UNKNOWN or figure.numerator or figure.denominator:
                figures[name] = figure
        return figures

    def by_siae(self, id: str, start: date | None, end: date) -> list[Figure]:
        """The figure of each SIAE, in the order of config."""
        return list(self.by(id, start, end, "siae").values())

    def _population(self, figure: Figure) -> PopulationCount | None:
        """Those that a figure is about, in the same SIAE or group; None where it says none."""
        name = self.indicators[figure.id].population
        if not name:
            return None
        population = self.definitions.populations[name]
        span = Span(figure.start or FIRST_DAY, figure.end, figure.as_of)
        mask = self._conditions.mask(population.form, population.where, span)
        # The same rows as those of the figure: a field of the money's tab groups no person.
        if figure.mine is not None and len(figure.mine.codes) == len(mask):
            mask = mask & figure.mine.mask
        rows = self._rows[population.form]
        count = float(mask.sum())
        if population.count == "persons":
            count = float(rows.count_persons("", mask)[0])
        text = french.several(count, population.one, population.many)
        return PopulationCount(name, count, text)

    def _target(self, indicator: Indicator, siae: str | None) -> float | None:
        """Target that config sets; else the definition's own, which is one for the whole."""
        target = self.target(indicator.id, siae)
        if target is None and siae is None:
            return indicator.target
        return target

    def _is_to_date(self, indicator: Indicator) -> bool:
        """True if what it adds up, or is divided by, is typed as a total of this year alone."""
        if indicator.per and self._is_to_date(self.indicators[indicator.per]):
            return True
        # A consortium's own indicator of the same column has no more than ours.
        added = indicator.sum or indicator.mean
        return indicator.to_date or any(
            other.to_date and added in (other.sum, other.mean)
            for other in self.indicators.values()
            if added
        )

    def _divisors(self, asked: Asked, counts: Counts) -> dict[str, float]:
        """Divisor of each group's figure; none for a plain count."""
        if asked.indicator.per is not None:
            per = self.by(asked.indicator.per, asked.start, asked.end, asked.field, asked.as_of)
            return {name: figure.numerator for name, figure in per.items()}
        if counts.denominators is None:
            return {}
        names = self._counting.group_names(asked)
        return dict(zip(names, counts.denominators.tolist(), strict=True))

    def _figure(
        self, asked: Asked, counts: Counts, code: int, name: str, denominator: float | None
    ) -> Figure:
        """The figure of one group (its `code` and `name`), or of the whole; targets are its own."""
        indicator, field = asked.indicator, asked.field
        siae = group = mine = target = among = None
        if field == "siae":
            siae, target = name, self._target(indicator, name)
        elif field:
            group = name
        if field:
            mine = self._counting.rows_of_group(asked, code)
        # A mean is counted among its known values too, but only a rate shows whom.
        if indicator.of is not None:
            among = counts.among
        coverage, coverage_of = self._collection.coverage(indicator, siae, field)
        is_collected = self._collection.is_collected(indicator, siae, field)
        if self._is_to_date(indicator):
            is_this_year = Period(asked.start or FIRST_DAY, asked.end) == year_to(self.today)
            is_collected &= is_this_year and has_total_of_year(self.today, self.calendar)
        numerator, value = _divided(float(counts.numerators[code]), denominator)
        if not is_collected:
            value = None
        missing, could, other = (
            float(sizes[code]) for sizes in (counts.missing, counts.could, counts.other)
        )
        return Figure(
            indicator.id,
            indicator.label,
            siae,
            asked.shown_start,
            asked.end,
            asked.as_of or asked.end,
            value,
            numerator,
            denominator,
            target,
            indicator.unit,
            counts.counted,
            among=among,
            mine=mine,
            group=group,
            coverage=coverage,
            coverage_of=coverage_of,
            is_collected=is_collected,
            missing=missing_from(indicator, missing, could, other, numerator, denominator),
            approximate=float(counts.approximate[code]),
            find_population=self._population,
        )


def _divided(numerator: float, denominator: float | None) -> tuple[float, float | None]:
    """The numerator and its share; no share where there is nothing to divide, or to divide by."""
    # No date is known to count from.
    if math.isnan(numerator):
        return 0.0, None
    if denominator is None:
        return numerator, numerator
    if not denominator:
        return numerator, None
    return numerator, numerator / denominator
