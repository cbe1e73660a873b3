"""Find names that a text has in one script and the tabs in another, by their consonants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from sheets_sync.release.people.arabic_script import (
    FEWEST_ALONE,
    FEWEST_CONSONANTS,
    consonant_readings,
    is_in_arabic,
)
from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.person_words import person_words, words_of_no_name
from sheets_sync.release.people.romanisation import ARTICLES, romanised_key
from sheets_sync.release.people.spaced_words import BEFORE_TITLED, FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import (
    Word,
    is_before_service,
    is_measure,
)

_FEWEST_IN_LOWER = 6
"""Consonants of both names in a text without capitals, in which any words may be names."""
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
    candidates = [is_in_arabic(word.typed) for word in words]
    if not is_arabic:
        candidates = [
            _may_be_name(word, spaced) and not in_arabic
            for word, in_arabic in zip(words, candidates, strict=True)
        ]
    if not is_arabic and spaced.is_all_lower:
        fewest_beside = _FEWEST_IN_LOWER
    else:
        fewest_beside = FEWEST_CONSONANTS
    for first, middle, last in _pairs_of_runs(spaced, candidates, range(len(words))):
        one = consonant_readings(tuple(word.typed for word in words[first:middle]))
        other = consonant_readings(tuple(word.typed for word in words[middle:last]))
        fewest = fewest_beside
        if is_arabic and last - first == sum(candidates):
            fewest = FEWEST_ALONE
        pairs = [pair for pair in itertools.product(one, other) if sum(map(len, pair)) >= fewest]
        if any(index.sound_alike(*pair, only_in_arabic=not is_arabic) for pair in pairs):
            yield FoundName(words[first].start, words[last - 1].end, is_whole=True)


def romanised_names(index: NameIndex, spaced: SpacedWords) -> Iterator[FoundName]:
    """Names whose letters were put into Latin ones otherwise than in the tab.

    Both names, or a family name beside a title or an initial. What sounds as in the tab is looked
    at elsewhere, with all that makes a street or an adviser of it.
    """
    words = spaced.words
    has_arabic = is_in_arabic(spaced.text)
    candidates = [
        _may_be_name(word, spaced) or (has_arabic and is_in_arabic(word.typed)) for word in words
    ]
    if not any(candidates):
        return
    is_known = [
        may_be and index.is_part(word.key) for word, may_be in zip(words, candidates, strict=True)
    ]
    keys = [romanised_key(word.folded) for word in words]
    # With few words of a text does any name begin.
    starts = [at for at, key in enumerate(keys) if index.may_begin_romanised(key)]
    for first, middle, last in _pairs_of_runs(spaced, candidates, starts):
        if all(is_known[first:last]):
            continue
        one, other = "".join(keys[first:middle]), "".join(keys[middle:last])
        if index.are_romanised_alike(one, other):
            yield FoundName(words[first].start, words[last - 1].end, is_whole=True)
    for at in range(1, len(words)):
        may_be = candidates[at] and words[at].is_capital and not is_known[at]
        if may_be and _title_tells(index, spaced, at):
            yield FoundName(words[at - 1].start, words[at].end, is_whole=False)


def _title_tells(index: NameIndex, spaced: SpacedWords, at: int) -> bool:
    """True for a family name with a title or the initial of somebody who has it before it."""
    title = spaced.words[at - 1]
    is_title = title.folded in person_words().titles
    # Before most words stands neither, and all else takes longer to tell.
    if not is_title and not spaced.is_initial(at - 1):
        return False
    is_firm = spaced.is_before_firm(at + 1) or spaced.stands_after(person_words().places, at - 1)
    is_adviser = is_before_service(spaced.text, spaced.words[at].end, is_everyday=False)
    if is_firm or is_adviser or not spaced.is_near(at, BEFORE_TITLED):
        return False
    letters = index.initials_beside(spaced.words[at].typed)
    if is_title:
        return bool(letters) and not is_measure(spaced.text, title)
    has_stop = spaced.gap(at).startswith(".")
    return has_stop and title.folded in letters


def _may_be_name(word: Word, spaced: SpacedWords) -> bool:
    """True for a word that is written as a name is, and is none of those that are no names."""
    # « Youssef el-Husseini »
    is_capital = word.is_capital or spaced.is_all_lower or word.folded in ARTICLES
    is_name = is_capital and len(word.folded) > 1
    # « Tour » has the consonants of Traoré
    return is_name and word.folded not in words_of_no_name()


def _pairs_of_runs(
    spaced: SpacedWords, candidates: Sequence[bool], starts: Iterable[int]
) -> Iterator[tuple[int, int, int]]:
    """Two runs of words side by side, as what might be a family and a given name."""
    for first in starts:
        last = first
        while last < len(candidates) and candidates[last] and last - first < _MOST_ACROSS:
            if last > first and not spaced.is_near(last):
                break
            last += 1
            yield from ((first, middle, last) for middle in range(first + 1, last))
