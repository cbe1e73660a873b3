"""A text as the words that names are looked for in, and what makes an office's of one."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from sheets_sync.release.people.name_index import fold_any_script, name_key
from sheets_sync.release.people.person_words import person_words

# Accents, and vowels of Hebrew and Arabic, may stand as characters of their own.
_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670])*")
# « suiviAwaDiallo », « CVAwaDIALLO »
_GLUED = re.compile("(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
# « R a h i m i »
_SPACED_LETTERS = re.compile(
    r"(?<![^\W_])[^\W\d_](?P<sign>[ .·_-])[^\W\d_](?:(?P=sign)[^\W\d_])+(?![^\W_])"
)
_OFFICE = re.compile(
    r"\.?[\s,]{0,3}[(,–-]\s?(?:de la |de |du |à la )?([^\W\d_][\w '’-]{1,40}\w)\s?(?:[.;:,)]|$)"
)
"""What an adviser's name is followed by: « (DDETS) », « , France Travail »."""
# « agent à la mairie » is what a participant becomes: no work that anybody may find is listed.
_OF_SERVICE = re.compile(
    r"\.?(?P<work>[\s,(–-]{1,3}(?:conseill(?:er|[eè]re)|r[ée]f[ée]rente?"
    r"|travailleu(?:r|se) sociale?|assistante? sociale?|instruct(?:eur|rice))"
    r"(?: social| emploi| insertion)?)?"
    r"\s(?:au|aux|à la|à l['’]|du|de la|de l['’])\s?([^\W\d_]+)(?![^\W\d_])",
    re.IGNORECASE,
)
"""What says that somebody works for a service: « , conseillère au CCAS », « de la CAF »."""
_LONGEST_ACRONYM = 5
_MEASURES = frozenset({"m", "mm"})
"""Titles that are metres and millimetres too."""


class Word(NamedTuple):
    """A word of a text, where it stands and how it is looked up."""

    start: int
    end: int
    typed: str
    folded: str
    key: str
    is_capital: bool

    @property
    def is_initial(self) -> bool:
        return len(self.folded) == 1 and self.is_capital


def split_words(text: str, *, at_capitals: bool = False, of_letters: bool = False) -> list[Word]:
    """The words of a text, from left to right.

    Args:
        at_capitals: whether words that are glued by capitals are each alone.
        of_letters: whether letters that stand apart are one word.
    """
    words = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    if at_capitals:
        words = [piece for start, typed in words for piece in _cut_at_capitals(start, typed)]
    if of_letters:
        return _with_letters_joined(text, [_word(*word) for word in words])
    return [_word(*word) for word in words]


def has_spaced_letters(text: str) -> bool:
    """True if letters of a word stand apart: « R a h i m i »."""
    return _SPACED_LETTERS.search(text) is not None


def has_glued_words(text: str) -> bool:
    """True if a capital stands inside a word: « suiviAwaDiallo »."""
    return _GLUED.search(text) is not None


def is_before_office(text: str, end: int) -> bool:
    """True if the name that ends there is followed by where its bearer works: « (DDETS) »."""
    office = _OFFICE.match(text, end)
    return office is not None and fold_any_script(office[1]) in person_words().offices


def is_before_service(text: str, end: int, *, is_everyday: bool) -> bool:
    """True if it is said that whoever's name ends there works for a service that helps people.

    « Mme Martin (CAF) » may be a participant and her file there. Of a name that is not everybody's,
    « de la CAF » says no more; « conseillère à la CAF » does.
    """
    service = _OF_SERVICE.match(text, end)
    if service is None or not (is_everyday or service["work"]):
        return False
    known = person_words()
    return fold_any_script(service[2]) in known.services | known.offices


def is_measure(text: str, title: Word) -> bool:
    """True for « 5 m »; « le 12 M. » is a title."""
    if title.is_capital or title.folded not in _MEASURES:
        return False
    return text[max(0, title.start - 3) : title.start].rstrip()[-1:].isdigit()


def looks_like_name(word: str) -> bool:
    """True for « Castaing » and « CASTAING »; « PASS » and « CDI » are none."""
    return word.istitle() or (word.isupper() and len(word) > _LONGEST_ACRONYM)


def are_everyday(words: Sequence[Word]) -> bool:
    """True if each of these is a word, a town or a name of every day."""
    return person_words().common.issuperset(word.folded for word in words)


def tells_somebody(words: Sequence[Word], letters: Set[str]) -> bool:
    """True if a name beside a letter without a full stop is more than a word of every day."""
    if "a" in letters:
        return False  # « A » is à, as often as not
    return not any(word.folded in person_words().common for word in words)


def tell_in_lower(names: Sequence[Sequence[Word]]) -> bool:
    """True if names without a capital are more than words of every day: « le », « rose »."""
    folded = list(map(_folded_words, names))
    if any(person_words().particles.issuperset(words) for words in folded):
        return False
    return any(person_words().common.isdisjoint(words) for words in folded)


def _folded_words(name: Sequence[Word]) -> set[str]:
    return {word.folded for word in name}


def _cut_at_capitals(start: int, typed: str) -> Iterator[tuple[int, str]]:
    cuts = [0, *(match.start() for match in _GLUED.finditer(typed)), len(typed)]
    return ((start + first, typed[first:last]) for first, last in itertools.pairwise(cuts))


def _with_letters_joined(text: str, words: Sequence[Word]) -> list[Word]:
    joined = [
        _word(match.start(), match[0].replace(match["sign"], ""))._replace(end=match.end())
        for match in _SPACED_LETTERS.finditer(text)
    ]
    letters = {at for word in joined for at in range(word.start, word.end)}
    return sorted([*joined, *(word for word in words if word.start not in letters)])


def _word(start: int, typed: str) -> Word:
    folded, key = _folded_and_key(typed)
    # Arabic has no capitals: its words are all names alike
    return Word(start, start + len(typed), typed, folded, key, not typed[0].islower())


@functools.lru_cache(maxsize=65_536)
def _folded_and_key(word: str) -> tuple[str, str]:
    folded = fold_any_script(word)
    return folded, name_key(folded)
