"""The language of rules and filters: `motif_sortie in ["CDD", "Intérim"] implies sortie_duree_mois > 0`.

It can compare, combine and count days; it cannot run anything. Unknown stays unknown (Kleene's three values): a rule
over a missing value neither holds nor fails. Expressions are evaluated over whole columns at once.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]

GRAMMAR = r"""
    ?start: implication
    ?implication: disjunction ("implies" implication)?
    ?disjunction: conjunction ("or" conjunction)*
    ?conjunction: negation ("and" negation)*
    ?negation: "not" negation -> negation | comparison
    ?comparison: sum (COMPARE sum | membership)?
    membership: "in" list | "not" "in" list -> exclusion
    list: "[" literal ("," literal)* "]"
    ?sum: atom (SIGN atom)*
    ?atom: literal | call | NAME -> name | "(" implication ")"
    call: NAME "(" [implication ("," implication)*] ")"
    ?literal: NUMBER -> number | TEXT -> text | DATE -> date | "true" -> true | "false" -> false
    COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
    SIGN: "+" | "-"
    DATE.2: /\d{4}-\d{2}-\d{2}/
    NUMBER: /-?\d+(\.\d+)?/
    TEXT: /"[^"\n]*"/
    NAME: /(?!(?:and|or|not|in|implies|true|false)\b)[a-z][a-z0-9_]*/
    %import common.WS
    %ignore WS
"""

FUNCTIONS = {"filled": 1, "empty": 1, "days": 2, "months": 2, "years": 2}


class ExpressionError(ValueError):
    """An expression that cannot be used; `column` counts from 1. `str()` is a French sentence."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class Truth:
    """Where a condition holds and where it fails; neither: unknown. Both are boolean arrays, one place a row."""

    holds: Mask
    fails: Mask


@dataclass(frozen=True)
class Column:
    """A column to compute with: `values` (numbers, `datetime64[D]`, text or ranks) and where they are `known`.

    `filled` is where something stands even if it is not known well enough to compute with (a partial date); None: where
    `known`. `ranks` gives the order of an ordered choice (CECRL), so that `<` compares levels and not letters.
    """

    values: NDArray[Any]
    known: Mask
    ranks: Mapping[str, int] | None = None
    filled: Mask | None = None


Columns: TypeAlias = Mapping[str, Column]
Memo: TypeAlias = Callable[[Any], dict[Any, Any]]


def parse_expression(text: str, names: set[str] | frozenset[str]) -> Any:
    """The syntax tree of `text`, every name in it checked against `names` (`as_of` is always known).

    Raises:
        ExpressionError: it is not in the language, or names something unknown.
    """
    tree = _parse(text)
    for node in tree.iter_subtrees() if hasattr(tree, "iter_subtrees") else ():
        if (
            node.data == "name"
            and str(node.children[0]) not in names
            and str(node.children[0]) != "as_of"
        ):
            from forms.definition_file import did_you_mean

            token = node.children[0]
            raise ExpressionError(
                f"« {token} » n'est pas un champ. {did_you_mean(str(token), sorted(names))}",
                token.column,
            )
        if node.data == "call":
            function, arguments = (
                node.children[0],
                [child for child in node.children[1:] if child is not None],
            )
            if FUNCTIONS.get(str(function)) != len(arguments):
                usage = ", ".join(
                    f"{name} ({count} valeur{'s' * (count > 1)})"
                    for name, count in FUNCTIONS.items()
                )
                raise ExpressionError(
                    f"« {function} » ne s'emploie pas ainsi. Fonctions : {usage}.", function.column
                )
    return tree


def names_in(tree: Any) -> set[str]:
    """The fields that a parsed expression looks at (`as_of` is none)."""
    return {str(node.children[0]) for node in tree.iter_subtrees() if node.data == "name"} - {
        "as_of"
    }


def depends_on_date(tree: Any, days: set[str] | frozenset[str]) -> bool:
    """Whether a parsed expression looks at one of `days`: what it says then changes from date to date."""
    return any(
        node.data == "name" and str(node.children[0]) in days for node in tree.iter_subtrees()
    )


def replace_names(tree: Any, meanings: Mapping[str, Any]) -> Any:
    """`tree` with every name that `meanings` knows replaced by the tree it stands for, which stays one and the same object."""
    if not hasattr(tree, "children"):
        return tree
    if tree.data == "name" and str(tree.children[0]) in meanings:
        return meanings[str(tree.children[0])]
    return type(tree)(tree.data, [replace_names(child, meanings) for child in tree.children])


def evaluate(tree: Any, columns: Columns, length: int, memo: Memo | None = None) -> Truth:
    """`tree` over `length` rows of `columns` (which holds `as_of` where the expression does).

    Args:
        memo: gives, for a tree that the caller keeps alive, the dict in which what was found of it is remembered.
    """
    return _Evaluation(columns, length, memo).truth(tree)


@functools.cache
def _parse(text: str) -> Any:
    from lark.exceptions import UnexpectedInput

    try:
        return _grammar().parse(text)
    except UnexpectedInput as error:
        ended = getattr(getattr(error, "token", None), "type", "") == "$END"
        column = len(text) + 1 if ended or error.column < 1 else error.column
        raise ExpressionError(
            f"« {text} » n'est pas une condition lisible à partir de cet endroit.", column
        ) from error


@functools.cache
def _grammar() -> Any:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr")


