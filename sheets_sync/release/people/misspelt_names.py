"""Find who is written with a slip of the pen: one name as in the tab, beside it one letter off.

« Omar Raimi », « Rahmi Omar » for Omar Rahimi. It may be somebody else with almost the same name:
none of these is sure.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word


def misspelt_names(index: NameIndex, spaced: SpacedWords, parts: NameParts) -> Iterator[FoundName]:
    """The names of which one is written as somebody's is, and the other almost."""
    for at, word in enumerate(spaced.words):
        # Without capitals too many words of every day are a letter away from a name.
        if word.is_capital:
            for part in parts.beginning_at(at):
                yield from _misspelt_beside(index, spaced, part)


def _misspelt_beside(index: NameIndex, spaced: SpacedWords, part: NamePart) -> Iterator[FoundName]:
    words, before, after = spaced.words, part.first - 1, part.last
    while after + 1 < len(words) and words[after].folded in person_words().particles:
        after += 1
    if (
        before >= 0
        and not spaced.are_one_given_name(before)
        and spaced.are_joined(before, part.first)
        and _is_almost_other(index, part, words[before])
        and not spaced.stands_after(person_words().places, before)
    ):
        yield FoundName(words[before].start, words[part.last - 1].end, is_whole=False)
    if (
        after < len(words)
        and not spaced.are_one_given_name(after - 1)
        and spaced.are_joined(after - 1, after)
        and _is_almost_other(index, part, words[after])
        and not spaced.stands_after(person_words().places, part.first)
    ):
        yield FoundName(words[part.first].start, words[after].end, is_whole=False)


def _is_almost_other(index: NameIndex, part: NamePart, word: Word) -> bool:
    known = person_words()
    if not word.is_capital or word.folded in known.common or word.folded in known.firms:
        return False
    return index.is_almost_beside(part.key, word.folded)
