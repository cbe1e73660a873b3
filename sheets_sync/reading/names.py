"""Tell a name from what staff write beside it: a number, what became of the person, a phone."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from forms.definition_file import Definition, parse, read_yaml
from forms.words import clean, fold
from sheets_sync.reading.rows.sections import is_one_of

_FILE = Path(__file__).with_name("names.yaml")
_NUMBER = re.compile(
    r"^(?:(?:n\s?°\s?)?\d{1,3}\s?[-.):/]\s*|[•●■◦▪►✔✓☑*]+\s*)(?=[^\W\d])", re.IGNORECASE
)
_FIGURE = re.compile(r"\d")
_PHONE = re.compile(
    r"\s*(?:t[eé]l\.?\s*:?\s*)?(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}\s*$", re.IGNORECASE
)
_AGE = re.compile(r"[\s,(]*\d{1,2}\s?ans\)?$", re.IGNORECASE)
_ALWAYS_MORE = re.compile(r"\s*(?:→|⇒|->|=>|\s:\s).*$")
_BIRTH = re.compile(r"[\s,(]*\bn[ée]{1,2}(?:\W?e\W?)?\s+(?:le|en)\s.*$", re.IGNORECASE)
"""« né(e) le 12/03/1990 »; « née KABILA » is a name."""
_BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])$")
_LAST_SIGN = re.compile(r"\s*[*•●■◦▪►✔✓☑†#]+$")
_SIGN = re.compile(r"(?:\s+[-–—/]\s*|\s*,\s*|\s+en\s+)(?=[^\W\d])", re.IGNORECASE)
_CIVILITY = r"(?:m|mr|mme|mlle|monsieur|madame)\b\.?"
_TWO_CIVILITIES = re.compile(rf"\b{_CIVILITY}\s*(?:et|ou|&|/|\+)\s*{_CIVILITY}", re.IGNORECASE)
_LONGEST_STATE = 5
"""Words."""


class _NameWords(Definition):
    in_names: tuple[str, ...]
    after_sign: tuple[str, ...]
    two_people: tuple[str, ...]
    two_if_first: tuple[str, ...]


class BareName(NamedTuple):
    """A name without what stands beside it, and whether that said something."""

    name: str
    says_more: bool


def bare_name(text: str) -> BareName:
    """« 1- DIALLO Awa, congé » → « DIALLO Awa », which said more than the name.

    The number of a row says nothing. What is not known is left: it may be a name.
    """
    text = clean(text)
    if text.isalpha():
        return BareName(text, says_more=False)
    name = _NUMBER.sub("", text)
    rest = _without_state(_without_marks(name))
    # Of a cell that has nothing else the name is not known either.
    if not any(map(str.isalpha, rest)):
        return BareName(name, says_more=False)
    return BareName(rest, says_more=rest != name)


def says_more_than_name(text: str) -> bool:
    """True of a text with a word that nobody's name has: « DIALLO (sortie) »."""
    return any(is_one_of(word, _words_beside_names().in_names) for word in fold(text).split())


def names_two(text: str) -> bool:
    """True of « M. et Mme DIALLO », « FAMILLE DIALLO », « SAFI (couple) »."""
    if text.isalpha():
        return False
    lists, words = _words_beside_names(), fold(text).split()
    if len(words) < 2:
        return False
    is_pair = is_one_of(words[0], lists.two_if_first) or _TWO_CIVILITIES.search(text) is not None
    return is_pair or any(is_one_of(word, lists.two_people) for word in words)


def _without_marks(text: str) -> str:
    """The text without a phone number, an age, a birth, a sign, or what an arrow leads to."""
    # Hardly a name has a figure, and what has is looked at three times.
    if _FIGURE.search(text):
        for pattern in (_PHONE, _AGE, _BIRTH):
            text = pattern.sub("", text)
    text = _LAST_SIGN.sub("", _ALWAYS_MORE.sub("", text))
    match = _BRACKETS.search(text)
    if match and _is_state(match[1] or match[2] or "", in_brackets=True):
        text = text[: match.start()]
    return text


def _without_state(text: str) -> str:
    """The text as far as the first sign or word after which there is a state: « - abandon »."""
    for sign in _SIGN.finditer(text):
        if sign.start() and _is_state(text[sign.end() :]):
            return text[: sign.start()]
    words = text.split()
    for index in range(1, len(words)):
        if is_one_of(fold(words[index]), _words_beside_names().in_names):
            return " ".join(words[:index])
    return text


def _is_state(text: str, *, in_brackets: bool = False) -> bool:
    words = fold(text).split()
    if not words or len(words) > _LONGEST_STATE:
        return False
    lists = _words_beside_names()
    if is_one_of(words[0], lists.after_sign) or any(is_one_of(w, lists.in_names) for w in words):
        return True
    # « (2) », « [AB] »: the initials of a colleague, a count
    return in_brackets and len(words) == 1 and (words[0].isdigit() or len(words[0]) <= 2)


@functools.cache
def _words_beside_names() -> _NameWords:
    return parse(read_yaml(_FILE), _NameWords)
