"""Find who is written with two initials in one word: « MC Rahimi » for Marie-Claire Rahimi.

It may be an acronym (« PE »): both letters must be those of somebody's given names, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.release.people.name_index import LONGEST_NAME, NameIndex
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word, are_everyday

_TWO = 2
_BESIDE = " .\u00a0\u202f"


def names_with_initials(index: NameIndex, spaced: SpacedWords) -> Iterator[FoundName]:
    """The family names with such initials before or after; none is sure."""
    for at in filter(lambda at: _are_initials(spaced.words[at]), range(len(spaced.words))):
        for part in _names_next_to(index, spaced, at):
            if index.has_initial(part.key, spaced.words[at].folded) and _is_name(spaced, part):
                first, last = min(at, part.first), max(at + 1, part.last)
                yield FoundName(
                    spaced.words[first].start, spaced.words[last - 1].end, is_whole=False
                )


def _are_initials(word: Word) -> bool:
    is_word = word.folded in person_words().particles | person_words().between
    return len(word.folded) == _TWO and word.typed.isupper() and not is_word


def _names_next_to(index: NameIndex, spaced: SpacedWords, at: int) -> Iterator[NamePart]:
    parts = NameParts(index, spaced)
    if spaced.is_near(at + 1, _BESIDE):
        yield from parts.beginning_at(at + 1)
    if spaced.is_near(at, _BESIDE):
        for first in range(max(0, at - LONGEST_NAME), at):
            yield from (part for part in parts.beginning_at(first) if part.last == at)


def _is_name(spaced: SpacedWords, part: NamePart) -> bool:
    words = spaced.words[part.first : part.last]
    is_place = spaced.stands_after(person_words().places, part.first)
    is_other = is_place or spaced.is_before_firm(part.last) or are_everyday(words)
    return words[-1].is_capital and not is_other
