"""A rule's condition in XPath, as ODK evaluates it on a phone; an empty answer never fails it."""

from __future__ import annotations

from typing import Any

from forms.expressions import literal_text
from forms.form import Form
from forms.words import ORDER_SIGN, fold, order_sign

# ODK has no calendar months; the mean of four years is near enough to refuse an answer by
_DAYS_IN = {"days": "1", "months": "30.4375", "years": "365.25"}
_SIGNS = {"==": "="}


class Untranslatable(Exception):
    """A condition that has no counterpart on a phone."""


_SIGN_NAMES = {
    "+": "plus",
    "-": "moins",
    "<": "inf",
    ">": "sup",
    "≤": "inf_egal",
    "≥": "sup_egal",
    "±": "plus_moins",
    "=": "egal",
}


def choice_name(text: str) -> str:
    """A value as an XLSForm name: « CADA / HUDA » → `cada_huda`, « < 6 mois » → `inf_6_mois`."""
    spelled_out = ORDER_SIGN.sub(lambda sign: f" {_words_for(sign[0])} ", text)
    return fold(spelled_out).replace(" ", "_") or "_"


def _words_for(signs: str) -> str:
    return " ".join(map(_SIGN_NAMES.__getitem__, order_sign(signs)))


def to_xpath(tree: Any, form: Form, question: str = "") -> str:
    """The condition `tree` as evaluated at `question` (a field's id), where `.` is the answer.

    Raises:
        Untranslatable: a phone cannot check it.
    """
    return _Translation(form, question).condition(tree)


class _Translation:
    def __init__(self, form: Form, question: str) -> None:
        self.form, self.question = form, question

    def condition(self, tree: Any) -> str:
        children = tree.children
        match tree.data:
            case "implication":
                return f"not({self.condition(children[0])}) or ({self.condition(children[1])})"
            case "disjunction":
                return self.joined(" or ", children)
            case "conjunction":
                return self.joined(" and ", children)
            case "negation":
                return f"not({self.condition(children[0])})"
            case "call" if str(children[0]) == "filled":
                return f"{self.value(children[1])} != ''"
            case "call" if str(children[0]) == "empty":
                return f"{self.value(children[1])} = ''"
            case "comparison" if len(children) == 2:
                return self.membership(children[0], children[1])
            case "comparison":
                return self.comparison(*children)
        raise Untranslatable

    def joined(self, sign: str, conditions: list[Any]) -> str:
        return sign.join(f"({self.condition(condition)})" for condition in conditions)

    def membership(self, left: Any, right: Any) -> str:
        answer = self.value(left)
        options = [self.value(option) for option in right.children[0].children]
        inside = " or ".join(f"{answer} = {option}" for option in options)
        if right.data == "membership":
            return f"({inside})"
        return f"not({inside})"

    def comparison(self, left: Any, sign: Any, right: Any) -> str:
        names = _fields_of(left) + _fields_of(right)
        # XPath would compare the names of the levels, not their order
        if any(self.form.field(name).ordered for name in names):
            raise Untranslatable
        others = [name for name in dict.fromkeys(names) if name != self.question]
        unknown = "".join(f"${{{name}}} = '' or " for name in others)
        xpath_sign = _SIGNS.get(str(sign), str(sign))
        return f"{unknown}{self.value(left)} {xpath_sign} {self.value(right)}"

    def value(self, tree: Any) -> str:
        children = tree.children
        match tree.data:
            case "name":
                return self.reference(str(children[0]))
            case "number":
                return str(children[0])
            case "text":
                return f"'{choice_name(literal_text(children[0]))}'"
            case "date":
                return f"date('{children[0]}')"
            case "call" if str(children[0]) in _DAYS_IN:
                start, end = (f"decimal-date-time({self.value(child)})" for child in children[1:])
                return f"({end} - {start}) div {_DAYS_IN[str(children[0])]}"
        raise Untranslatable

    def reference(self, name: str) -> str:
        if name == "as_of":
            return "today()"
        if name == self.question:
            return "."
        return f"${{{name}}}"


def _fields_of(tree: Any) -> list[str]:
    """The fields that a condition names, in order, each as often as it does."""
    if tree.data == "name":
        name = str(tree.children[0])
        if name == "as_of":
            return []
        return [name]
    names: list[str] = []
    for child in tree.children:
        if hasattr(child, "data"):
            names += _fields_of(child)
    return names
