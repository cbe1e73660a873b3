"""The day in the name of a file that comes again and again, and the name without it."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel.dates import get_month_names

from forms.words import fold
from sheets_sync.catalogue import sentence

_MONTHS = range(1, 13)
_SEPARATORS = "[ _.-]"
_NO_LETTER_BEFORE = r"(?<![^\W\d_])"
_CENTURY = 2000


def day_in_name(stem: str) -> date | None:
    """The day in the name of a file, or the first of the month there; None for neither."""
    for pattern in _day_patterns():
        for match in pattern.finditer(stem):
            with contextlib.suppress(ValueError):
                parts = match.groupdict()
                month = parts.get("m") or _month_called(match["name"])
                return date(int(match["y"]) % 100 + _CENTURY, int(month), int(parts["d"] or 1))
    return None


def without_day(stem: str) -> str:
    """The part of a name before its day, number of a copy or version: what comes again."""
    named, alone = _endings()
    begin = alone.sub("", named.split(stem, maxsplit=1)[0])
    return begin.rstrip(" _.-") or stem


@cache
def _day_patterns() -> tuple[re.Pattern[str], ...]:
    names = "|".join(spelling for month in _MONTHS for spelling in _spellings(month))
    patterns = (
        r"(?<!\d)(?P<y>20\d\d)[-_. ]?(?P<m>[01]\d)(?:[-_. ]?(?P<d>[0-3]\d))?(?!\d)",
        r"(?<!\d)(?:(?P<d>[0-3]?\d)[-_. ])?(?P<m>[01]?\d)[-_. ](?P<y>20\d\d)(?!\d)",
        r"(?<!\d)(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>20\d\d)(?!\d)",
        rf"(?:(?<!\d)(?P<d>[0-3]?\d)(?:er)?{_SEPARATORS}*)?{_NO_LETTER_BEFORE}"
        rf"(?P<name>{names}){_SEPARATORS}*(?P<y>20\d\d|2\d)(?!\d)",
        r"(?<!\d)(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>2\d)(?!\d)",
        # « 26-10-28 » is the 26th of one year or the 28th of another: it is no day.
        r"(?<!\d)(?P<d>[013]\d|\d)[-_ ](?P<m>[01]?\d)[-_ ](?P<y>2\d)(?!\d)",
        r"(?<!\d)(?P<y>2\d)[-_ ](?P<m>[01]\d)[-_ ](?P<d>[013]\d)(?!\d)",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _endings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a name ends with from its day, copy or version on; and a month without its year."""
    words = "|".join(sentence("workbooks.before_a_day").split())
    before = rf"(?:{_NO_LETTER_BEFORE}(?:{words}){_SEPARATORS}+)?"
    names = "|".join(spelling for month in _MONTHS for spelling in _spellings(month))
    of_months = rf"(?:[0-3]?\d(?:er)?{_SEPARATORS}*)?{_NO_LETTER_BEFORE}(?:{names})"
    begins = (
        rf"{before}{of_months}{_SEPARATORS}*(?:20\d\d|2\d)(?!\d)",
        rf"{before}(?:(?<!\d)[0-3]\d[01]\d)?20\d\d",
        rf"{before}(?<!\d)\d{{1,2}}[-_. ](?:20\d\d|\d{{1,2}})(?!\d)",
        r"\(\d+\)",
        r"\bv\d+\b",
        r"\bVF\b",
    )
    wide = "|".join(map(re.escape, get_month_names("wide", locale="fr").values()))
    named = re.compile(rf"{_SEPARATORS}*(?:{'|'.join(begins)})", re.IGNORECASE)
    return named, re.compile(rf"{_SEPARATORS}+(?:{wide}){_SEPARATORS}*$", re.IGNORECASE)


@cache
def _spellings(month: int) -> tuple[str, ...]:
    """The ways to write a month in a name, the longest first: « décembre », « déc », « dec »."""
    wide = get_month_names("wide", locale="fr")[month]
    short = get_month_names("abbreviated", locale="fr")[month].rstrip(".")
    spellings = {*_with_and_without_accents(wide), *_with_and_without_accents(short)}
    begin = fold(wide)[:3]
    months = get_month_names("wide", locale="fr").values()
    # « jui » is two months.
    if sum(fold(each).startswith(begin) for each in months) == 1:
        spellings.add(begin)
    return tuple(sorted(spellings, key=len, reverse=True))


def _with_and_without_accents(name: str) -> Iterator[str]:
    # macOS keeps an accent as a letter of its own.
    yield from (name, unicodedata.normalize("NFD", name), fold(name))


def _month_called(name: str) -> int:
    called = unicodedata.normalize("NFC", name).lower()
    return next(month for month in _MONTHS if called in _spellings(month))