class _Evaluation:
    def __init__(self, columns: Columns, length: int, memo: Memo | None = None) -> None:
        self.columns, self.length, self.memo = columns, length, memo

    def truth(self, tree: Any) -> Truth:
        if self.memo is None or not hasattr(tree, "children"):
            return self.found(tree)
        known = self.memo(tree)
        if id(tree) not in known:
            known[id(tree)] = self.found(tree)
        return cast("Truth", known[id(tree)])

    def found(self, tree: Any) -> Truth:
        children = getattr(tree, "children", [])
        match getattr(tree, "data", None):
            case "implication":
                left, right = self.truth(children[0]), self.truth(children[1])
                return Truth(left.fails | right.holds, left.holds & right.fails)
            case "disjunction":
                parts = [self.truth(child) for child in children]
                return Truth(
                    _all_or(operator.or_, [p.holds for p in parts]),
                    _all_or(operator.and_, [p.fails for p in parts]),
                )
            case "conjunction":
                parts = [self.truth(child) for child in children]
                return Truth(
                    _all_or(operator.and_, [p.holds for p in parts]),
                    _all_or(operator.or_, [p.fails for p in parts]),
                )
            case "negation":
                inner = self.truth(children[0])
                return Truth(inner.fails, inner.holds)
            case "comparison":
                return self.compared(children)
            case "call" if str(children[0]) in ("filled", "empty"):
                column = self.column(children[1])
                known = column.known if column.filled is None else column.filled
                return (
                    Truth(known, ~known) if str(children[0]) == "filled" else Truth(~known, known)
                )
            case "true" | "false":
                yes = np.full(self.length, tree.data == "true")
                return Truth(yes, ~yes)
        column = self.column(tree)
        yes = column.known & (column.values == ("oui" if column.values.dtype == object else True))
        return Truth(yes, column.known & ~yes)

    def compared(self, children: list[Any]) -> Truth:
        left = self.column(children[0])
        if len(children) == 2:  # a membership
            options = [child.children[0] for child in children[1].children[0].children]
            wanted = {_literal_text(option) for option in options}
            values = left.values.tolist()
            verdict = {value: str(value) in wanted for value in set(values)}
            found = np.fromiter(map(verdict.__getitem__, values), np.bool_, self.length)
            inside = left.known & found
            outside = left.known & ~found
            return (
                Truth(inside, outside)
                if children[1].data == "membership"
                else Truth(outside, inside)
            )
        right = self.column(children[2])
        known = left.known & right.known
        a, b = left.values, right.values
        ranks = left.ranks or right.ranks
        if ranks is not None:
            a, b = _ranked(a, ranks), _ranked(b, ranks)
        compare: Callable[[Any, Any], Any] = _COMPARE[str(children[1])]
        if a.dtype == object or b.dtype == object:  # None cannot be ordered
            result = np.zeros(self.length, np.bool_)
            result[known] = compare(a[known], b[known])
        else:
            result = compare(a, b) & known
        return Truth(result, known & ~result)

    def column(self, tree: Any) -> Column:
        children = getattr(tree, "children", [])
        everywhere = np.ones(self.length, np.bool_)
        match tree.data:
            case "name":
                return self.columns[str(children[0])]
            case "number":
                return Column(np.full(self.length, float(children[0])), everywhere)
            case "text":
                values = np.empty(self.length, object)
                values[:] = _literal_text(children[0])
                return Column(values, everywhere)
            case "date":
                return Column(
                    np.full(self.length, np.datetime64(str(children[0]), "D")), everywhere
                )
            case "sum":
                return self.added(children)
            case "call":
                return self.remembered_call(tree)
        truth = self.truth(tree)
        return Column(truth.holds, truth.holds | truth.fails)

    def remembered_call(self, tree: Any) -> Column:
        """A call's column; the same one wherever the same call stands again."""
        known: dict[Any, Any] = {} if self.memo is None else self.memo(tree)
        key = repr(tree)
        if key not in known:
            known[key] = self.called(
                str(tree.children[0]), [self.column(child) for child in tree.children[1:]]
            )
        return cast("Column", known[key])

    def added(self, children: list[Any]) -> Column:
        total = self.column(children[0])
        for sign, term in zip(children[1::2], children[2::2], strict=True):
            other = self.column(term)
            values = total.values + other.values if sign == "+" else total.values - other.values
            total = Column(values, total.known & other.known)
        return total

    def called(self, function: str, arguments: list[Column]) -> Column:
        start, end = arguments
        known = start.known & end.known
        if function == "days":
            days = (end.values - start.values).astype("timedelta64[D]").astype(np.int64)
            return Column(np.where(known, days, 0).astype(float), known)
        months = np.where(known, whole_months(start.values, end.values), 0)
        return Column(months if function == "months" else np.floor(months / 12), known)


def whole_months(start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Calendar months from `start` to `end` (`datetime64[D]`), the last one as a fraction of 31 days."""
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    day_in_first = (start - first.astype("datetime64[D]")).astype(np.int64)
    day_in_last = (end - last.astype("datetime64[D]")).astype(np.int64)
    days = day_in_last - day_in_first
    months: NDArray[Any] = (last - first).astype(np.int64) + days / 31
    return months


def _all_or(combine: Callable[[Mask, Mask], Mask], masks: list[Mask]) -> Mask:
    return functools.reduce(combine, masks)


def _literal_text(token: Any) -> str:
    return str(token).strip('"')


def _ranked(values: NDArray[Any], ranks: Mapping[str, int]) -> NDArray[Any]:
    return np.fromiter((ranks.get(str(value), -1) for value in values), float, len(values))


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
