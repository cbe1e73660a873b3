"""Find numbers with a unit inside a text: « CDD de 12 mois », « CDDI 26 h ».

A number known only by a bound, « plus de 6 mois », is the text `>6` (`>=6`, `<6`, `<=6`), as a date
known only by its month is the text `2021-03`: no number is invented for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.form import Unit
from forms.values.cells import Value

QUANTITY_MARK = "\ue000"
"""Stands where a quantity was, in the text that is left over: nobody types it (private use)."""

_NUMBER_WORDS: Mapping[str, int] = {
    "dix-huit": 18,
    "dix huit": 18,
    "vingt-quatre": 24,
    "vingt quatre": 24,
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
}
_NUMBER = r"(?P<number>\d{1,4}(?:[.,]\d{1,2})?|" + "|".join(_NUMBER_WORDS) + ")"

# « CDD - 6 mois » may be a dash or « less than »: a sign minus alone is no bound.
_BOUNDS: tuple[tuple[str, str], ...] = (
    (r">=|≥|au moins|minimum", ">="),
    (r"<=|≤|au plus|maximum", "<="),
    (r"\+ ?(?:de|d'|que)|\+|>|(?:de )?plus (?:de|d'|que)|superieure? a", ">"),
    (r"- ?(?:de|d'|que)|<|(?:de )?moins (?:de|d'|que)|inferieure? a", "<"),
)
_BOUND = r"(?P<bound>" + "|".join(words for words, _ in _BOUNDS) + ")"
_AT_LEAST_AFTER = r"(?P<at_least> (?:et|ou) (?:\+|plus\b)| ?\+(?= *$)| minimum\b)"
_BEFORE = r"(?:(?:d'une |une )?duree (?:de |d')?|de |d'|pour |pendant |sur )"

_UNITS: Mapping[Unit, str] = {
    "mois": r"(?P<unit>mois|ans?|annees?)\b",
    "h": (
        r"(?P<unit>h|heures?)(?: ?(?P<minutes>[0-5]\d))?\b"
        r"(?: ?/ ?s(?:em(?:aine)?)?\b\.?| par semaine\b| hebdo(?:madaires?)?\b)?"
    ),
}
"""Pattern of what is written for a unit of a field; years are twelve months."""


def _pattern(unit: Unit) -> re.Pattern[str]:
    # « CDD>6 mois », but not the end of « 3-6 mois »
    start = r"(?:(?<![\w.,/+<>-])|(?=[<>≤≥]))"
    return re.compile(
        rf"{start}(?:{_BEFORE})?(?:{_BOUND} ?)?{_NUMBER} ?{_UNITS[unit]}(?:{_AT_LEAST_AFTER})?"
    )


_PATTERNS = {unit: _pattern(unit) for unit in _UNITS}


@dataclass(frozen=True, slots=True)
class Quantities:
    """The numbers found in a text, by unit, and the text with a mark in the place of each."""

    values: Mapping[Unit, Value]
    rest: str


def plain(text: str) -> str:
    """Lower case without accents; unlike `fold`, signs stay."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    return "".join(char for char in letters if not unicodedata.combining(char)).casefold()


def find_quantities(text: str, units: Iterable[Unit]) -> Quantities | None:
    """The numbers of `text` that have one of `units`; None where a unit has two of them."""
    values: dict[Unit, Value] = {}
    rest = plain(text)
    for unit in units:
        pattern = _PATTERNS[unit]
        matches = list(pattern.finditer(rest))
        if len(matches) > 1:
            return None
        if any(_is_unclear_before(rest[: match.start()], unit) for match in matches):
            return None
        if matches:
            value = _bounded_number(matches[0], unit)
            if value is None:
                return None
            values[unit] = value
            rest = pattern.sub(f" {QUANTITY_MARK} ", rest)
    return Quantities(values, rest)


def _is_unclear_before(text: str, unit: Unit) -> bool:
    """True if a sign stands before: « CDD - 6 mois » (less than six?), « 2 x 6 mois » (twelve?)."""
    signs = {"mois": ("-", "–", "x"), "h": ("x",)}
    return text.rstrip().endswith(signs[unit])


def _bounded_number(match: re.Match[str], unit: Unit) -> Value | None:
    """The number, or its bound as a text; None where the bounds before and after disagree."""
    number = _number(match["number"])
    if unit == "h":
        number += int(match["minutes"] or 0) / 60
    elif match["unit"].startswith("an"):
        number *= 12
    if match["bound"] is None and match["at_least"] is None:
        return number
    if match["bound"] is not None and match["at_least"] is not None:
        return None
    if match["at_least"] is not None:
        return f">={number:g}"
    sign = next(sign for words, sign in _BOUNDS if re.fullmatch(words, match["bound"]))
    return f"{sign}{number:g}"


def _number(text: str) -> float:
    if text in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[text])
    return float(text.replace(",", "."))


def is_more_than(value: Value | None, limit: float) -> bool | None:
    """True if a number, or a bound of one, is more than `limit`; None where that is not known."""
    return _compare(value, limit, equal=False)


def is_at_least(value: Value | None, limit: float) -> bool | None:
    """True if a number, or a bound of one, is `limit` or more; None where that is not known."""
    return _compare(value, limit, equal=True)


_BOUND_TEXT = re.compile(r"(?P<sign>[<>]=?)(?P<number>\d+(?:\.\d+)?)")


def _compare(value: Value | None, limit: float, *, equal: bool) -> bool | None:
    if isinstance(value, int | float):
        return value > limit or (equal and value == limit)
    match = _BOUND_TEXT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    number = float(match["number"])
    if match["sign"] == ">" and number >= limit:
        return True
    if match["sign"] == ">=" and (number > limit or (equal and number == limit)):
        return True
    if match["sign"] == "<" and number <= limit:
        return False
    if match["sign"] == "<=" and (number < limit or (not equal and number == limit)):
        return False
    return None
