"""Find names that a text has in one script and the tabs in another, by their consonants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from sheets_sync.release.people.arabic_script import (
    FEWEST_ALONE,
    FEWEST_CONSONANTS,
    consonant_readings,
    is_in_arabic,
)
from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word

_MOST_ACROSS = 5
"""Words of a family name and given names that are looked for together in another script."""


def names_across_scripts(
    index: NameIndex, spaced: SpacedWords, *, is_arabic: bool
) -> Iterator[FoundName]:
    """Names in one script that are known in the other, told by their consonants.

    Args:
        is_arabic: whether words of Arabic script are looked at, or those of any other that may be
            names, beside names that are known in Arabic script.
    """
    words = spaced.words
    candidates = [_may_be_name(word, is_arabic=is_arabic) for word in words]
    for first, middle, last in _pairs_of_runs(spaced, candidates):
        one = consonant_readings(tuple(word.typed for word in words[first:middle]))
        other = consonant_readings(tuple(word.typed for word in words[middle:last]))
        fewest = FEWEST_CONSONANTS
        if is_arabic and last - first == sum(candidates):
            fewest = FEWEST_ALONE
        pairs = [pair for pair in itertools.product(one, other) if sum(map(len, pair)) >= fewest]
        if any(index.sound_alike(*pair, only_in_arabic=not is_arabic) for pair in pairs):
            yield FoundName(words[first].start, words[last - 1].end, is_whole=True)


def _may_be_name(word: Word, *, is_arabic: bool) -> bool:
    """True for a word of the script that is asked for; of Latin ones, for a capital's."""
    if is_arabic or is_in_arabic(word.typed):
        return is_arabic and is_in_arabic(word.typed)
    # « Tour » has the consonants of Traoré
    known = person_words()
    everyday = (known.common, known.places, known.streets, known.firms)
    return word.is_capital and not any(word.folded in some for some in everyday)


def _pairs_of_runs(
    spaced: SpacedWords, candidates: Sequence[bool]
) -> Iterator[tuple[int, int, int]]:
    """Two runs of words side by side, as what might be a family and a given name."""
    for first in range(len(candidates)):
        last = first
        while last < len(candidates) and candidates[last] and last - first < _MOST_ACROSS:
            if last > first and not spaced.is_near(last):
                break
            last += 1
            yield from ((first, middle, last) for middle in range(first + 1, last))
