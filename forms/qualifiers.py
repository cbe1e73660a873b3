"""What a column title says beside its field: a month, a number, a year, an amendment, a total."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from forms.title_words import title_words

Kind: TypeAlias = Literal["plain", "month", "number", "amendment", "year", "total"]
_ORDINAL = re.compile(r"([1-9]|1\d)(?:er|ere|e|eme|nd|nde)?")
_MONTH_AS_DATE = re.compile(
    r"\b(?:\d\d )?(0[1-9]|1[0-2]) (20\d\d)\b|\b(20\d\d) (0[1-9]|1[0-2])(?: \d\d)?\b"
)
_SHORT_YEAR = re.compile(r"[2-9]\d")
_YEAR = re.compile(r"20\d\d")
_FIRST_AMENDMENT = 100
"""Amendments come after all contracts that are numbered."""


class Qualifier(NamedTuple):
    """What a title says beside the words in `rest`; `rank` orders those of a kind."""

    kind: Kind
    rank: int
    rest: str


@functools.lru_cache(maxsize=4096)
def qualifier(text: str) -> Qualifier:
    """« heures fle janv 2026 » → month, its rank, « heures fle »."""
    lists, months = title_words(), _month_numbers()
    month, year, number = 0, 0, 0
    if dated := _MONTH_AS_DATE.search(text):
        # a title that is a date, as spreadsheets make of « janv-26 »
        year, month = int(dated[2] or dated[3]), int(dated[1] or dated[4])
        text = _MONTH_AS_DATE.sub("", text)
    is_amendment = is_total = is_period = False
    rest: list[str] = []
    for word in text.split():
        ordinal = _ORDINAL.fullmatch(word)
        if word in months:
            month = months[word]
        elif month and not year and _SHORT_YEAR.fullmatch(word):
            year = 2000 + int(word)
        elif word in lists.periods:
            is_period, number = True, int(word[1:])
        elif _YEAR.fullmatch(word):
            year = int(word)
        elif word in lists.amendments:
            is_amendment = True
        elif word in lists.totals:
            is_total = True
        elif ordinal:
            number = int(ordinal[1])
        else:
            rest.append(word)
    if rest and rest[-1] == "n" and number:
        rest.pop()
    kept = " ".join(rest)
    if is_total:
        return Qualifier("total", 0, kept)
    if month or is_period:
        return Qualifier("month", year * 12 + (month or number), kept)
    if is_amendment:
        return Qualifier("amendment", _FIRST_AMENDMENT + max(number, 1), kept)
    if number:
        return Qualifier("number", number, kept)
    if year:
        return Qualifier("year", year, kept)
    return Qualifier("plain", 0, kept)


@functools.cache
def _month_numbers() -> Mapping[str, int]:
    """Names of months → their numbers."""
    months = enumerate(title_words().months, 1)
    return dict(chain.from_iterable(((name, number) for name in names) for number, names in months))
