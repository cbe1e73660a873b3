"""From the consolidated rows to figures: each has one definition in `indicators.yaml` and the rows it was counted from."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from forms.definition import Form
from forms.definition_file import Definition, DefinitionError, load, read_yaml
from forms.expressions import Column, ExpressionError, Mask, Truth, evaluate, names_in, parse_expression
from sheets_sync.check import typed_column
from sheets_sync.consolidate import DERIVED

if TYPE_CHECKING:
    import pandas as pd

FormId = Literal["participant", "financement"]
_NUMBERS = frozenset({"duree_mois"})


class Indicator(Definition):
    """The definition of a figure. A rate has `of` (its denominator); otherwise `count`, `sum` or `mean` says what is measured."""

    id: str
    label: str
    definition: str
    kind: Literal["stock", "flow", "cohort"]
    form: FormId = "participant"
    where: str
    of: str | None = None
    count: Literal["persons", "rows"] | None = None
    sum: str | None = None
    mean: str | None = None
    unit: str
    good: Literal["up", "down", "none"]
    cell: str
    source: str

    @model_validator(mode="after")
    def _one_measure(self) -> Indicator:
        if sum(measure is not None for measure in (self.count, self.sum, self.mean)) != 1:
            raise ValueError(f"l'indicateur « {self.id} » doit avoir un seul de count, sum, mean.")
        if self.of is not None and self.count is None:
            raise ValueError(f"l'indicateur « {self.id} » : « of » (un taux) va avec « count ».")
        return self


class _Indicators(Definition):
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Figure:
    """One figure. `value` is None where there is nothing to divide by; a rate is between 0 and 1.

    `start` is None for a stock. `rows` are the places, in the frame of its form, that `numerator` was counted from.
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
    rows: NDArray[np.int64]


def load_indicators(forms: Mapping[str, Form]) -> tuple[Indicator, ...]:
    """All definitions, their conditions checked against the fields of `forms`; raises `DefinitionError`."""
    file = Path(__file__).with_name("indicators.yaml")
    found = load(file, _Indicators).indicators
    for index, indicator in enumerate(found):
        known = _names(forms[indicator.form])
        for key in ("where", "of"):
            text = getattr(indicator, key)
            if text is None:
                continue
            try:
                parse_expression(text, known)
            except ExpressionError as error:
                line = read_yaml(file).line(("indicators", index, key))
                raise DefinitionError(file, line, f"{indicator.id}.{key}", f"colonne {error.column} : {error}") from error
    return found


class Measures:
    """The rows of every form, ready to be counted at any date, for any period, for any SIAE."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        frames: Mapping[str, pd.DataFrame],
        siae: Sequence[str],
        target: Callable[[str, str | None], float | None],
    ) -> None:
        self.forms, self.frames, self.siae, self.target = forms, frames, siae, target
        self.indicators = {indicator.id: indicator for indicator in load_indicators(forms)}
        self._columns: dict[tuple[str, str], Column] = {}

    def figure(self, id: str, start: date | None, end: date, siae: str | None = None) -> Figure:
        """The figure `id` at `end`, or from `start` to `end` (both included) for a flow; KeyError if not defined."""
        indicator = self.indicators[id]
        return self._figure(
            indicator, start if indicator.kind == "flow" else None, end, siae, *self._truths(indicator, start, end)
        )

    def by_siae(self, id: str, start: date | None, end: date) -> list[Figure]:
        """The figure of each SIAE, in the order of config."""
        indicator = self.indicators[id]
        truths = self._truths(indicator, start, end)
        from_ = start if indicator.kind == "flow" else None
        return [self._figure(indicator, from_, end, name, *truths) for name in self.siae]

    def _truths(self, indicator: Indicator, start: date | None, end: date) -> tuple[Mask, Mask | None]:
        """Rows that are counted, and those they are counted among (None: not a rate)."""
        where = self._evaluate(indicator, indicator.where, start, end).holds
        if indicator.of is None:
            return where, None
        among = self._evaluate(indicator, indicator.of, start, end).holds
        return where & among, among

    def _figure(
        self, indicator: Indicator, start: date | None, end: date, siae: str | None, where: Mask, among: Mask | None
    ) -> Figure:
        if siae is not None:
            mine = self._of_siae(indicator.form, siae)
            where = where & mine
            among = among & mine if among is not None else None
        rows = np.flatnonzero(where)
        numerator, denominator = self._measured(indicator, rows), None
        value: float | None = numerator
        if among is not None:
            denominator = self._measured(indicator, np.flatnonzero(among))
            value = numerator / denominator if denominator else None
        elif indicator.mean is not None:
            column = self._column(indicator.form, indicator.mean)
            rows = rows[column.known[rows]]
            denominator = float(len(rows))
            value = numerator / denominator if denominator else None
        target = self.target(indicator.id, siae)
        return Figure(
            indicator.id, indicator.label, siae, start, end, value, numerator, denominator, target, indicator.unit, rows
        )

    def _measured(self, indicator: Indicator, rows: NDArray[np.int64]) -> float:
        if indicator.count == "rows":
            return float(len(rows))
        if indicator.count == "persons":
            return float(len(np.unique(self._codes("person")[rows])))
        column = self._column(indicator.form, indicator.sum or indicator.mean or "")
        return round(float(column.values[rows][column.known[rows]].sum()), 6)

    def _evaluate(self, indicator: Indicator, text: str, start: date | None, end: date) -> Truth:
        form = self.forms[indicator.form]
        tree = parse_expression(text, _names(form))
        length = len(self.frames[indicator.form])
        everywhere = np.ones(length, np.bool_)
        days = {"start": start or date.min, "end": end, "as_of": end}
        columns = {name: Column(np.full(length, np.datetime64(day, "D")), everywhere) for name, day in days.items()}
        columns |= {name: self._column(indicator.form, name) for name in names_in(tree) - set(days)}
        return evaluate(tree, columns, length)

    def _column(self, form_id: str, name: str) -> Column:
        if (form_id, name) not in self._columns:
            values = self.frames[form_id][name].tolist()
            if name in DERIVED:
                self._columns[form_id, name] = _derived_column(name, values)
            else:
                self._columns[form_id, name] = typed_column(self.forms[form_id].field(name), values)
        return self._columns[form_id, name]

    @functools.cache  # noqa: B019 - one Measures a run
    def _of_siae(self, form_id: str, siae: str) -> Mask:
        frame = self.frames[form_id]
        if "siae" not in frame.columns:
            return np.zeros(len(frame), np.bool_)
        return np.asarray(frame["siae"] == siae, dtype=np.bool_)

    @functools.cache  # noqa: B019 - one Measures a run
    def _codes(self, name: str) -> NDArray[np.int64]:
        import pandas as pd

        codes, _ = pd.factorize(self.frames["participant"][name])
        return codes.astype(np.int64)


def _names(form: Form) -> set[str]:
    derived = set(DERIVED) if form.form == "participant" else set()
    return {field.id for field in form.fields} | derived | {"start", "end"}


def _derived_column(name: str, values: Sequence[Any]) -> Column:
    if name in _NUMBERS:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
        return Column(numbers, ~np.isnan(numbers))
    texts = np.empty(len(values), object)
    texts[:] = values
    return Column(texts, np.fromiter((value is not None for value in values), np.bool_, len(values)))
