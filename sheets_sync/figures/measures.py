"""From the consolidated rows to figures, for any date or period, by SIAE or any other field."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Mask
from forms.form import Form
from sheets_sync import french
from sheets_sync.consortium.collected import Collected
from sheets_sync.figures.collection import Collection, all_collected
from sheets_sync.figures.figure import UNKNOWN, Coverage, Figure, PopulationCount
from sheets_sync.figures.groups import Rows
from sheets_sync.figures.indicators import Indicator, Indicators
from sheets_sync.figures.left_out import missing_from
from sheets_sync.figures.periods import FIRST_DAY
from sheets_sync.figures.row_conditions import RowConditions, Span

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class _Counted:
    """The rows that an indicator counts, and what they come to by group.

    `among` and `denominators` are None where nothing is divided; a numerator is NaN where no date
    is known. `missing`, `could`, `other` and `approximate` are 0 where the definition has none.
    """

    counted: Mask
    among: Mask | None
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64] | None
    missing: NDArray[np.float64]
    could: NDArray[np.float64]
    other: NDArray[np.float64]
    approximate: NDArray[np.float64]


class Measures:
    """The rows of every form, ready to be counted.

    Args:
        collected: what the tabs have columns for; None: all of it.
    """

    def __init__(
        self,
        definitions: Indicators,
        forms: Mapping[str, Form],
        frames: Mapping[str, pd.DataFrame],
        siae: Sequence[str],
        target: Callable[[str, str | None], float | None],
        collected: Collected | None = None,
    ) -> None:
        self.forms, self.frames, self.siae, self.target = forms, frames, siae, target
        self.indicators = {indicator.id: indicator for indicator in definitions.indicators}
        self.definitions, self.let = definitions, definitions.let
        self.collected = collected or all_collected(forms, siae)
        self._rows = {id_: Rows(forms[id_], frame, siae) for id_, frame in frames.items()}
        self._conditions = RowConditions(forms, self._rows, definitions.let)
        self._collection = Collection(
            self.indicators, forms, siae, self.collected, self._conditions
        )
        self._timeless: dict[tuple[str, str], _Counted] = {}

    def holds(self, where: str, as_of: date) -> Mask:
        """For which participants the condition `where` holds; raises `ExpressionError`."""
        return self._conditions.mask("participant", where, Span(FIRST_DAY, as_of, as_of))

    def over(self, participants: pd.DataFrame, siae: Sequence[str]) -> Measures:
        """The same figures over other rows of the participants' frame, and for these SIAE."""
        frames = {**self.frames, "participant": participants}
        return Measures(self.definitions, self.forms, frames, siae, self.target, self.collected)

    def members_with(self, field: str) -> frozenset[str]:
        """The members whose tabs collect a field, or what a derived one is made of."""
        return self._collection.members_with(field)

    def coverage_with(self, field: str) -> Coverage:
        """How many members collect a field, of all."""
        return Coverage(len(self.members_with(field)), len(self.siae))

    def about(self, topic: str) -> list[str]:
        """The ids of the indicators about `topic`, in their order."""
        return [name for name, known in self.indicators.items() if known.topic == topic]

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
        counts = self._counted(indicator, start, end, as_of, "")
        denominator = None
        if indicator.per is not None:
            denominator = self.figure(indicator.per, start, end, None, as_of).numerator
        elif counts.denominators is not None:
            denominator = float(counts.denominators[0])
        figure = self._figure(indicator, counts, 0, denominator, start, end, as_of)
        return replace(figure, target=self._target(indicator, None))

    def by(
        self, id: str, start: date | None, end: date, field: str, as_of: date | None = None
    ) -> dict[str, Figure]:
        """The figure for each value of `field`, in the order of its list; the unknown last, if any.

        For « siae » the members, in the order of config. A person with two values is counted for
        each.
        """
        indicator = self.indicators[id]
        counts = self._counted(indicator, start, end, as_of, field)
        rows = self._rows[indicator.form]
        divisors = self._divisors(indicator, counts, start, end, field, as_of)
        figures = {}
        for code, name in enumerate(rows.groups(field).names):
            figure = self._figure(
                indicator, counts, code, divisors.get(name), start, end, as_of, name, field
            )
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
        if figure.mine is not None and len(figure.mine) == len(mask):
            mask = mask & figure.mine
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

    def _divisors(
        self,
        indicator: Indicator,
        counts: _Counted,
        start: date | None,
        end: date,
        field: str,
        as_of: date | None,
    ) -> dict[str, float]:
        """Divisor of each group's figure; none for a plain count."""
        if indicator.per is not None:
            per = self.by(indicator.per, start, end, field, as_of)
            return {name: figure.numerator for name, figure in per.items()}
        if counts.denominators is None:
            return {}
        names = self._rows[indicator.form].groups(field).names
        return dict(zip(names, counts.denominators.tolist(), strict=True))

    def _counted(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None, field: str
    ) -> _Counted:
        """Count an indicator in each group of `field`; only once where no day matters."""
        key = (indicator.id, field)
        if key in self._timeless:
            return self._timeless[key]
        span = self._span(indicator, start, end, as_of)
        within = self._rows_with(indicator, field)
        counted, among = self._masks(indicator, span)
        counted = counted & within
        denominators = None
        if among is not None:
            among = among & within
            denominators = self._denominators(indicator, among, field, end)
        left_out, could, other = (mask & within for mask in self._left_out(indicator, span))
        inexact = counted if among is None else among
        if indicator.approximate is None:
            inexact = np.zeros(len(counted), np.bool_)
        else:
            inexact = inexact & self._mask(indicator, indicator.approximate, span)
        counts = _Counted(
            counted,
            among,
            self._measured(indicator, counted, field, end),
            denominators,
            self._sizes(indicator, left_out, field),
            self._sizes(indicator, could, field),
            self._sizes(indicator, other, field),
            self._sizes(indicator, inexact, field),
        )
        if not self._changes_with_days(indicator):
            self._timeless[key] = counts
        return counts

    def _span(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None
    ) -> Span:
        first = start or FIRST_DAY
        if indicator.kind == "cohort" and as_of is None:
            first = FIRST_DAY
        return Span(first, end, as_of or end)

    def _mask(self, indicator: Indicator, text: str, span: Span) -> Mask:
        return self._conditions.mask(indicator.form, text, span)

    def _left_out(self, indicator: Indicator, span: Span) -> tuple[Mask, Mask, Mask]:
        """Rows left out for want of a value; those that might be counted; those of `other`."""
        missing = indicator.missing
        if missing is None:
            none = np.zeros(len(self._rows[indicator.form]), np.bool_)
            return none, none, none
        left_out = self._mask(indicator, missing.where, span)
        could = left_out & self._mask(indicator, missing.could, span)
        other = np.zeros(len(left_out), np.bool_)
        if missing.other:
            other = left_out & self._mask(indicator, missing.other, span)
        return left_out, could, other

    def _masks(self, indicator: Indicator, span: Span) -> tuple[Mask, Mask | None]:
        """Rows that are counted, and those they are counted among.

        The latter are a rate's denominator or a mean's known values; None for neither. Rows of a
        tab that does not collect what the indicator is made of are in neither.
        """
        rows = self._rows[indicator.form]
        counted = self._mask(indicator, indicator.where, span) & self._collecting_rows(indicator)
        if indicator.mean is not None:
            counted = counted & rows.column(indicator.mean).known
            return counted, counted
        if indicator.since is not None:
            counted = counted & rows.column(indicator.since).known
        if indicator.of is None:
            return counted, None
        among = self._mask(indicator, indicator.of, span) & self._collecting_rows(indicator)
        return counted & among, among

    def _measured(
        self, indicator: Indicator, mask: Mask, field: str, end: date
    ) -> NDArray[np.float64]:
        """Measure the rows of `mask`, by group; NaN: no date to count from."""
        rows = self._rows[indicator.form]
        groups = rows.groups(field)
        if indicator.since is not None:
            days = np.datetime64(end, "D") - rows.column(indicator.since).values
            return groups.minimum(days, mask)
        summed = indicator.sum or indicator.mean
        if summed is not None:
            column = rows.column(summed)
            return groups.sum(column.values, mask & column.known)
        return self._sizes(indicator, mask, field)

    def _sizes(self, indicator: Indicator, mask: Mask, field: str) -> NDArray[np.float64]:
        """Persons in the rows of `mask`, by group, or rows where these are what is counted."""
        rows = self._rows[indicator.form]
        if indicator.count == "persons":
            return rows.count_persons(field, mask)
        return rows.groups(field).count_rows(mask)

    def _denominators(
        self, indicator: Indicator, among: Mask, field: str, end: date
    ) -> NDArray[np.float64]:
        """By group: rows for a mean; for a rate, what is measured."""
        if indicator.mean is not None:
            return self._rows[indicator.form].groups(field).count_rows(among)
        return self._measured(indicator, among, field, end)

    def _changes_with_days(self, indicator: Indicator) -> bool:
        """True if another day could give another figure."""
        if indicator.since is not None:
            return True
        texts = [text for text in indicator.conditions.values() if text is not None]
        return any(self._conditions.changes_with_days(indicator.form, text) for text in texts)

    def _figure(
        self,
        indicator: Indicator,
        counts: _Counted,
        code: int,
        denominator: float | None,
        start: date | None,
        end: date,
        as_of: date | None,
        name: str = "",
        field: str = "",
    ) -> Figure:
        """The figure of one group (its `code` and `name`), or of the whole."""
        siae = name if field == "siae" else None
        coverage, coverage_of = self._collection.coverage(indicator, siae, field)
        is_collected = self._collection.is_collected(indicator, siae, field)
        mine = None
        if field:
            masks = self._rows[indicator.form].group_masks(field)
            mine = masks[code] & self._rows_with(indicator, field)
        numerator = float(counts.numerators[code])
        if np.isnan(numerator):  # no date is known
            numerator, value = 0.0, None
        else:
            value = _divided(numerator, denominator)
        return Figure(
            indicator.id,
            indicator.label,
            siae,
            _shown_start(indicator, start, as_of),
            end,
            as_of or end,
            value if is_collected else None,
            numerator,
            denominator,
            self._target(indicator, siae) if siae else None,
            indicator.unit,
            counts.counted,
            # A mean is counted among its known values too, but only a rate shows whom.
            among=counts.among if indicator.of is not None else None,
            mine=mine,
            group=name if field not in ("", "siae") else None,
            coverage=coverage,
            coverage_of=coverage_of,
            is_collected=is_collected,
            missing=missing_from(
                indicator,
                float(counts.missing[code]),
                float(counts.could[code]),
                float(counts.other[code]),
                numerator,
                denominator,
            ),
            approximate=float(counts.approximate[code]),
            find_population=self._population,
        )

    @functools.cache  # noqa: B019 - lives as long as the run
    def _rows_of(self, members: frozenset[str]) -> Mask:
        """The rows of the tabs of some members."""
        frame = self.frames["participant"]
        return frame["siae"].isin(members).to_numpy().astype(np.bool_)

    def _rows_with(self, indicator: Indicator, field: str) -> Mask:
        """The rows of the tabs that collect the field by which a figure is broken down."""
        if indicator.form != "participant":
            return np.ones(len(self._rows[indicator.form]), np.bool_)
        return self._rows_of(self.members_with(field))

    def _collecting_rows(self, indicator: Indicator) -> Mask:
        """The rows of the tabs that collect what an indicator is made of."""
        if indicator.form != "participant":
            return np.ones(len(self._rows[indicator.form]), np.bool_)
        return self._rows_of(self._collection.members(indicator) or frozenset())


def _shown_start(indicator: Indicator, start: date | None, as_of: date | None) -> date | None:
    """The first day that a figure is counted from; None for what has none."""
    if indicator.kind == "flow" or (indicator.kind == "cohort" and as_of is not None):
        return start
    return None


def _divided(numerator: float, denominator: float | None) -> float | None:
    """The numerator, or its share; None where there is nothing to divide by."""
    if denominator is None:
        return numerator
    return numerator / denominator if denominator else None
