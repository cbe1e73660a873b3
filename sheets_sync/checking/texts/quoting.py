"""Decide whether a message may repeat what somebody typed.

A message goes far: note, reminder, e-mail, journal, screen. What stands in a cell may be there by
mistake: a name among the reasons of exits, a PASS number among the hours, a birth date one column
off. So a text is repeated only where each word of it is like what its field asks for, and its
figures are too few to be a number of somebody's. All else is « cette valeur »: the address leads
to it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz import fuzz, process

from forms.definition_file import Definition, parse, read_yaml
from forms.field_types import FieldType
from forms.form import Field
from forms.values import BrokenCell, Cell, ReadingContext, Value, shown
from forms.values.dates import MONTHS
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.texts.nir import looks_like_nir
from sheets_sync.french import quoted

_FILE = Path(__file__).with_name("quotable.yaml")
_LONGEST = 60
_NEAR = 80
"""Likeness of a word to one of its field, from 0 to 100, from which it is that word, mistyped."""
_SHORTEST_NEAR = 4
"""Letters: shorter words are all near to one another."""
_MOST_FIGURES = 8
"""A phone number without its 0 has nine figures, a PASS number twelve; a date eight."""
_MOST_FIGURES_OF_CHOICE = 4
_SIRET_FIGURES = 14
_YOUNGEST = 16
"""Years: nobody who is employed was born since (Code du travail, art. L. 4153-1)."""
SENSITIVE = "sensitive"
"""Role of values that are said inside the tab only: who sent a person may tell of a sentence."""
_CLOSED_LISTS = frozenset({"value.pending", "value.repeated"})
"""What is told of cells that hold one of a few words of ours."""
_TIME = re.compile(r"[\sT,à]+\d{1,2}\s?[:hH]\s?\d{0,2}(?::\d{2}(?:[.,]\d+)?)?\s*Z?$")
_YEAR_LAST = re.compile(
    r"(?<!\d)\d{1,2}[\s/.,_\\|\-‐-—]+(?:\d{1,2}|[^\W\d_]{3,9}\.?)[\s/.,_\\|\-‐-—]+(\d{2})(?!\d)"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_DAY_IN_SIX = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}")
_EPOCH = date(1899, 12, 30)
_MAY_BE_DATE = re.compile(r"\d{5}|\d{8}")
"""Figures that a date becomes in a cell of numbers: the serial of its day, or run together."""
_POSTAL_CODE = re.compile(r"(?:F\s?-?\s?)?\d[\dAB]?[\s.]?\d{0,4}", re.IGNORECASE)


class _Quotable(Definition):
    everyday: frozenset[str]
    dates: frozenset[str]
    units: frozenset[str]


class Said(NamedTuple):
    """What a message says of a cell.

    `field` is as a personal one where what was understood of the cell stays hidden as well.
    """

    field: Field
    words: Mapping[str, str]


def said_of(
    field: Field,
    cell: Cell,
    rule: str,
    context: ReadingContext,
    detail: Mapping[str, str] = MappingProxyType({}),
) -> Said:
    """What a message of `rule` says of a cell: quoted as `shown`, or « cette valeur ».

    Args:
        detail: more words of the message; `read` and `candidates` are what was understood.
    """
    is_quotable = may_quote(field, cell, rule, context)
    understood = [detail[name] for name in ("read", "candidates") if name in detail]
    hides = field.type == "date" and not is_quotable
    if hides or any(_tells_what_stays(field, text) for text in understood):
        field = field.model_copy(update={"privacy": "personal"})
    quote = sentence("checking.cell.personal")
    if is_quotable:
        text = shown(cell)
        quote = quoted(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…")
    return Said(field, {"shown": quote, **detail})


def quoted_value(field: Field, value: Value | None, as_of: date) -> str:
    """A value that was understood, as a message has it; not where it may be a birth date.

    What its field does not know by type or list is not repeated either.
    """
    if value is None:
        return ""
    if field.privacy == "shared" and _may_quote_value(field, value, as_of):
        return value if isinstance(value, str) else shown(value)
    return sentence("checking.cell.personal")


def may_quote(field: Field, cell: Cell, rule: str, context: ReadingContext) -> bool:
    """True if a message of `rule` may repeat what was typed for `field`."""
    if field.privacy != "shared":
        return False
    if isinstance(cell, BrokenCell):
        return cell.shown.startswith("#")
    if rule in _CLOSED_LISTS:
        return True
    text = shown(cell)
    if "@" in text or looks_like_nir(text) or _has_other_alphabet(text):
        return False
    return _LIKE.get(field.type, _is_like_choice)(field, cell, context)


def _tells_what_stays(field: Field, text: str) -> bool:
    """True if a text names a value that is said inside the tab only."""
    return SENSITIVE in field.all_roles and any(value in text for value in field.role(SENSITIVE))


def _may_quote_value(field: Field, value: Value, as_of: date) -> bool:
    if isinstance(value, date):
        return not _may_be_birth(value.year, as_of)
    if isinstance(value, str):
        return field.type != "text"
    text = shown(value)
    return len(_digits(text)) <= _MOST_FIGURES and not _may_be_birth_run_together(text, as_of)


def _is_like_date(_field: Field, cell: Cell, context: ReadingContext) -> bool:
    as_of = context.as_of
    if isinstance(cell, date | datetime):
        return not _may_be_birth(cell.year, as_of)
    text = _TIME.sub("", shown(cell))
    allowed = _word_lists().dates | _word_lists().everyday | MONTHS.keys()
    words = _letter_words(text)
    if not allowed.issuperset(words) or len(_digits(text)) > _MOST_FIGURES:
        return False
    return not any(_may_be_birth(year, as_of) for year in _years(text, as_of))


def _years(text: str, as_of: date) -> Iterator[int]:
    """The years that a text of a date may speak of."""
    if _SERIAL.fullmatch(text):
        yield (_EPOCH + timedelta(days=int(re.split(r"[.,]", text)[0]))).year
        return
    for run in re.findall(r"\d+", text):
        yield from _years_run_together(run, as_of)
    for match in _YEAR_LAST.finditer(text):
        yield _year_of_two(match[1], as_of)


def _year_of_two(figures: str, as_of: date) -> int:
    """« 90 » is 1990; of « 24 » people mean 2024."""
    short = int(figures)
    return short + (2000 if short <= as_of.year % 100 else 1900)


def _years_run_together(run: str, as_of: date) -> Set[int]:
    """The years that figures may have which are a day: « 12031990 », « 2081994 », « 190276 »."""
    if _DAY_IN_SIX.fullmatch(run):
        return {_year_of_two(run[-2:], as_of)}
    return {int(run[:4]), int(run[-4:])} if len(run) in (4, 6, 7, 8) else set()


def _may_be_birth_run_together(text: str, as_of: date) -> bool:
    """True if 6 to 8 figures of a text read as a day long ago."""
    runs = re.findall(r"(?<!\d)\d{6,8}(?!\d)", text)
    years = itertools.chain.from_iterable(_years_run_together(run, as_of) for run in runs)
    return any(_may_be_birth(year, as_of) for year in years)


def _may_be_birth(year: int, as_of: date) -> bool:
    return 1900 <= year <= as_of.year - _YOUNGEST


def _is_like_number(_field: Field, cell: Cell, context: ReadingContext) -> bool:
    text = shown(cell)
    if len(_digits(text)) > _MOST_FIGURES or _YEAR_LAST.search(text):
        return False
    if _MAY_BE_DATE.fullmatch(text) or _may_be_birth_run_together(text, context.as_of):
        return False
    if re.search(r"\d[/.\-\s]\d{1,2}[/.\-\s]\d{4}(?!\d)", text):
        return False  # a date, one column off
    return (_word_lists().units | _word_lists().everyday).issuperset(_letter_words(text))


def _is_like_postal_code(_field: Field, cell: Cell, context: ReadingContext) -> bool:
    text = shown(cell)
    may_be_birth = _may_be_birth_run_together(text, context.as_of)
    return _POSTAL_CODE.fullmatch(text) is not None and not may_be_birth


def _is_like_siret(_field: Field, cell: Cell, _context: ReadingContext) -> bool:
    text = shown(cell)
    return len(_digits(text)) == _SIRET_FIGURES and not _letter_words(text)


def _is_free_text(_field: Field, _cell: Cell, _context: ReadingContext) -> bool:
    """False: nothing tells what a free text should be like."""
    return False


def _is_like_choice(field: Field, cell: Cell, context: ReadingContext) -> bool:
    """True if each word is one of the field's, or near to one."""
    text, siae = shown(cell), context.siae
    if len(_digits(text)) > _MOST_FIGURES_OF_CHOICE:
        return False
    known = _vocabulary(field, siae)
    words = _letter_words(text)
    sensitive = _sensitive_words(field) if SENSITIVE in field.all_roles else frozenset()
    # « SPIPP » tells as much; a word of another choice that is near to one tells nothing
    if any(
        word in sensitive or (word not in known and _is_near(word, sensitive)) for word in words
    ):
        return False
    return all(len(word) == 1 or word in known or _is_near(word, known) for word in words)


