"""Evaluate the conditions of a form over the typed values of a table, whole columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Column, Truth, evaluate, names_in
from forms.form import Field, Form
from forms.values import Value
from sheets_sync.checking.table import Values

_FIRST_DAY = date(1970, 1, 1).toordinal()
_NO_DAY = np.datetime64("NaT", "D").astype(np.int64).item()


class Conditions:
    """The conditions of one form over one table; each column is made ready once, when first named.

    `as_of` is what conditions know the day by.
    """

    def __init__(self, form: Form, values: Values, as_of: date, length: int) -> None:
        self._form, self._values, self._length = form, values, length
        today = np.full(length, np.datetime64(as_of, "D"))
        self._columns = {"as_of": Column(today, np.ones(length, np.bool_))}

    def evaluate(self, text: str) -> Truth:
        """In which rows a condition holds, in which it fails; where it is unknown, neither."""
        tree = self._form.condition(text)
        for name in names_in(tree) - set(self._columns):
            self._columns[name] = typed_column(self._form.field(name), self._values[name])
        return evaluate(tree, self._columns, self._length)

    def rows_kept(self) -> list[bool]:
        """For each row, whether it counts, as the form's `kept_if` says."""
        if not self._form.kept_if:
            return [True] * self._length
        return [bool(holds) for holds in self.evaluate(self._form.kept_if).holds]

    def rows_ruled_out(self) -> list[bool]:
        """For each row, whether a rule of the form says that it is no participant's."""
        ruled_out = np.zeros(self._length, np.bool_)
        for rule in self._form.rules:
            if rule.sets_aside:
                ruled_out |= self.evaluate(rule.require).fails
        return [bool(fails) for fails in ruled_out]


def typed_column(field: Field, values: Sequence[Value | None] | NDArray[Any]) -> Column:
    """Values of `field` as one array and a mask of what is known."""
    if field.type in ("number", "integer"):
        numbers = np.fromiter(map(_number_or_nan, values), float, len(values))
        filled = np.fromiter((value is not None for value in values), np.bool_, len(values))
        return Column(numbers, ~np.isnan(numbers), filled=filled)
    objects = _as_objects(values)
    # one comparison of the whole column: row by row takes as long as reading it
    filled = np.not_equal(objects, cast("Any", None)).astype(np.bool_)
    if field.type == "date":
        days = _as_days(objects)
        return Column(days, ~np.isnat(days), filled=filled)
    return Column(objects, filled, _ranks(field))


def _number_or_nan(value: Value | None) -> float:
    """NaN where it is unknown, or known by a bound only (the text `>6`)."""
    return value if isinstance(value, int | float) else np.nan


def _as_objects(values: Sequence[Value | None] | NDArray[Any]) -> NDArray[Any]:
    if isinstance(values, np.ndarray):
        return values
    objects = np.empty(len(values), object)
    objects[:] = values
    return objects


def _as_days(objects: NDArray[Any]) -> NDArray[np.datetime64]:
    """Each distinct date made once; a partial one (a text) has no day."""
    values = objects.tolist()
    # numpy counts days from 1970 too: to give it the count is faster than to have a date made one.
    days = {
        value: value.toordinal() - _FIRST_DAY if isinstance(value, date) else _NO_DAY
        for value in dict.fromkeys(values)
    }
    return np.fromiter(map(days.__getitem__, values), np.int64, len(values)).view("datetime64[D]")


def _ranks(field: Field) -> dict[str, int] | None:
    """Choice → its rank, where the order of the choices means something."""
    if not field.ordered:
        return None
    return {choice.value: rank for rank, choice in enumerate(field.options)}
