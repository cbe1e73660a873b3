"""From the consolidated rows to figures: each has one definition in `indicators.yaml` and the rows it was counted from."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from forms.definition import Form
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
from sheets_sync.checking.check import typed_column
from sheets_sync.consortium.consolidate import DERIVED, DERIVED_TYPES
from sheets_sync.figures.indicators import Indicator, Indicators, columns_of
from sheets_sync.figures.periods import FIRST_DAY

if TYPE_CHECKING:
    import pandas as pd

_DAYS = frozenset({"start", "end", "as_of"})
UNKNOWN = "non renseigné"
"""The group of the rows whose field is not known."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure. `value` is None where there is nothing to divide by; a rate is between 0 and 1.

    `start` is None for a stock, and for a cohort of all entries. `group` is the value that it is counted for, where it is one
    of a breakdown.
    """

    id: str
    label: str
    siae: str | None
    start: date | None
    end: date
    value: float | None
    numerator: float
    denominator: float | None
    target: float | None
    unit: str
    counted: Mask
    among: Mask | None = None
    mine: Mask | None = None
    group: str | None = None

    @property
    def rows(self) -> NDArray[np.int64]:
        """Places, in the frame of its form, of the rows that `numerator` was counted from."""
        return np.flatnonzero(self.counted if self.mine is None else self.counted & self.mine)

    @property
    def rows_among(self) -> NDArray[np.int64]:
        """Those that a rate's `denominator` was counted from; none for other figures."""
        if self.among is None:
            return np.empty(0, np.int64)
        return np.flatnonzero(self.among if self.mine is None else self.among & self.mine)