def _is_near(word: str, known: frozenset[str]) -> bool:
    if len(word) < _SHORTEST_NEAR:
        return False
    near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return near is not None


@functools.lru_cache(maxsize=256)
def _vocabulary_of(spellings: frozenset[str]) -> frozenset[str]:
    words = set(itertools.chain.from_iterable(map(_letter_words, spellings)))
    return frozenset(words) | _word_lists().everyday | _word_lists().units


def _vocabulary(field: Field, siae: tuple[str, ...]) -> frozenset[str]:
    spellings = {*field.offered(siae), *field.side_words, *field.details_after}
    spellings |= {*field.means_yes, *field.means_no}
    for choice in (*field.options, *field.countries):
        spellings |= {*choice.aliases, *choice.unclear_words}
    return _vocabulary_of(frozenset(map(str, spellings)))


def _sensitive_words(field: Field) -> frozenset[str]:
    hidden = field.role(SENSITIVE)
    spellings = (choice.spellings for choice in field.options if choice.value in hidden)
    texts = itertools.chain.from_iterable(spellings)
    return frozenset(word for text in texts for word in fold(text).split()) - _word_lists().everyday


def _letter_words(text: str) -> list[str]:
    """The words of a text, without its figures."""
    return re.findall(r"[a-z]+", fold(text))


def _has_other_alphabet(text: str) -> bool:
    """True if a letter is none of the Latin ones: no list of a field could know such a word."""
    return any(char.isalpha() and re.search("[a-z]", fold(char)) is None for char in text)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@functools.cache
def _word_lists() -> _Quotable:
    return parse(read_yaml(_FILE), _Quotable)


# A choice, a country, a yes or no, an SIAE are known by their words.
_LIKE: Mapping[FieldType, Callable[[Field, Cell, ReadingContext], bool]] = {
    "date": _is_like_date,
    "number": _is_like_number,
    "integer": _is_like_number,
    "postal_code": _is_like_postal_code,
    "siret": _is_like_siret,
    "text": _is_free_text,
}
