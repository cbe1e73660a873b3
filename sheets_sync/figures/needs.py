"""The fields that a figure is made of, and without which there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forms.expressions import names_in
from sheets_sync.consortium.derived import DERIVED

_DAYS = frozenset({"start", "end", "as_of"})


def needed_fields(
    trees: Iterable[Any], measured: Iterable[str], form_fields: Iterable[str]
) -> frozenset[str]:
    """The fields of a form that conditions and what is added up hang on.

    What a condition asks to be empty is not needed: where nobody collects it, it is empty indeed.
    `present` so needs no column for exits, which a tab of those who are there may do without.

    Args:
        trees: conditions, as parsed, with the named ones in their place.
        measured: names of the columns that are added up, or counted from.
    """
    named: set[str] = set(measured)
    tolerated: set[str] = set()
    for tree in trees:
        named |= names_in(tree)
        tolerated |= _asked_to_be_empty(tree)
    fields: set[str] = set()
    for name in named - tolerated - _DAYS:
        fields |= {name} if name not in DERIVED else set(DERIVED[name].made_of)
    return frozenset(fields - tolerated).intersection(form_fields)


def _asked_to_be_empty(tree: Any) -> set[str]:
    """The names in `empty(…)`."""
    names: set[str] = set()
    for node in tree.iter_subtrees():
        if node.data == "call" and str(node.children[0]) == "empty":
            names |= names_in(node)
    return names