class Measures:
    """The rows of every form, ready to be counted at any date, for any period, by SIAE or any other field."""

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
        self._meanings = {
            name: check_expression(text, columns_of(forms["participant"]))
            for name, text in definitions.let.items()
        }
        self._moving: dict[int, bool] = {}
        self._fixed: dict[Any, Any] = {}
        self._timeless: dict[
            tuple[str, str], tuple[Mask, Mask | None, NDArray[Any], NDArray[Any] | None]
        ] = {}
        self._dated: dict[tuple[str, date, date, date], dict[Any, Any]] = {}

    def holds(self, where: str, as_of: date) -> Mask:
        """For which participants the condition `where` holds; raises `ExpressionError`."""
        return self._evaluate("participant", where, FIRST_DAY, as_of, as_of)

    def over(self, participants: pd.DataFrame, siae: Sequence[str]) -> Measures:
        """The same figures over other rows of the participants' frame, and for these SIAE."""
        return Measures(
            self.definitions,
            self.forms,
            {**self.frames, "participant": participants},
            siae,
            self.target,
        )

    def figure(
        self,
        id: str,
        start: date | None,
        end: date,
        siae: str | None = None,
        as_of: date | None = None,
    ) -> Figure:
        """The figure `id` at `end`, or from `start` to `end` (both included) for a flow; KeyError if not defined.

        Args:
            as_of: the day from which a cohort, of those entered from `start` to `end`, is seen; None: a cohort is then that of
                all entries up to `end`, seen at `end`.
        """
        if siae is not None:
            return self.by(id, start, end, "siae", as_of)[siae]
        indicator = self.indicators[id]
        counted, among, numerators, denominators = self._counted(indicator, start, end, as_of, "")
        numerator = float(numerators[0])
        denominator = None if denominators is None else float(denominators[0])
        if indicator.per is not None:
            denominator = self.figure(indicator.per, start, end, None, as_of).numerator
        return self._figure(indicator, start, end, as_of, numerator, denominator, counted, among)

    def by(
        self, id: str, start: date | None, end: date, field: str, as_of: date | None = None
    ) -> dict[str, Figure]:
        """The figure for each value of `field`: those of the list in its order, else as they come; the unknown last, if any.

        For « siae » the members, in the order of config. A person with two values is counted for each.
        """
        indicator = self.indicators[id]
        counted, among, numerators, denominators = self._counted(
            indicator, start, end, as_of, field
        )
        names, masks = (
            self._groups(indicator.form, field)[0],
            self._group_masks(indicator.form, field),
        )
        per = self.by(indicator.per, start, end, field, as_of) if indicator.per is not None else {}
        found = {}
        for code, name in enumerate(names):
            denominator = (
                per[name].numerator
                if name in per
                else None
                if denominators is None
                else float(denominators[code])
            )
            of_siae = field == "siae"
            figure = self._figure(
                indicator, start, end, as_of, float(numerators[code]), denominator, counted, among, masks[code],
                name if of_siae else None, None if of_siae else name,
            )  # fmt: skip
            if name != UNKNOWN or figure.numerator or figure.denominator:
                found[name] = figure
        return found

    def about(self, topic: str) -> list[str]:
        """The ids of the indicators about `topic`, in their order."""
        return [name for name, known in self.indicators.items() if known.topic == topic]

    def by_siae(self, id: str, start: date | None, end: date) -> list[Figure]:
        """The figure of each SIAE, in the order of config."""
        return list(self.by(id, start, end, "siae").values())

    def _figure(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None, numerator: float, denominator: float | None,
        counted: Mask, among: Mask | None, mine: Mask | None = None, siae: str | None = None, group: str | None = None,
    ) -> Figure:  # fmt: skip
        value: float | None = numerator
        if denominator is not None:
            value = numerator / denominator if denominator else None
        elif np.isnan(numerator):  # no date is known
            numerator, value = 0.0, None
        shown = (
            start
            if indicator.kind == "flow" or (indicator.kind == "cohort" and as_of is not None)
            else None
        )
        target = None
        if group is None:
            target = self.target(indicator.id, siae)
            target = indicator.target if target is None and siae is None else target
        rate = among if indicator.of is not None else None
        return Figure(indicator.id, indicator.label, siae, shown, end, value, numerator, denominator, target, indicator.unit, counted, rate, mine, group)  # fmt: skip

    def _counted(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None, field: str
    ) -> tuple[Mask, Mask | None, NDArray[Any], NDArray[Any] | None]:
        """The rows counted and those they are counted among, and what both come to in each group of `field`; once where no day matters."""
        key = (indicator.id, field)
        if key in self._timeless:
            return self._timeless[key]
        counted, among = self._masks(indicator, start, end, as_of)
        numerators = self._measured(indicator, counted, field, end)
        denominators = None if among is None else self._divided(indicator, among, field, end)
        found = counted, among, numerators, denominators
        texts = [text for text in (indicator.where, indicator.of) if text is not None]
        if indicator.since is None and not any(
            self._moves(self._tree(indicator.form, text)) for text in texts
        ):
            self._timeless[key] = found
        return found

    def _masks(
        self, indicator: Indicator, start: date | None, end: date, as_of: date | None
    ) -> tuple[Mask, Mask | None]:
        """Rows that are counted, and those they are counted among (a rate's, or a mean's known ones; None: neither)."""
        seen = as_of or end
        first = (
            FIRST_DAY if start is None or (indicator.kind == "cohort" and as_of is None) else start
        )
        where = self._evaluate(indicator.form, indicator.where, first, end, seen)
        if indicator.mean is not None:
            where = where & self._column(indicator.form, indicator.mean).known
            return where, where
        if indicator.since is not None:
            where = where & self._column(indicator.form, indicator.since).known
        if indicator.of is None:
            return where, None
        among = self._evaluate(indicator.form, indicator.of, first, end, seen)
        return where & among, among

    def _measured(self, indicator: Indicator, mask: Mask, field: str, end: date) -> NDArray[Any]:
        """What is measured, over the rows of `mask` in each group of `field` ("": all rows are one group); NaN: no date to count from."""
        names, codes = self._groups(indicator.form, field)
        if indicator.since is not None:
            rows = np.flatnonzero(mask & (codes >= 0))
            days = (
                np.datetime64(end, "D") - self._column(indicator.form, indicator.since).values[rows]
            ).astype(float)
            least = np.full(len(names), np.inf)
            np.minimum.at(least, codes[rows], days)
            return np.where(np.isinf(least), np.nan, least)
        name = indicator.sum or indicator.mean
        if name is not None:
            column = self._column(indicator.form, name)
            rows = np.flatnonzero(mask & column.known & (codes >= 0))
            return np.round(
                np.bincount(codes[rows], column.values[rows].astype(float), len(names)), 6
            )
        if indicator.count == "rows":
            return self._rows_in(indicator.form, mask, field)
        pairs, group_of_pair = self._persons_in(field)
        there = np.zeros(len(group_of_pair), np.bool_)
        there[pairs[np.flatnonzero(mask)]] = True
        groups = group_of_pair[there]
        return np.bincount(groups[groups >= 0], minlength=len(names)).astype(float)

    def _divided(self, indicator: Indicator, mask: Mask, field: str, end: date) -> NDArray[Any]:
        """What it is divided by, in each group: rows for a mean, for a rate what is measured."""
        return (
            self._rows_in(indicator.form, mask, field)
            if indicator.mean is not None
            else self._measured(indicator, mask, field, end)
        )

    def _rows_in(self, form_id: str, mask: Mask, field: str) -> NDArray[Any]:
        names, codes = self._groups(form_id, field)
        return np.bincount(codes[mask & (codes >= 0)], minlength=len(names)).astype(float)

    def _evaluate(self, form_id: str, text: str, start: date, end: date, as_of: date) -> Mask:
        tree = self._tree(form_id, text)
        length = len(self.frames[form_id])
        columns: dict[str, Column] = {}
        for name in names_in(tree) | {"as_of"}:
            day = {"start": start, "end": end, "as_of": as_of}.get(name)
            columns[name] = self._column(form_id, name) if day is None else _always(day, length)
        if len(self._dated) > 64:
            self._dated.clear()
        dated = self._dated.setdefault((form_id, start, end, as_of), {})
        return evaluate(
            tree, columns, length, lambda part: dated if self._moves(part) else self._fixed
        ).holds

    @functools.cache  # noqa: B019 - one Measures a run
    def _tree(self, form_id: str, text: str) -> Any:
        meanings = self._meanings if form_id == "participant" else {}
        conditions = dict.fromkeys(meanings, ColumnType("condition"))
        tree = check_expression(text, columns_of(self.forms[form_id]) | conditions)
        return replace_names(tree, meanings)

    def _moves(self, tree: Any) -> bool:
        if id(tree) not in self._moving:  # trees live as long as `_tree` remembers them
            self._moving[id(tree)] = depends_on_date(tree, _DAYS)
        return self._moving[id(tree)]

    @functools.cache  # noqa: B019 - one Measures a run
    def _column(self, form_id: str, name: str) -> Column:
        frame = self.frames[form_id]
        if name == "completude":
            filled = frame[list(self.forms[form_id].expected)].notna().to_numpy()
            return Column(filled.mean(axis=1), np.ones(len(frame), np.bool_))
        if name in DERIVED:
            return _derived_column(name, frame[name].to_numpy(dtype=object))
        return typed_column(self.forms[form_id].field(name), frame[name].to_numpy())

    @functools.cache  # noqa: B019 - one Measures a run
    def _groups(self, form_id: str, field: str) -> tuple[list[str], NDArray[np.int64]]:
        """Names of the groups of `field`, and which each row belongs to (−1: none)."""
        frame = self.frames[form_id]
        if not field:
            return [""], np.zeros(len(frame), np.int64)
        values = frame[field].tolist() if field in frame.columns else [None] * len(frame)
        if field == "siae":
            names = list(self.siae)
        else:
            known = {field.id: field for field in self.forms[form_id].fields}
            listed = [choice.value for choice in known[field].options] if field in known else []
            names = [
                *listed,
                *sorted({str(value) for value in values if value is not None} - set(listed)),
                UNKNOWN,
            ]
        place = {name: code for code, name in enumerate(names)}
        unknown = place.get(UNKNOWN, -1)
        codes = [unknown if value is None else place.get(str(value), -1) for value in values]
        return names, np.array(codes, np.int64)

    @functools.cache  # noqa: B019 - one Measures a run
    def _group_masks(self, form_id: str, field: str) -> list[Mask]:
        names, codes = self._groups(form_id, field)
        return [codes == code for code in range(len(names))]

    @functools.cache  # noqa: B019 - one Measures a run
    def _persons_in(self, field: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which pair of group and person each of the participants' rows is, and the group of each pair (−1: none)."""
        import pandas as pd

        codes = self._groups("participant", field)[1]
        persons = pd.factorize(self.frames["participant"]["person"])[0].astype(np.int64)
        pairs, kinds = pd.factorize(persons * (codes.max(initial=0) + 2) + codes + 1)
        return pairs.astype(np.int64), kinds % (codes.max(initial=0) + 2) - 1


@functools.lru_cache(maxsize=256)
def _always(day: date, length: int) -> Column:
    return Column(np.full(length, np.datetime64(day, "D")), np.ones(length, np.bool_))


def _derived_column(name: str, values: NDArray[Any]) -> Column:
    known: Mask = np.not_equal(values, cast("Any", None)).astype(np.bool_)
    if DERIVED_TYPES[name].kind == "number":
        numbers = np.where(known, values, np.nan).astype(float)
        return Column(numbers, ~np.isnan(numbers))
    if DERIVED_TYPES[name].kind == "date":
        days = np.where(known, values, np.datetime64("NaT")).astype("datetime64[D]")
        return Column(days, ~np.isnat(days))
    return Column(values, known)
