"""Find birth dates, PASS numbers, phones and e-mail addresses of known people in a text.

They are looked for however they are spaced: what is compared is the date itself, the figures alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from datetime import date
from typing import Literal

from forms.values.dates import MONTHS
from forms.words import fold
from sheets_sync.release.people.person_words import person_words

_DASHES = r"\-‐‑‒–—−"
# Any sign: a hand slips from a stop to a comma, Word makes a dash of a hyphen. What is found is
# held against what is known.
_BETWEEN = r"(?:[^\w()\[\]]|_)"
_FIGURES = re.compile(r"\+?\d(?:[\W_]{0,3}\d){7,}")
_PASS_WITH_LETTER = re.compile(
    rf"(?<!\w)\d{{5}}{_BETWEEN}?[A-Za-z]{_BETWEEN}?\d(?:{_BETWEEN}?\d){{5}}(?!\w)"
)
_DAYS = re.compile(
    rf"(?<!\d)(?P<first>\d{{4}}|\d{{1,2}})\s?{_BETWEEN}\s?(?P<second>\d{{1,2}})\s?{_BETWEEN}\s?"
    r"(?P<third>\d{4}|\d{1,2})(?!\d)"
)
_DAYS_IN_WORDS = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:er|e|st|nd|rd|th)?(?:\sof)?{_BETWEEN}{{0,3}}"
    rf"(?P<month>[^\W\d_]{{3,9}}){_BETWEEN}{{0,4}}(?P<year>\d{{4}}|\d{{2}})(?!\d)"
)
_DAYS_WITH_ROMAN = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s?{_BETWEEN}\s?(?P<month>[IVXivx]{{1,4}})"
    rf"\s?{_BETWEEN}\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_MONTHS = {**MONTHS, **{month: number for number, month in enumerate(_ROMAN, 1)}}
_MONTH_FIRST = re.compile(
    r"(?P<month>[^\W\d_]{3,9})\.?\s{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}"
    r"(?P<year>\d{4})(?!\d)"
)
_SPELLED = (
    "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq"
    " vingt-six vingt-sept vingt-huit vingt-neuf trente trente-et-un"
)
_DAY_NUMBERS = {fold(word): str(day) for day, word in enumerate(_SPELLED.split(), 1)}
# the longest first: « dix-sept » is not « sept »
_LONGEST_FIRST = sorted(_DAY_NUMBERS, key=len, reverse=True)
# what few words begin with is looked at before all of them: three times as fast
_FIRST_LETTERS = "".join(sorted({word[0] for word in _LONGEST_FIRST}))
_DAYS_SPELLED = re.compile(
    rf"(?<!\w)(?=[{_FIRST_LETTERS}])"
    rf"(?P<day>{'|'.join(_LONGEST_FIRST).replace(' ', '[ -]')})\s{{1,3}}"
    r"(?P<month>[^\W\d_]{3,9})\.?\s{1,3}(?P<year>\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
# Excel takes the 0 away from « 02081994 »
_DAYS_RUN_TOGETHER = re.compile(r"(?<!\d)\d{6,8}(?!\d)")
_AT = r"(?:\s?@\s?|\s?[\[(]\s?(?:at|arobase|@)\s?[\])]\s?|\sarobase\s)"
"""How « @ » is written by those who fear robots."""
# What every way to write it has: most texts have none, and are passed over.
_MAY_HOLD_AT = re.compile(r"[@(\[]|[Aa][Rr][Oo][Bb][Aa]")
_E_MAIL = re.compile(
    rf"[\w.+\-]{{1,64}}{_AT}[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}}){{0,3}}\s?\.[^\W\d_]{{2,63}}",
    re.IGNORECASE,
)
PASS_LENGTH = 12
_NATIONAL = 9
"""Figures of a French phone number without the 0 or +33 before it."""
_PHONE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)33[\s.]?(?:\(0\))?|0)[\s.{_DASHES}]?"
    rf"[1-9](?:{_BETWEEN}?\d{{2}}){{4}}(?!\d)"
)
_PHONE_ABROAD = re.compile(rf"(?<![\d+])(?:\+|00)[1-9](?:[\s.{_DASHES}]?\d){{8,13}}(?!\d)")

_MOBILE = re.compile(rf"(?:(?:\+|00)33[\s.]?(?:\(0\))?|0)[\s.{_DASHES}]?[67]")

# « né le », « acte de naissance du » lead to a birth; nobody is born since or from a day on.
_SINCE = re.compile(
    r"(?:depuis(?: le)?|à (?:partir|compter) du|jusqu['’]au|dès le|(?:loi|décret|arrêté) du"
    r"|\b(?:créé|fondé|constitué)e?s?(?: le)?"
    r"|\bdu\s[\w /.-]{6,20}\sau)\s{1,3}$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 40
_FROM, _TO = re.compile(r"\bdu\s{1,3}$", re.IGNORECASE), re.compile(r"\s{1,3}au\s", re.IGNORECASE)

Span = tuple[int, int]


def find_births(text: str, days: Container[date]) -> Iterator[Span]:
    """Where one of `days` stands in `text`, and not as the beginning or end of something."""
    for start, end in find_dates(text, days):
        before = text[max(0, start - _LONGEST_LEAD) : start]
        is_first = _FROM.search(before) and _TO.match(text, end)
        if not (is_first or _SINCE.search(before)):
            yield start, end


def find_dates(text: str, days: Container[date]) -> Iterator[Span]:
    """Where one of `days` stands in `text`, in figures or words."""
    for pattern in (_DAYS, _DAYS_IN_WORDS, _DAYS_WITH_ROMAN, _MONTH_FIRST, _DAYS_SPELLED):
        end = 0
        for match in _from_every_start(pattern, text):
            if match.start() >= end and _is_one_of(days, match):
                yield match.span()
                end = match.end()
    for match in _DAYS_RUN_TOGETHER.finditer(text):
        run = match[0]
        if len(run) == 7:
            run = f"0{run}"
        day_first = _is_one(days, run[4:], run[2:4], run[:2])
        if day_first or (len(run) == 8 and _is_one(days, run[:4], run[4:6], run[6:])):
            yield match.span()


def _from_every_start(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches, those that begin inside another too: « 2 – 06/05/1978 » begins as a date."""
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _is_one_of(days: Container[date], match: re.Match[str]) -> bool:
    """True if what a pattern found is one of `days`: three numbers, or a month by its name."""
    parts = match.groupdict()
    if "first" in parts:
        one, two, three = parts["first"], parts["second"], parts["third"]
        return _is_one(days, three, two, one) or _is_one(days, one, two, three)
    day = _DAY_NUMBERS.get(fold(parts["day"]), parts["day"])
    month = _MONTHS.get(fold(parts["month"]))
    return month is not None and _is_one(days, parts["year"], str(month), day)


