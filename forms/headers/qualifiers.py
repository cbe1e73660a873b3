"""Qualifiers in a title beside its field: a month, a number, a year, an amendment, a total."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from forms.headers.title_words import TitleWords

Kind: TypeAlias = Literal["plain", "month", "number", "amendment", "year", "total"]
_STRONGEST_FIRST: tuple[Kind, ...] = ("total", "month", "amendment", "number", "year")
_ORDINAL = re.compile(r"([1-9]|1\d)(?:er|ere|e|eme|nd|nde)?")
_MONTH_AS_DATE = re.compile(
    r"\b(?:\d\d )?(0[1-9]|1[0-2]) (20\d\d)\b|\b(20\d\d) (0[1-9]|1[0-2])(?: \d\d)?\b"
)
_MONTH_AND_SHORT_YEAR = re.compile(r"(?<!\d)(?<!\d )(0[1-9]|1[0-2]) ([2-9]\d)$")
"""« FLE 09/25 »: at the end of a title, and no part of a longer number."""
_WEEK = re.compile(r"\b(?:semaine|s) ?([1-9]|[1-4]\d|5[0-3])\b")
"""« Sem. 36 », « S36 »: from the third on, « S3 » is no half-year."""
_SHORT_YEAR = re.compile(r"[2-9]\d")
_YEAR = re.compile(r"20\d\d")
_CONTRACTS = frozenset({"contrat", "cddi"})
_AFTER = "apres"
_FIRST_AMENDMENT = 100
"""Amendments come after all contracts that are numbered."""


_MONTHS = 12
_HALF_YEARS = frozenset({"s1", "s2"})
_LENGTHS = {"t": 3, "s": 6}
"""Months of a quarter, of a half-year."""


class Qualifier(NamedTuple):
    """Qualifier in a title beside the words in `rest`; `rank` orders those of a kind.

    `months` are those that it covers, counted from the year 0, or within any year; a week is one
    of its own, below 0.
    """

    kind: Kind
    rank: int
    rest: str
    months: frozenset[int] = frozenset()


def qualifier(text: str, lists: TitleWords) -> Qualifier:
    """« heures fle janv 2026 » → month, its rank, « heures fle »."""
    week = _week_of(text)
    if week:
        return Qualifier("month", 0, " ".join(_WEEK.sub("", text).split()), frozenset({-week}))
    signs: dict[Kind, int] = {}
    rest: list[str] = []
    months: list[int] = []
    words = _with_short_periods(_take_date(text, signs).split(), lists)
    for word in words:
        kind, value = _sign(word, signs, lists)
        # « premier entretien » is another day than the last; « premier contrat » is a number
        if kind == "plain" and word in lists.ordinals and not _CONTRACTS.isdisjoint(words):
            kind, value = "number", lists.ordinals[word]
        if kind == "plain":
            rest.append(word)
            continue
        signs[kind] = value
        if kind == "month":
            months += _months_of(word, value, lists)
    # « contrat n° 2 »
    if "number" in signs and rest[-1:] == ["n"]:
        rest.pop()
    # « Fin après avenant » is the end that the amendment gives
    if "amendment" in signs and _AFTER in rest:
        rest.remove(_AFTER)
    kinds: list[Kind] = [kind for kind in _STRONGEST_FIRST if kind in signs]
    for kind in kinds:
        return Qualifier(
            kind, _rank_within(kind, signs), " ".join(rest), _months_spanned(months, signs)
        )
    return Qualifier("plain", 0, " ".join(rest))


def _with_short_periods(words: Sequence[str], lists: TitleWords) -> list[str]:
    """« 1er semestre », « semestre 1 », « session automne » → « s1 », « s1 », « t4 »."""
    made: list[str] = []
    for word in words:
        before = made[-1] if made else ""
        if word in lists.period_names and _ordinal(before, lists):
            made[-1] = f"{lists.period_names[word]}{_ordinal(before, lists)}"
        elif before in lists.period_names and _ordinal(word, lists):
            made[-1] = f"{lists.period_names[before]}{_ordinal(word, lists)}"
        elif before in lists.season_leads and word in lists.seasons:
            # « été » alone is a word of questions
            made[-1] = lists.seasons[word]
        else:
            made.append(word)
    return made


def _ordinal(word: str, lists: TitleWords) -> int:
    """The number that « 2e », « second » say; 0 where a word says none."""
    match = _ORDINAL.fullmatch(word)
    if match is None:
        return lists.ordinals.get(word, 0)
    return int(match[1])


def _week_of(text: str) -> int:
    """The number of the week that a title says; 0 where it says none."""
    match = _WEEK.search(text)
    if match is None or match[0] in _HALF_YEARS:
        return 0
    return int(match[1])


def _months_of(word: str, number: int, lists: TitleWords) -> list[int]:
    """The months of « mars », « T1 », « S2 »."""
    if word in lists.month_numbers:
        return [number]
    length = _LENGTHS.get(word[0], 1)
    return list(range((number - 1) * length + 1, number * length + 1))


def _months_spanned(months: Sequence[int], signs: Mapping[Kind, int]) -> frozenset[int]:
    """All months from the first to the last that a title names: « janv.-mars »."""
    named = list(months) or ([signs["month"]] if "month" in signs else [])
    if not named:
        return frozenset()
    start = signs.get("year", 0) * _MONTHS
    return frozenset(start + month for month in range(min(named), max(named) + 1))


def _take_date(text: str, signs: dict[Kind, int]) -> str:
    """`text` without a title that is a date, as spreadsheets make of « janv-26 »."""
    if short := _MONTH_AND_SHORT_YEAR.search(text):
        signs["month"], signs["year"] = int(short[1]), 2000 + int(short[2])
        return text[: short.start()]
    dated = _MONTH_AS_DATE.search(text)
    if dated is None:
        return text
    signs["year"] = int(dated[2] or dated[3])
    signs["month"] = int(dated[1] or dated[4])
    return _MONTH_AS_DATE.sub("", text)


def _sign(word: str, before: Mapping[Kind, int], lists: TitleWords) -> tuple[Kind, int]:
    """Qualifier in one word, given those of the words `before` it."""
    if word in lists.month_numbers:
        return "month", lists.month_numbers[word]
    if word in lists.periods:
        return "month", int(word[1:])
    if word in lists.amendments:
        return "amendment", _FIRST_AMENDMENT
    if word in lists.totals:
        return "total", 0
    if _YEAR.fullmatch(word):
        return "year", int(word)
    if "month" in before and _SHORT_YEAR.fullmatch(word):
        return "year", 2000 + int(word)
    if _ORDINAL.fullmatch(word):
        return "number", _ordinal(word, lists)
    return "plain", 0


def _rank_within(kind: Kind, signs: Mapping[Kind, int]) -> int:
    if kind == "month":
        return signs.get("year", 0) * 12 + signs["month"]
    if kind == "amendment":
        return _FIRST_AMENDMENT + signs.get("number", 1)
    if kind == "total":
        return signs.get("year", 0)
    return signs.get(kind, 0)
