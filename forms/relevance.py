"""When a field is asked for at all: a condition that a phone, a card and paper can all follow.

It is made of `filled`, `empty`, `==`, `!=`, `in`, `is`, `and`, `or`, `not` and `implies` over
texts: what a page can look at while somebody types, with nothing read or computed.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from forms.expressions import literal_text
from forms.form import Form

Question: TypeAlias = list[Any]
"""["filled", field], ["in", field, [values]], ["not", question], ["and" or "or", questions…]."""


class NotAskable(Exception):
    """A condition that only a program with all values can answer."""


def relevance(form: Form) -> dict[str, Question]:
    """Field → when it is asked for; those that always are, are not in it."""
    return {
        field.id: as_question(form.condition(field.relevant))
        for field in form.fields
        if field.relevant
    }


def as_question(tree: Any) -> Question:
    """A condition as JSON for a page.

    Raises:
        NotAskable: it compares what a page cannot.
    """
    children = tree.children
    match tree.data:
        case "implication":
            return ["or", ["not", as_question(children[0])], as_question(children[1])]
        case "disjunction":
            return ["or", *map(as_question, children)]
        case "conjunction":
            return ["and", *map(as_question, children)]
        case "negation":
            return ["not", as_question(children[0])]
        case "call" if str(children[0]) in ("filled", "empty"):
            filled = ["filled", _field(children[1])]
            return filled if str(children[0]) == "filled" else ["not", filled]
        case "comparison" if len(children) == 2:
            options = [_literal(option) for option in children[1].children[0].children]
            asked = ["in", _field(children[0]), options]
            return asked if children[1].data == "membership" else ["not", asked]
        case "comparison" if str(children[1]) in ("==", "!="):
            asked = ["in", _field(children[0]), [_literal(children[2])]]
            return asked if str(children[1]) == "==" else ["not", asked]
    raise NotAskable


def _field(tree: Any) -> str:
    if tree.data != "name":
        raise NotAskable
    return str(tree.children[0])


def _literal(tree: Any) -> str:
    if tree.data != "text":
        raise NotAskable
    return literal_text(tree.children[0])
