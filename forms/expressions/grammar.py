"""Parse a condition into a tree; a mistake says at which column it stands."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forms.definition_file import did_you_mean, shortened

# `DATE.2` goes before `NUMBER`: « 2026-01-31 » would else be three numbers.
GRAMMAR = r"""
    ?start: implication
    ?implication: disjunction ("implies" implication)?
    ?disjunction: conjunction ("or" conjunction)*
    ?conjunction: negation ("and" negation)*
    ?negation: "not" negation -> negation | comparison
    ?comparison: sum (COMPARE sum | membership | role_test)?
    membership: "in" list | "not" "in" list -> exclusion
    role_test: "is" _roles -> role | "is" "not" _roles -> other_role
    _roles: NAME | "[" NAME ("," NAME)* "]"
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
    NAME: /(?!(?:and|or|not|in|is|implies|true|false)\b)[a-z][a-z0-9_]*/
    %import common.WS
    %ignore WS
"""

FUNCTIONS = {"filled": 1, "empty": 1, "days": 2, "months": 2, "years": 2}
"""Name → how many values it takes."""

MAXIMUM_DEPTH = 60
"""Of what is nested in a condition; the deepest of ours has six."""
_BEFORE_MISTAKE = 40
"""Characters of a long condition that are shown before its mistake."""
_MEMBERSHIP_OF = {"role": "membership", "other_role": "exclusion"}


class ExpressionError(ValueError):
    """An expression that cannot be used; `column` counts from 1. `str()` is a French sentence."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


def parse_expression(text: str, names: set[str] | frozenset[str]) -> Any:
    """The syntax tree of `text`, every name in it one of `names` (`as_of` is always known).

    `check_expression` holds its literals against the columns too.

    Raises:
        ExpressionError: it is not in the language, or names something unknown.
    """
    tree = syntax_tree(text)
    for node in _nodes(tree):
        if node.data == "name":
            _check_name(node.children[0], names)
        elif node.data == "call":
            _check_call(node.children[0], arguments(node))
        elif node.data == "date":
            _check_date(node.children[0])
    return tree


def arguments(call: Any) -> list[Any]:
    """The values between the brackets of a call."""
    return [child for child in call.children[1:] if child is not None]


def names_in(tree: Any) -> set[str]:
    """The fields that a parsed expression looks at (`as_of` is none)."""
    names = {str(node.children[0]) for node in _nodes(tree) if node.data == "name"}
    return names - {"as_of"}


def values_asked(tree: Any) -> set[tuple[str, frozenset[str]]]:
    """(Field, values) of each test for values of a list: `frein in ["Levé"]`, `motif == "CDD"`."""
    asked: set[tuple[str, frozenset[str]]] = set()
    for node in _nodes(tree):
        if node.data != "comparison" or getattr(node.children[0], "data", "") != "name":
            continue
        texts = [literal_text(text.children[0]) for text in node.find_data("text")]
        if texts and (node.children[1] == "==" or _is_membership(node.children[1])):
            asked.add((str(node.children[0].children[0]), frozenset(texts)))
    return asked


def _is_membership(tree: Any) -> bool:
    return getattr(tree, "data", "") == "membership"


def depends_on_date(tree: Any, days: set[str] | frozenset[str]) -> bool:
    """True if an expression looks at one of `days`, so that its result changes with the date."""
    return any(node.data == "name" and str(node.children[0]) in days for node in _nodes(tree))


def replace_names(tree: Any, meanings: Mapping[str, Any]) -> Any:
    """`tree` with each name that `meanings` knows replaced by its tree, which stays one object."""
    if not hasattr(tree, "children"):
        return tree
    if tree.data == "name" and str(tree.children[0]) in meanings:
        return meanings[str(tree.children[0])]
    return type(tree)(tree.data, [replace_names(child, meanings) for child in tree.children])


def replace_roles(tree: Any, roles: Mapping[str, Mapping[str, Sequence[str]]]) -> Any:
    """`tree` with each role as its values: `frein is solved` → `frein in ["Levé"]`.

    Args:
        roles: of each field, the values that have each role; all that `tree` names are there.
    """
    if not hasattr(tree, "children"):
        return tree
    if tree.data == "comparison" and is_role(tree.children[1]):
        field, test = tree.children
        of_field = roles[str(field.children[0])]
        values = dict.fromkeys(value for role in test.children for value in of_field[str(role)])
        texts = [type(tree)("text", [f'"{value}"']) for value in values]
        membership = type(tree)(_MEMBERSHIP_OF[test.data], [type(tree)("list", texts)])
        return type(tree)("comparison", [field, membership])
    if not any(is_role(node) for node in _nodes(tree)):
        return tree
    return type(tree)(tree.data, [replace_roles(child, roles) for child in tree.children])


def is_role(tree: Any) -> bool:
    """True for the `is solved`, or `is not solved`, of a comparison."""
    return getattr(tree, "data", "") in _MEMBERSHIP_OF


def literal_text(token: Any) -> str:
    """`"CDD"` → CDD."""
    return str(token)[1:-1]


def _nodes(tree: Any) -> Iterator[Any]:
    yield from tree.iter_subtrees() if hasattr(tree, "iter_subtrees") else ()


def _check_name(token: Any, names: set[str] | frozenset[str]) -> None:
    if str(token) not in names and str(token) != "as_of":
        hint = did_you_mean(str(token), sorted(names))
        raise ExpressionError(f"« {token} » n’est pas un champ. {hint}", token.column)


def _check_call(function: Any, given: list[Any]) -> None:
    if FUNCTIONS.get(str(function)) == len(given):
        return
    usage = ", ".join(
        f"{name} ({count} valeur{'s' * (count > 1)})" for name, count in FUNCTIONS.items()
    )
    message = f"« {function} » ne s’emploie pas ainsi. Fonctions : {usage}."
    raise ExpressionError(message, function.column)


def _check_date(token: Any) -> None:
    try:
        date.fromisoformat(str(token))
    except ValueError as error:
        message = f"« {token} » n’existe pas au calendrier."
        raise ExpressionError(message, token.column) from error


@functools.cache
def syntax_tree(text: str) -> Any:
    """The tree of `text`, whatever names it has; raises ExpressionError: not in the language."""
    from lark.exceptions import UnexpectedInput

    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        # Where the text ends too early lark names no column: the mistake is after its last
        # character.
        ended = getattr(getattr(error, "token", None), "type", "") == "$END"
        column = len(text) + 1 if ended or error.column < 1 else error.column
        around = shortened(text[max(0, column - _BEFORE_MISTAKE) :])
        message = f"« {around} » n’est pas une condition lisible à partir de cet endroit."
        raise ExpressionError(message, column) from error
    if _depth(tree) > MAXIMUM_DEPTH:
        raise ExpressionError(f"« {shortened(text)} » : une condition trop imbriquée.", 1)
    return tree


def _depth(tree: Any) -> int:
    """How deep a tree is; what goes through one recurses, and Python gives up at a thousand."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in getattr(node, "children", ())]
    return depth


@functools.cache
def _grammar() -> Any:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr")
