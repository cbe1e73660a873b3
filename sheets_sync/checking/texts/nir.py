"""Social security numbers (NIR): found wherever they stand, repeated nowhere.

Only what décret 2019-341 lists may use them: an employer's payroll may, a follow-up sheet may not.
A number is found by its key, by the parts it is made of (sex, year, month, department, commune,
order) or because a word beside it says what it is: people leave out the key, or mistype it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.words import fold
from sheets_sync.catalogue import sentence

SHORTEST_NIR = 13
"""Characters of a number without its key."""
# 2A and 2B are the two departments of Corsica; 96 to 99 are former territories and other countries.
_DEPARTMENT = r"(?:0[1-9]|[1-9]\d|2[AB])"
_SEPARATOR = r"[\s.\-/_]{1,3}"
# What the parts look like when people put something between them: nothing else is written so.
_SEPARATED = _SEPARATOR.join((r"[12378]", r"\d\d", r"\d\d", _DEPARTMENT, r"\d{3}", r"\d{3}"))
# 1 or 2 only, and a month of the calendar: any other thirteen figures in a row may be something
# else. Where signs stand between some of the parts only, figures may be an amount or a postal code
# beside a telephone number, unless they are all that a cell holds: « 290 0599350001 ».
_MONTH = r"(?:0[1-9]|1[0-2])"
_LOOSE_SEPARATOR = rf"(?:{_SEPARATOR})?"
_ALL_THERE_IS = rf"(?=\A\d{{3}}{_SEPARATOR}(?!0[67])\d{{10}}\Z)"
_NO_OTHER_NUMBERS = (
    rf"(?:{_ALL_THERE_IS}"
    rf"|(?!\d{{3}}(?:\d\d)?{_SEPARATOR}0\d{{9}}(?!\d)|\d{{10}}{_SEPARATOR}\d{{5}}(?!\d)))"
)
_RUN_TOGETHER = _NO_OTHER_NUMBERS + _LOOSE_SEPARATOR.join(
    ("[12]", r"\d\d", _MONTH, _DEPARTMENT, r"\d{3}", r"\d{3}")
)
_BEFORE_KEY = rf"(?:{_SEPARATOR})?(?:cl[ée][\s:.]{{0,3}})?"
# « 2 9 0 0 5 … »: every figure by itself, thirteen or fifteen of them and no more.
_ONE_BY_ONE = (
    r"(?<!\d[\s.\-])[12](?:[\s.\-]\d){2}[\s.\-](?:0[\s.\-][1-9]|1[\s.\-][0-2])(?:[\s.\-]\d){8}"
    r"(?:(?:[\s.\-]\d){2})?(?![\s.\-]?\d)"
)
# « 2 94 08 33 063 123 45 » in groups of three. Amounts in a row look so as well, though none begins
# with 0: October to December count only where nothing else is there.
_THREES = r"[12]\d\d(?P<{sign}>[\s.\-]){month}\d(?:(?P={sign})\d{{3}}){{2}}(?P={sign})\d(?:\d\d)?"
_BY_THREES = (
    rf"(?<!\d[\s.\-]){_THREES.format(sign='early', month='0[1-9]')}(?![\s.\-]?\d)"
    rf"|\A{_THREES.format(sign='late', month='1[0-2]')}\Z"
)
# With the spaces, full stops or hyphens that people put anywhere: only the right key tells it.
_ANY_SPACING = rf"[12378](?:[\s.\-]?[\dABab]){{12}}{_BEFORE_KEY}\d[\s.\-]?\d"
_ANNOUNCED_BY = r"\b(?:n\.?i\.?r|s[ée]cu(?:rit[ée]\s+sociale)?|ss)(?![^\W\d_])"
# A few signs at most between word and number: without a bound, long blanks cost their square.
_ANNOUNCED = (
    rf"(?P<word>{_ANNOUNCED_BY}[\s.]{{0,9}}(?:n\s?[°o.]?)?[\s:=.]{{0,9}})"
    r"\d(?:[\s.\-]?[\dAB]){12,14}"
)
_CANDIDATE = re.compile(
    rf"(?P<announced>{_ANNOUNCED}(?!\d))"
    rf"|(?<!\d)(?:(?P<parts>(?:{_SEPARATED}|(?<![a-z]){_RUN_TOGETHER})"
    rf"(?:{_BEFORE_KEY}\d\d)?(?![\da-z])|{_ONE_BY_ONE}|{_BY_THREES})"
    rf"|(?P<keyed>{_ANY_SPACING}(?!\d)))",
    re.IGNORECASE,
)
_NIR = re.compile(
    r"([12378]\d{2}(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})",
    re.IGNORECASE,
)
_SPACING = re.compile(r"[\s.\-/_:]|cl[ée]", re.IGNORECASE)
# Most texts have too few figures: a search for them is faster than one for numbers.
_ENOUGH_FIGURES = re.compile(r"\d(?:[^\d]{0,3}\d){10}")
_TITLE = re.compile(r"\b(?:nir|secu|securite sociale|nss|(?:n|num|numero) (?:de )?ss)\b")
_IN_NIR_COLUMN = re.compile(r"\d(?:\W{0,3}[\dAB]){12,14}", re.IGNORECASE)


def looks_like_nir(cell: str | float) -> bool:
    """True if a cell holds a number that is an NIR by its key, its parts or the word beside it."""
    text = _digits_text(cell)
    if len(text) < SHORTEST_NIR or not _ENOUGH_FIGURES.search(text):
        return False
    return next(_numbers(text), None) is not None


def is_nir_title(header: str) -> bool:
    """True if a column's title says that such numbers stand below it."""
    return _TITLE.search(fold(header)) is not None


