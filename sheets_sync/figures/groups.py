"""The rows of a form, as columns that conditions and sums ask for, and as groups by a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Column, Mask
from forms.form import Form
from forms.remembered import remembered
from sheets_sync.checking.conditions import typed_column
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.figures.indicators import COMPLETENESS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of rows: their names, and which each row belongs to (−1: none)."""

    names: Sequence[str]
    codes: NDArray[np.int64]

    def count_rows(self, mask: Mask) -> NDArray[np.float64]:
        """Number of rows of `mask` in each group."""
        counts = np.bincount(self.codes[mask & (self.codes >= 0)], minlength=len(self.names))
        return counts.astype(float)

    def sum(self, values: NDArray[Any], mask: Mask) -> NDArray[np.float64]:
        """The sum of `values` over the rows of `mask` in each group."""
        rows = np.flatnonzero(mask & (self.codes >= 0))
        sums = np.bincount(self.codes[rows], values[rows].astype(float), len(self.names))
        # Sums of decimals as people type them: beyond the sixth digit stands only binary noise.
        return np.round(sums, 6)

    def minimum(self, values: NDArray[Any], mask: Mask) -> NDArray[np.float64]:
        """Minimum of `values` over the rows of `mask`, by group; NaN for a group without any."""
        rows = np.flatnonzero(mask & (self.codes >= 0))
        minima = np.full(len(self.names), np.inf)
        np.minimum.at(minima, self.codes[rows], values[rows].astype(float))
        return np.where(np.isinf(minima), np.nan, minima)


class Rows:
    """The rows of one form; columns and groups are made once."""

    def __init__(self, form: Form, frame: pd.DataFrame, siae: Sequence[str]) -> None:
        self.form, self.frame, self.siae = form, frame, siae

    def __len__(self) -> int:
        return len(self.frame)

    @remembered
    def column(self, name: str) -> Column:
        """A field, what is derived from a row, or its completeness; KeyError for another name."""
        if name == COMPLETENESS:
            filled = self.frame[list(self.form.expected)].notna().to_numpy()
            return Column(filled.mean(axis=1), np.ones(len(self), np.bool_))
        if name in DERIVED:
            return _derived_column(name, self.frame[name].to_numpy(dtype=object))
        return typed_column(self.form.field(name), self.frame[name].to_numpy())

    @remembered
    def first_day(self, name: str, as_of: date) -> date | None:
        """The first day of a column up to `as_of`; None where it has none."""
        days = (day for day in self.frame[name] if isinstance(day, date) and day <= as_of)
        return min(days, default=None)

    @remembered
    def groups(self, field: str) -> Groups:
        """The rows by the values of `field`; "": all rows are one group."""
        if not field:
            return Groups([""], np.zeros(len(self), np.int64))
        values: list[Any] = [None] * len(self)
        if field in self.frame.columns:
            values = self.frame[field].tolist()
        names = self._group_names(field, values)
        code_of = {name: code for code, name in enumerate(names)}
        unknown = code_of.get(UNKNOWN, -1)
        codes = [unknown if value is None else code_of.get(str(value), -1) for value in values]
        return Groups(names, np.array(codes, np.int64))

    def count_persons(self, field: str, mask: Mask) -> NDArray[np.float64]:
        """Number of persons with a row of `mask`, by group; one with two values counts for each."""
        pairs, group_of_pair = self._persons(field)
        there = np.zeros(len(group_of_pair), np.bool_)
        there[pairs[np.flatnonzero(mask)]] = True
        groups = group_of_pair[there]
        names = self.groups(field).names
        return np.bincount(groups[groups >= 0], minlength=len(names)).astype(float)

    def _group_names(self, field: str, values: Sequence[Any]) -> list[str]:
        """The members for « siae »; else the choices in their order, other values, the unknown."""
        if field == "siae":
            return list(self.siae)
        listed: list[str] = []
        if self.form.has(field):
            listed = [choice.value for choice in self.form.field(field).options]
        others = {str(value) for value in values if value is not None} - set(listed)
        return [*listed, *sorted(others), UNKNOWN]

    @remembered
    def _persons(self, field: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Index of each row's pair of group and person, and the group of each pair (−1: none)."""
        import pandas as pd

        codes = self.groups(field).codes
        base = codes.max(initial=0) + 2
        persons = pd.factorize(self.frame["person"])[0].astype(np.int64)
        pairs, kinds = pd.factorize(persons * base + codes + 1)
        return pairs.astype(np.int64), kinds % base - 1


def _derived_column(name: str, values: NDArray[Any]) -> Column:
    known: Mask = np.not_equal(values, cast("Any", None)).astype(np.bool_)
    kind = DERIVED[name].type.kind
    if kind == "number":
        numbers = np.where(known, values, np.nan).astype(float)
        return Column(numbers, ~np.isnan(numbers))
    if kind == "date":
        days = np.where(known, values, np.datetime64("NaT")).astype("datetime64[D]")
        return Column(days, ~np.isnat(days))
    return Column(values, known)
