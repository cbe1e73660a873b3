"""Evaluate the conditions of figures over all rows of a form; what comes again is kept.

Conditions are evaluated over whole columns; their parts are remembered: those that no day changes
for good, the others for the last spans that were asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np

from forms.expressions import (
    Column,
    ColumnType,
    Mask,
    Truth,
    check_expression,
    depends_on_date,
    evaluate,
    names_in,
    replace_names,
)
from forms.form import Form
from forms.remembered import remembered
from sheets_sync.figures.groups import Rows
from sheets_sync.figures.indicators import columns_of

_DAYS = frozenset({"start", "end", "as_of"})
_MAX_SPANS = 64
"""Spans of days whose evaluated conditions are remembered at a time."""


@dataclass(frozen=True)
class Span:
    """The days that a condition is evaluated at: a period, and the day from which it is seen."""

    start: date
    end: date
    as_of: date


class RowConditions:
    """The conditions over the rows of each form; `let` names some of the participants' form.

    `today` is the day of the run, whatever the span.
    """

    def __init__(
        self,
        forms: Mapping[str, Form],
        rows: Mapping[str, Rows],
        let: Mapping[str, str],
        today: date,
    ) -> None:
        self._forms, self._rows, self._today = forms, rows, today
        participants = self._columns("participant")
        self._meanings = {name: check_expression(text, participants) for name, text in let.items()}
        self._depends_on_date: dict[int, bool] = {}
        self._timeless_parts: dict[Any, Any] = {}
        self._parts_of_span: dict[tuple[str, Span], dict[Any, Any]] = {}

    def mask(self, form_id: str, text: str, span: Span) -> Mask:
        """The rows for which the condition `text` holds; raises `ExpressionError`."""
        tree, rows = self.tree(form_id, text), self._rows[form_id]
        parts = self._remembered_parts(form_id, span)
        known = parts(tree).get(id(tree))
        if known is None:
            columns = self._named_columns(form_id, text, span)
            known = evaluate(tree, columns, len(rows), parts)
        return cast("Truth", known).holds

    def _remembered_parts(self, form_id: str, span: Span) -> Callable[[Any], dict[Any, Any]]:
        """Where the result of each part of a condition is kept, at these days or for good."""
        if len(self._parts_of_span) > _MAX_SPANS:
            self._parts_of_span.clear()
        dated = self._parts_of_span.setdefault((form_id, span), {})

        def parts(tree: Any) -> dict[Any, Any]:
            if self._is_dated(tree):
                return dated
            return self._timeless_parts

        return parts

    def _named_columns(self, form_id: str, text: str, span: Span) -> dict[str, Column]:
        """The columns that a condition names, its days among them."""
        rows = self._rows[form_id]
        days = {"start": span.start, "end": span.end, "as_of": span.as_of, "today": self._today}
        columns: dict[str, Column] = {}
        for name in self._names_in(form_id, text) | {"as_of"}:
            if name in days:
                columns[name] = _constant_column(days[name], len(rows))
            else:
                columns[name] = rows.column(name)
        return columns

    @remembered
    def tree(self, form_id: str, text: str) -> Any:
        """A condition as parsed, named ones in their place."""
        meanings = self._meanings if form_id == "participant" else {}
        conditions = dict.fromkeys(meanings, ColumnType("condition"))
        tree = check_expression(text, self._columns(form_id) | conditions)
        return replace_names(tree, meanings)

    @remembered
    def _names_in(self, form_id: str, text: str) -> frozenset[str]:
        return frozenset(names_in(self.tree(form_id, text)))

    @remembered
    def _columns(self, form_id: str) -> dict[str, ColumnType]:
        return columns_of(self._forms[form_id])

    def changes_with_days(self, form_id: str, text: str) -> bool:
        """True if a condition may hold on one day and not on another."""
        return self._is_dated(self.tree(form_id, text))

    def _is_dated(self, tree: Any) -> bool:
        if id(tree) not in self._depends_on_date:  # trees live as long as `tree` remembers them
            self._depends_on_date[id(tree)] = depends_on_date(tree, _DAYS)
        return self._depends_on_date[id(tree)]


@functools.lru_cache(maxsize=512)
def _constant_column(day: date, length: int) -> Column:
    # One value seen in every row: a column of 24,000 days for each day asked of took 200 KB.
    days = np.broadcast_to(np.datetime64(day, "D"), length)
    return Column(days, np.broadcast_to(np.True_, length))
