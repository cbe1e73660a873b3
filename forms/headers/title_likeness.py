"""Titles that look like some words: spelt like them, or with all of their words in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LEAST_ALIKE, _MISSPELT = 70, 85
_LONG_WORD = 8
"""A single word as long as this says enough: « nationalité » in « nationalité (pays) »."""


class SpeltLike(NamedTuple):
    """A folded title, how like it is to the words (from 0 to 1), and whether in other words."""

    title: str
    likeness: float
    is_in_other_words: bool


def titles_spelt_like(words: str, titles: Iterable[str]) -> Iterator[SpeltLike]:
    """The titles spelt like folded `words`, in whatever order these stand."""
    from rapidfuzz import fuzz, process

    similar = process.extract(
        words, list(titles), scorer=fuzz.token_sort_ratio, score_cutoff=_LEAST_ALIKE, limit=None
    )
    for title, ratio, _ in similar:
        is_other = ratio < _MISSPELT and _are_other_words(words, title)
        yield SpeltLike(title, ratio / 100 * 0.97, is_other)


def titles_inside(words: str, titles: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The titles all of whose words are in `words`, with how like they are: the fewer others.

    A single short word does not say enough: « pays » in « pays de naissance ».
    """
    mine = set(words.split())
    for title in titles:
        title_words = set(title.split())
        says_enough = len(title_words) > 1 or len(title) >= _LONG_WORD
        if says_enough and title_words < mine:
            # Few other words are better; of two titles as good, the longer says more.
            yield title, 0.92 - 0.04 * (len(mine) - len(title_words)) + 0.001 * len(title)


def _are_other_words(left: str, right: str) -> bool:
    """True if each has words that the other has not: « contrat durée », « contrat heures »."""
    mine, theirs = set(left.split()), set(right.split())
    return bool(mine - theirs) and bool(theirs - mine)
