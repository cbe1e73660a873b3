"""From the consolidated rows to figures, for any date or period, by SIAE or any other field."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from forms.expressions import (
    Column,
    ColumnType,
    Mask,
    check_expression,
    depends_on_date,
    evaluate,
    names_in,
    replace_names,
)
from forms.form import Form
from sheets_sync.figures.figure import UNKNOWN, Figure
from sheets_sync.figures.groups import Rows
from sheets_sync.figures.indicators import Indicator, Indicators, columns_of
from sheets_sync.figures.periods import FIRST_DAY

if TYPE_CHECKING:
    import pandas as pd

_DAYS = frozenset({"start", "end", "as_of"})
_MAX_SPANS = 64
"""Spans of days whose evaluated conditions are remembered at a time."""


@dataclass(frozen=True)
class _Span:
    """The days that a condition is evaluated at: a period, and the day from which it is seen."""

    start: date
    end: date
    as_of: date


@dataclass(frozen=True, eq=False)
class _Counted:
    """The rows that an indicator counts, those it counts them among, what both come to by group.

    `among` and `denominators` are None where nothing is divided; a numerator is NaN where no date
    is known.
    """

    counted: Mask
    among: Mask | None
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64] | None


class Measures:
    """The rows of every form, ready to be counted."""

    def __init__(
        self,
        definitions: Indicators,
        forms: Mapping[str, Form],
        frames: Mapping[str, pd.DataFrame],
        siae: Sequence[str],
        target: Callable[[str, str | None], float | None],
    ) -> None:
        self.forms, self.frames, self.siae, self.target = forms, frames, siae, target
        self.indicators = {indicator.id: indicator for indicator in definitions.indicators}
        self.definitions, self.let = definitions, definitions.let
        self._rows = {id_: Rows(forms[id_], frame, siae) for id_, frame in frames.items()}
        participants = columns_of(forms["participant"])
        self._meanings = {
            name: check_expression(text, participants) for name, text in definitions.let.items()
        }
        # Conditions are evaluated over whole columns; their parts are remembered: those that no day
        # changes for good, the others for the last spans that were asked for.
        self._depends_on_date: dict[int, bool] = {}
        self._timeless_parts: dict[Any, Any] = {}
        self._parts_of_span: dict[tuple[str, _Span], dict[Any, Any]] = {}
        self._timeless: dict[tuple[str, str], _Counted] = {}

    def holds(self, where: str, as_of: date) -> Mask:
        """For which participants the condition `where` holds; raises `ExpressionError`."""
        return self._evaluate("participant", where, _Span(FIRST_DAY, as_of, as_of))

    def over(self, participants: pd.DataFrame, siae: Sequence[str]) -> Measures:
        """The same figures over other rows of the participants' frame, and for these SIAE."""
        frames = {**self.frames, "participant": participants}
        return Measures(self.definitions, self.forms, frames, siae, self.target)

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
        shown = _shown_start(indicator, start, as_of)
        target = self._target(indicator, None)
        return _figure(
            indicator, shown, end, float(counts.numerators[0]), denominator, counts, target
        )

    def by(
        self, id: str, start: date | None, end: date, field: str, as_of: date | None = None
    ) -> dict[str, Figure]:
        """The figure for each value of `field`, in the order of its list; the unknown last, if any.

        For « siae » the members, in the order of config. A person with two values is counted for
        each.
        """
        indicator = self.indicators[id]
        counts = self._counted(indicator, start, end, as_of, field)
        rows, shown = self._rows[indicator.form], _shown_start(indicator, start, as_of)
        divisors = self._divisors(indicator, counts, start, end, field, as_of)
        figures = {}
        for code, name in enumerate(rows.groups(field).names):
            siae: str | None = None
            group: str | None = name
            target = None
            if field == "siae":
                siae, group, target = name, None, self._target(indicator, name)
            figure = _figure(
                indicator,
                shown,
                end,
                float(counts.numerators[code]),
                divisors.get(name),
                counts,
                target,
                mine=rows.group_masks(field)[code],
                siae=siae,
                group=group,
            )
            if name != UNKNOWN or figure.numerator or figure.denominator:
                figures[name] = figure
        return figures

    def by_siae(self, id: str, start: date | None, end: date) -> list[Figure]:
        """The figure of each SIAE, in the order of config."""
        return list(self.by(id, start, end, "siae").values())

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
        counted, among = self._masks(indicator, start, end, as_of)
        numerators = self._measured(indicator, counted, field, end)
        denominators = None
        if among is not None:
            denominators = self._denominators(indicator, among, field, end)
        counts = _Counted(counted, among, numerators, denominators)
        if not self._changes_with_days(indicator):
            self._timeless[key] = counts
        return counts

    def _masks(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None
    ) -> tuple[Mask, Mask | None]:
        """Rows that are counted, and those they are counted among.

        The latter are a rate's denominator or a mean's known values; None for neither.
        """
        form, rows = indicator.form, self._rows[indicator.form]
        first = start or FIRST_DAY
        if indicator.kind == "cohort" and as_of is None:
            first = FIRST_DAY
        span = _Span(first, end, as_of or end)
        counted = self._evaluate(form, indicator.where, span)
        if indicator.mean is not None:
            counted = counted & rows.column(indicator.mean).known
            return counted, counted
        if indicator.since is not None:
            counted = counted & rows.column(indicator.since).known
        if indicator.of is None:
            return counted, None
        among = self._evaluate(form, indicator.of, span)
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
        if indicator.count == "rows":
            return groups.count_rows(mask)
        return rows.count_persons(field, mask)

    def _denominators(
        self, indicator: Indicator, among: Mask, field: str, end: date
    ) -> NDArray[np.float64]:
        """By group: rows for a mean; for a rate, what is measured."""
        if indicator.mean is not None:
            return self._rows[indicator.form].groups(field).count_rows(among)
        return self._measured(indicator, among, field, end)

    def _evaluate(self, form_id: str, text: str, span: _Span) -> Mask:
        tree, rows = self._tree(form_id, text), self._rows[form_id]
        days = {"start": span.start, "end": span.end, "as_of": span.as_of}
        columns: dict[str, Column] = {}
        for name in names_in(tree) | {"as_of"}:
            if name in days:
                columns[name] = _constant_column(days[name], len(rows))
            else:
                columns[name] = rows.column(name)
        if len(self._parts_of_span) > _MAX_SPANS:
            self._parts_of_span.clear()
        dated = self._parts_of_span.setdefault((form_id, span), {})

        def memo(part: Any) -> dict[Any, Any]:
            if self._is_dated(part):
                return dated
            return self._timeless_parts

        return evaluate(tree, columns, len(rows), memo).holds

    @functools.cache  # noqa: B019 - lives as long as the run
    def _tree(self, form_id: str, text: str) -> Any:
        meanings = self._meanings if form_id == "participant" else {}
        conditions = dict.fromkeys(meanings, ColumnType("condition"))
        tree = check_expression(text, columns_of(self.forms[form_id]) | conditions)
        return replace_names(tree, meanings)

    def _changes_with_days(self, indicator: Indicator) -> bool:
        """True if another day could give another figure."""
        if indicator.since is not None:
            return True
        conditions = [text for text in (indicator.where, indicator.of) if text is not None]
        return any(self._is_dated(self._tree(indicator.form, text)) for text in conditions)

    def _is_dated(self, tree: Any) -> bool:
        if id(tree) not in self._depends_on_date:  # trees live as long as `_tree` remembers them
            self._depends_on_date[id(tree)] = depends_on_date(tree, _DAYS)
        return self._depends_on_date[id(tree)]


def _shown_start(indicator: Indicator, start: date | None, as_of: date | None) -> date | None:
    """The first day that a figure is counted from; None for what has none."""
    if indicator.kind == "flow" or (indicator.kind == "cohort" and as_of is not None):
        return start
    return None


def _figure(
    indicator: Indicator,
    start: date | None,
    end: date,
    numerator: float,
    denominator: float | None,
    counts: _Counted,
    target: float | None,
    mine: Mask | None = None,
    siae: str | None = None,
    group: str | None = None,
) -> Figure:
    value: float | None = numerator
    if denominator is not None:
        value = numerator / denominator if denominator else None
    elif np.isnan(numerator):  # no date is known
        numerator, value = 0.0, None
    # A mean is counted among its known values too, but only a rate shows whom.
    among = None
    if indicator.of is not None:
        among = counts.among
    return Figure(
        indicator.id,
        indicator.label,
        siae,
        start,
        end,
        value,
        numerator,
        denominator,
        target,
        indicator.unit,
        counts.counted,
        among,
        mine,
        group,
    )


@functools.lru_cache(maxsize=256)
def _constant_column(day: date, length: int) -> Column:
    return Column(np.full(length, np.datetime64(day, "D")), np.ones(length, np.bool_))
