"""Counts the rows of an indicator, in each group of a field, for any days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Mask
from forms.remembered import remembered
from sheets_sync.figures.collection import Collection
from sheets_sync.figures.figure import OwnRows
from sheets_sync.figures.groups import Rows
from sheets_sync.figures.indicators import Indicator, Population
from sheets_sync.figures.periods import FIRST_DAY
from sheets_sync.figures.row_conditions import RowConditions, Span
from sheets_sync.settings.siae import Kind

if TYPE_CHECKING:
    import pandas as pd

Sizes = NDArray[np.float64]
"""A number for each group, in the order of their names."""


@dataclass(frozen=True)
class Asked:
    """Question: an indicator, for some days, by the values of `field` ("": as a whole).

    Attributes:
        start: None: from the first day on.
        as_of: the day from which a cohort is seen; None: it is that of all entries up to `end`.
    """

    indicator: Indicator
    start: date | None
    end: date
    as_of: date | None
    field: str = ""

    @property
    def span(self) -> Span:
        """The days that the conditions are evaluated at."""
        first = self.start or FIRST_DAY
        if self.indicator.kind == "cohort" and self.as_of is None:
            first = FIRST_DAY
        return Span(first, self.end, self.as_of or self.end)

    @property
    def shown_start(self) -> date | None:
        """The first day that the figure is counted from; None for what has none."""
        kind = self.indicator.kind
        if kind == "flow" or (kind == "cohort" and self.as_of is not None):
            return self.start
        return None


@dataclass(frozen=True, eq=False)
class Counts:
    """The rows that an indicator counts, and what they come to by group.

    Attributes:
        among, denominators: None where nothing is divided.
        numerators: NaN where no date is known.
        missing, could, other, approximate: 0 where the definition has none.
    """

    counted: Mask
    among: Mask | None
    numerators: Sizes
    denominators: Sizes | None
    missing: Sizes
    could: Sizes
    other: Sizes
    approximate: Sizes


class Counting:
    """The rows of every form, as indicators count them."""

    def __init__(
        self,
        rows: Mapping[str, Rows],
        participants: pd.DataFrame,
        conditions: RowConditions,
        collection: Collection,
        kinds: Mapping[str, Kind],
        populations: Mapping[str, Population],
    ) -> None:
        self._kinds, self._populations = kinds, populations
        self._rows, self._participants = rows, participants
        self._conditions, self._collection = conditions, collection
        self._timeless: dict[tuple[str, str], Counts] = {}

    def counts(self, asked: Asked) -> Counts:
        """Count an indicator in each group; only once where no day matters."""
        key = (asked.indicator.id, asked.field)
        if key in self._timeless:
            return self._timeless[key]
        counts = self._counts(asked)
        if not self._changes_with_days(asked.indicator):
            self._timeless[key] = counts
        return counts

    def rows_of_group(self, asked: Asked, code: int) -> OwnRows:
        """The rows of one group, in tabs that collect the field."""
        codes = self._rows[asked.indicator.form].groups(asked.field).codes
        return OwnRows(codes, code, self._rows_with_field(asked))

    def group_names(self, asked: Asked) -> list[str]:
        """The names of the groups; their place is their code."""
        return list(self._rows[asked.indicator.form].groups(asked.field).names)

    def _counts(self, asked: Asked) -> Counts:
        within = self._rows_with_field(asked)
        counted, among = self._masks(asked)
        counted = counted & within
        inexact, denominators = counted, None
        if among is not None:
            among = among & within
            inexact, denominators = among, self._denominators(asked, among)
        approximate = inexact & self._mask(asked, asked.indicator.approximate)
        left_out, could, other = self._left_out(asked)
        return Counts(
            counted,
            among,
            self._measured(asked, counted),
            denominators,
            missing=self._sizes(asked, left_out & within),
            could=self._sizes(asked, could & within),
            other=self._sizes(asked, other & within),
            approximate=self._sizes(asked, approximate),
        )

    def _mask(self, asked: Asked, text: str | None) -> Mask:
        """The rows for which a condition holds; none for no condition."""
        if not text:
            return np.zeros(len(self._rows[asked.indicator.form]), np.bool_)
        return self._conditions.mask(asked.indicator.form, text, asked.span)

    def _left_out(self, asked: Asked) -> tuple[Mask, Mask, Mask]:
        """Rows left out for want of a value; those that might be counted; those of `other`."""
        missing = asked.indicator.missing
        if missing is None:
            none = self._mask(asked, None)
            return none, none, none
        left_out = self._mask(asked, missing.where)
        could, other = self._mask(asked, missing.could), self._mask(asked, missing.other)
        return left_out, left_out & could, left_out & other

    def _masks(self, asked: Asked) -> tuple[Mask, Mask | None]:
        """Rows that are counted, and those they are counted among.

        The latter are a rate's denominator or a mean's known values; None for neither. Rows of a
        tab that does not collect what the indicator is made of are in neither.
        """
        indicator = asked.indicator
        rows, collecting = self._rows[indicator.form], self._collecting_rows(indicator)
        counted = self._mask(asked, indicator.where) & collecting
        if indicator.mean is not None:
            counted = counted & rows.column(indicator.mean).known
            return counted, counted
        if indicator.since is not None:
            counted = counted & rows.column(indicator.since).known
        if indicator.of is None:
            return counted, None
        among = self._mask(asked, indicator.of) & collecting
        return counted & among, among

    def _measured(self, asked: Asked, mask: Mask) -> Sizes:
        """Measure the rows of `mask`, by group; NaN: no date to count from."""
        indicator = asked.indicator
        rows = self._rows[indicator.form]
        groups = rows.groups(asked.field)
        if indicator.since is not None:
            days = np.datetime64(asked.end, "D") - rows.column(indicator.since).values
            return groups.minimum(days, mask)
        summed = indicator.sum or indicator.mean
        if summed is not None:
            column = rows.column(summed)
            return groups.sum(column.values / self._divisors(indicator), mask & column.known)
        return self._sizes(asked, mask)

    def _divisors(self, indicator: Indicator) -> Sizes:
        """Divisor of the number of each row; NaN where its kind of SIAE has none."""
        if not indicator.divided_by:
            return np.ones(len(self._rows[indicator.form]))
        by_kind = indicator.divided_by
        by_siae = {siae: by_kind.get(kind, np.nan) for siae, kind in self._kinds.items()}
        return np.array([by_siae.get(siae, np.nan) for siae in self._participants["siae"]])

    def _sizes(self, asked: Asked, mask: Mask) -> Sizes:
        """Persons in the rows of `mask`, by group, or rows where these are what is counted."""
        rows = self._rows[asked.indicator.form]
        if asked.indicator.count == "persons":
            return rows.count_persons(asked.field, mask)
        return rows.groups(asked.field).count_rows(mask)

    def _denominators(self, asked: Asked, among: Mask) -> Sizes:
        """By group: for a mean, those that it is about; for a rate, what is measured."""
        indicator, rows = asked.indicator, self._rows[asked.indicator.form]
        if indicator.mean is None:
            return self._measured(asked, among)
        population = self._populations.get(indicator.population)
        # Somebody in two SIAE is one of « 380 heures par personne ».
        if population is not None and population.count == "persons":
            return rows.count_persons(asked.field, among)
        return rows.groups(asked.field).count_rows(among)

    def _changes_with_days(self, indicator: Indicator) -> bool:
        """True if another day could give another figure."""
        if indicator.since is not None:
            return True
        texts = [text for text in indicator.conditions.values() if text is not None]
        return any(self._conditions.changes_with_days(indicator.form, text) for text in texts)

    @remembered
    def _rows_of(self, members: frozenset[str]) -> Mask:
        """The rows of the tabs of some members."""
        return self._participants["siae"].isin(members).to_numpy().astype(np.bool_)

    def _rows_with_field(self, asked: Asked) -> Mask:
        """The rows of the tabs that collect the field by which a figure is broken down."""
        if asked.indicator.form != "participant":
            return np.ones(len(self._rows[asked.indicator.form]), np.bool_)
        return self._rows_of(self._collection.members_with(asked.field))

    def _collecting_rows(self, indicator: Indicator) -> Mask:
        """The rows of the tabs that collect what an indicator is made of."""
        if indicator.form != "participant":
            return np.ones(len(self._rows[indicator.form]), np.bool_)
        return self._rows_of(self._collection.members(indicator) or frozenset())
