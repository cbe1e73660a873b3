"""Evaluate a parsed condition over whole columns at once, with unknown values left unknown."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from forms.expressions.grammar import literal_text
from forms.words import YES

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """The rows for which a condition holds and those for which it fails; neither: unknown."""

    holds: Mask
    fails: Mask

    @property
    def negated(self) -> Truth:
        """The rows for which the contrary holds, and fails."""
        return Truth(self.fails, self.holds)


@dataclass(frozen=True)
class Column:
    """A column to compute with: `values` (numbers, `datetime64[D]`, text), and where `known`.

    `filled` is where something stands even if it is not known well enough to compute with (a
    partial date); None: where `known`. `ranks` gives the order of an ordered choice (CECRL), so
    that `<` compares levels and not letters.
    """

    values: NDArray[Any]
    known: Mask
    ranks: Mapping[str, int] | None = None
    filled: Mask | None = None


Columns: TypeAlias = Mapping[str, Column]
Memo: TypeAlias = Callable[[Any], dict[Any, Any]]


def evaluate(tree: Any, columns: Columns, length: int, memo: Memo | None = None) -> Truth:
    """`tree` over `length` rows of `columns` (which holds `as_of` where the expression does).

    Args:
        memo: gives, for a tree that the caller keeps alive, the dict in which its results are kept.
    """
    return _Evaluation(columns, length, memo).truth(tree)


def whole_months(start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Calendar months between days (`datetime64[D]`), the last one as a fraction of 31 days."""
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    day_in_first = (start - first.astype("datetime64[D]")).astype(np.int64)
    day_in_last = (end - last.astype("datetime64[D]")).astype(np.int64)
    days = day_in_last - day_in_first
    months: NDArray[Any] = (last - first).astype(np.int64) + days / 31
    return months


class _Evaluation:
    def __init__(self, columns: Columns, length: int, memo: Memo | None = None) -> None:
        self.columns, self.length, self.memo = columns, length, memo

    def truth(self, tree: Any) -> Truth:
        if self.memo is None:
            return self.computed_truth(tree)
        known = self.memo(tree)
        if id(tree) not in known:
            known[id(tree)] = self.computed_truth(tree)
        return cast("Truth", known[id(tree)])

    def computed_truth(self, tree: Any) -> Truth:
        children = tree.children
        match tree.data:
            case "implication" | "disjunction" | "conjunction" | "negation":
                return _combined_truth(tree.data, [self.truth(child) for child in children])
            case "comparison" if len(children) == 2:
                return self.membership(children[0], children[1])
            case "comparison":
                return self.comparison(*children)
            case "call" if str(children[0]) == "filled":
                return self.presence(children[1])
            case "call" if str(children[0]) == "empty":
                return self.presence(children[1]).negated
            case "true" | "false":
                everywhere = np.full(self.length, tree.data == "true")
                return Truth(everywhere, ~everywhere)
        column = self.column(tree)
        holds = column.known & (column.values == (YES if column.values.dtype == object else True))
        return Truth(holds, column.known & ~holds)

    def presence(self, tree: Any) -> Truth:
        """Mask of the rows where something stands, understood or not."""
        column = self.column(tree)
        filled = column.filled
        if filled is None:
            filled = column.known
        return Truth(filled, ~filled)

    def membership(self, left: Any, right: Any) -> Truth:
        column = self.column(left)
        options = {_literal_value(child) for child in right.children[0].children}
        values = column.values.tolist()
        # each distinct value is looked up once: columns are long and hold few of them
        verdict = {value: value in options for value in set(values)}
        listed = np.fromiter(map(verdict.__getitem__, values), np.bool_, self.length)
        inside, outside = column.known & listed, column.known & ~listed
        if right.data == "membership":
            return Truth(inside, outside)
        return Truth(outside, inside)

    def comparison(self, left_tree: Any, sign: Any, right_tree: Any) -> Truth:
        left, right = self.column(left_tree), self.column(right_tree)
        known = left.known & right.known
        a, b = left.values, right.values
        ranks = left.ranks or right.ranks
        if ranks is not None:
            a, b = _ranked(a, ranks), _ranked(b, ranks)
        compare = _COMPARE[str(sign)]
        if object in (a.dtype, b.dtype):  # None cannot be ordered
            result = np.zeros(self.length, np.bool_)
            result[known] = compare(a[known], b[known])
        else:
            result = compare(a, b) & known
        return Truth(result, known & ~result)

    def column(self, tree: Any) -> Column:
        match tree.data:
            case "name":
                return self.columns[str(tree.children[0])]
            case "number" | "text" | "date":
                return self.constant(tree)
            case "sum":
                return self.total(tree.children)
            case "call" if str(tree.children[0]) not in ("filled", "empty"):
                return self.remembered_call(tree)
        truth = self.truth(tree)
        return Column(truth.holds, truth.holds | truth.fails)

    def constant(self, tree: Any) -> Column:
        dtype = {"number": "float", "text": "object", "date": "datetime64[D]"}[tree.data]
        values = np.empty(self.length, dtype)
        values[:] = _literal_value(tree)
        return Column(values, np.ones(self.length, np.bool_))

    def remembered_call(self, tree: Any) -> Column:
        """A call's column; the same one wherever the same call stands again."""
        known: dict[Any, Any] = {} if self.memo is None else self.memo(tree)
        key = repr(tree)
        if key not in known:
            start, end = (self.column(child) for child in tree.children[1:])
            known[key] = _time_between(str(tree.children[0]), start, end)
        return cast("Column", known[key])

    def total(self, terms: list[Any]) -> Column:
        total = self.column(terms[0])
        for sign, term in zip(terms[1::2], terms[2::2], strict=True):
            other = self.column(term)
            values = _ADD[str(sign)](total.values, other.values)
            total = Column(values, total.known & other.known)
        return total


def _combined_truth(kind: str, parts: Sequence[Truth]) -> Truth:
    """Combine conditions."""
    # Kleene's logic of three values: what is unknown neither holds nor fails, and « false and
    # unknown » fails all the same.
    match kind:
        case "implication":
            left, right = parts
            return Truth(left.fails | right.holds, left.holds & right.fails)
        case "disjunction":
            return Truth(
                _any(part.holds for part in parts), _all_masks(part.fails for part in parts)
            )
        case "conjunction":
            return Truth(
                _all_masks(part.holds for part in parts), _any(part.fails for part in parts)
            )
    (inner,) = parts
    return inner.negated


def _time_between(unit: str, start: Column, end: Column) -> Column:
    """Days, months or full years from one date to another."""
    known = start.known & end.known
    if unit == "days":
        days = (end.values - start.values).astype("timedelta64[D]").astype(np.int64)
        return Column(np.where(known, days, 0).astype(float), known)
    elapsed = np.where(known, whole_months(start.values, end.values), 0)
    if unit == "years":
        elapsed = np.floor(elapsed / 12)
    return Column(elapsed, known)


def _literal_value(tree: Any) -> str | float | date | bool:
    """A literal as the cells of a column of its kind hold it."""
    match tree.data:
        case "number":
            return float(tree.children[0])
        case "date":
            return date.fromisoformat(str(tree.children[0]))
        case "text":
            return literal_text(tree.children[0])
    return bool(tree.data == "true")


def _any(masks: Any) -> Mask:
    return functools.reduce(operator.or_, masks)


def _all_masks(masks: Any) -> Mask:
    return functools.reduce(operator.and_, masks)


def _ranked(values: NDArray[Any], ranks: Mapping[str, int]) -> NDArray[Any]:
    return np.fromiter((ranks.get(str(value), -1) for value in values), float, len(values))


_ADD: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