def is_nir_under_title(cell: str | float) -> bool:
    """True if a cell below such a title holds one: there, any figures of that length are one."""
    return looks_like_nir(cell) or _IN_NIR_COLUMN.search(_digits_text(cell)) is not None


def nir_spans(text: str) -> list[tuple[int, int]]:
    """Where the numbers that `looks_like_nir` begin and end, from left to right."""
    if not looks_like_nir(text):
        return []
    return [(match.start() + len(match["word"] or ""), match.end()) for match in _numbers(text)]


def without_nir(text: str) -> str:
    """`text`, with a remark in the place of every number that `looks_like_nir`."""
    pieces, end = [], 0
    for start, after in nir_spans(text):
        pieces += [text[end:start], sentence("checking.nir.removed")]
        end = after
    return "".join([*pieces, text[end:]])


def without_nir_under_title(text: str) -> str:
    """The same, for a cell below a title that announces such numbers."""
    return _IN_NIR_COLUMN.sub(sentence("checking.nir.removed"), without_nir(text))


def _digits_text(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    # No spreadsheet keeps more than fifteen figures of a number.
    return str(int(cell)) if 1e12 <= cell < 1e15 else ""


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """The numbers in a text, from left to right."""
    match = _CANDIDATE.search(text)
    while match is not None:
        is_nir = _is_nir(match)
        if is_nir:
            yield match
        # What only looks like one may hide the beginning of one: « bat 1 B 1 84 12 … », a postal
        # code before it. The search then goes on at the next character.
        match = _CANDIDATE.search(text, match.end() if is_nir else match.start() + 1)


def _is_nir(match: re.Match[str]) -> bool:
    return match["keyed"] is None or _key_holds(_SPACING.sub("", match["keyed"]))


def _key_holds(digits: str) -> bool:
    """True if the key is right, as les-emplois' `validate_nir` has it.

    It is 97 − the first 13 characters modulo 97, with 2A (Corse-du-Sud) as 19 and 2B as 18.
    """
    parts = _NIR.fullmatch(digits)
    if parts is None:
        return False
    number = int(parts[1].upper().replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(parts[2])
