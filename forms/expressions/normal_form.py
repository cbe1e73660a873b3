"""Spell a condition in one way, so that two that say the same of every row are the same text."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from forms.expressions.grammar import ExpressionError, arguments, is_role, syntax_tree
from forms.words import YES

_SWAPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WORD = {False: "", True: "not "}
_LITERALS = ("number", "text", "date")
_JOINTS = ("implication", "disjunction", "conjunction")
_Leaf = tuple[Any, bool]
"""A condition that joins no others, and whether its contrary is meant."""
_Values = tuple[str, bool, frozenset[str]]
"""A test for values of a list: what is tested, whether it may be none of them, and which."""


@functools.cache
def normal_form(condition: str) -> str:
    """`condition` as all those that say the same are spelt; what is not in the language stays.

    `qpv`, `"oui" == qpv` and `not (qpv != "oui")` are `qpv in ["oui"]`.
    """
    try:
        tree = syntax_tree(condition)
    except ExpressionError:
        return condition.strip()
    return _spelt(tree, contrary=False)


def _spelt(tree: Any, *, contrary: bool) -> str:
    match tree.data:
        case "negation":
            return _spelt(tree.children[0], contrary=not contrary)
        case "implication" | "disjunction" | "conjunction":
            return _joined(tree, contrary=contrary)
        case "true" | "false":
            return str((tree.data == "true") != contrary).lower()
        case "call":
            # What is not filled is empty.
            filled = f"filled({_spelt_value(arguments(tree)[0])})"
            return _WORD[contrary != (str(tree.children[0]) == "empty")] + filled
    values = _values_test(tree, contrary=contrary)
    if values is not None:
        return _spelt_values(*values)
    if is_role(tree.children[1]):
        roles = sorted(map(str, tree.children[1].children))
        excluded = contrary != (tree.children[1].data == "other_role")
        return f"{_spelt_value(tree.children[0])} is {_WORD[excluded]}[{', '.join(roles)}]"
    left, sign, right = tree.children
    meant = str(sign)
    if contrary:
        meant = _CONTRARY[meant]
    one, other = _spelt_value(left), _spelt_value(right)
    return " ".join(min((one, meant, other), (other, _SWAPPED[meant], one)))


def _joined(tree: Any, *, contrary: bool) -> str:
    joins_all = _joins_all(tree, contrary)
    parts: set[str] = set()
    tests: dict[tuple[str, bool], frozenset[str]] = defaultdict(frozenset)
    for leaf, is_contrary in _joined_conditions(tree, contrary, joins_all=joins_all):
        values = _values_test(leaf, contrary=is_contrary)
        # One of two lists is one list; so is neither of the two.
        if values is not None and values[1] == joins_all:
            tests[values[:2]] |= values[2]
        else:
            parts.add(_spelt(leaf, contrary=is_contrary))
    parts |= {_spelt_values(*test, values) for test, values in tests.items()}
    if len(parts) == 1:
        return parts.pop()
    return f"({(' and ' if joins_all else ' or ').join(sorted(parts))})"


def _joins_all(tree: Any, contrary: bool) -> bool:
    """True if all parts must hold: of `and`, and of the contrary of `or` and `implies`."""
    return bool((tree.data == "conjunction") != contrary)


def _joined_conditions(tree: Any, contrary: bool, *, joins_all: bool) -> Iterator[_Leaf]:
    """What `and`, or `or`, joins in a tree, at whatever depth."""
    if tree.data == "negation":
        yield from _joined_conditions(tree.children[0], not contrary, joins_all=joins_all)
    elif tree.data not in _JOINTS or _joins_all(tree, contrary) != joins_all:
        yield tree, contrary
    else:
        for place, child in enumerate(tree.children):
            # « a implies b » is « not a or b ».
            is_premise = tree.data == "implication" and place == 0
            yield from _joined_conditions(child, contrary != is_premise, joins_all=joins_all)


def _values_test(tree: Any, *, contrary: bool) -> _Values | None:
    if tree.data == "name":
        return _spelt_value(tree), contrary, frozenset((f'"{YES}"',))
    if tree.data != "comparison" or is_role(tree.children[1]):
        return None
    if len(tree.children) == 2:
        left, test = tree.children
        excluded = contrary != (test.data == "exclusion")
        return _spelt_value(left), excluded, frozenset(map(_spelt_value, test.children[0].children))
    left, sign, right = tree.children
    if left.data in _LITERALS:
        left, right = right, left
    if right.data not in _LITERALS or str(sign) not in ("==", "!="):
        return None
    return _spelt_value(left), contrary != (str(sign) == "!="), frozenset((_spelt_value(right),))


def _spelt_values(tested: str, excluded: bool, values: frozenset[str]) -> str:
    return f"{tested} {_WORD[excluded]}in [{', '.join(sorted(values))}]"


def _spelt_value(tree: Any) -> str:
    match tree.data:
        case "number":
            return str(float(tree.children[0]))
        case "sum":
            terms = [_spelt_value(term) for term in tree.children[::2]]
            signs = ["", *map(str, tree.children[1::2])]
            return " ".join(itertools.chain.from_iterable(zip(signs, terms, strict=True)))
        case "call":
            inside = ", ".join(map(_spelt_value, arguments(tree)))
            return f"{tree.children[0]}({inside})"
        case "name" | "text" | "date":
            return str(tree.children[0])
    return _spelt(tree, contrary=False)