def find_numbers(text: str, numbers: Container[str], length: int) -> Iterator[Span]:
    """Where one of `numbers` (`length` figures each, nothing between) stands in `text`."""
    for match in _FIGURES.finditer(text):
        places = [at for at in range(*match.span()) if text[at].isdigit()]
        run = "".join(text[at] for at in places)
        at = 0
        while at + length <= len(run):
            if run[at : at + length] in numbers:
                yield places[at], places[at + length - 1] + 1
                at += length
            else:
                at += 1


def find_lettered_passes(text: str, passes: Container[str]) -> Iterator[Span]:
    """Where a PASS number that has a letter among its figures stands in `text`."""
    for match in _PASS_WITH_LETTER.finditer(text):
        if re.sub(_BETWEEN, "", match[0]).upper() in passes:
            yield match.span()


def find_phones(text: str, phones: Container[str]) -> Iterator[Span]:
    """Where one of `phones` (as `phone_numbers` gives them) stands, with all that leads to it."""
    for start, end in find_numbers(text, phones, _NATIONAL):
        before = re.search(
            rf"(?:(?:\+|00)?33[\s.]?(?:\(0\))?|0)?{_BETWEEN}?$", text[max(0, start - 9) : start]
        )
        if before:
            start -= len(before[0].lstrip())
        yield start, end


def phone_spans(text: str) -> list[Span]:
    """Where any phone number stands, somebody's or not."""
    matches = itertools.chain(_PHONE.finditer(text), _PHONE_ABROAD.finditer(text))
    return [match.span() for match in matches]


def contact_spans(text: str) -> Iterator[tuple[Literal["phone", "e_mail"], Span]]:
    """Where any phone number or e-mail address stands."""
    yield from (("e_mail", span) for span in e_mail_spans(text))
    yield from (("phone", span) for span in phone_spans(text))


def private_contact_spans(text: str) -> Iterator[tuple[Literal["phone", "e_mail"], Span]]:
    """Where a mobile phone or an address at a provider for private people stands.

    A partner's landline and address may stand in an agenda.
    """
    for kind, (start, end) in contact_spans(text):
        if kind == "phone" and _MOBILE.match(text[start:end]):
            yield kind, (start, end)
        provider = plain_address(text[start:end]).partition("@")[2].partition(".")[0]
        if kind == "e_mail" and provider in person_words().providers:
            yield kind, (start, end)


def phone_numbers(text: str) -> Iterator[str]:
    """The last nine figures of each phone number in `text`: what all its spellings share."""
    for start, end in phone_spans(text):
        yield re.sub(r"\D", "", text[start:end])[-_NATIONAL:]
    # Excel takes the 0 away from what it takes for a number.
    if re.fullmatch(r"[67]\d{8}(?:\.0)?", text.strip()):
        yield text.strip()[:_NATIONAL]


def e_mail_spans(text: str) -> list[Span]:
    """Where any e-mail address stands, somebody's or not."""
    if not (_MAY_HOLD_AT.search(text) and re.search(_AT, text, re.IGNORECASE)):
        return []
    return [match.span() for match in _E_MAIL.finditer(text)]


def plain_address(written: str) -> str:
    """An e-mail address in lower case, however its « @ » is written."""
    return re.sub(_AT, "@", written.casefold()).replace(" ", "")


def _is_one(days: Container[date], year: str, month: str, day: str) -> bool:
    if len(day) > 2 or len(year) == 1 or len(year) == 3:
        return False
    # « 90 »: of the two centuries, whichever somebody is born in.
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    return any(_day_or_none(each, int(month), int(day)) in days for each in years)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
