"""Find who is called by a family name and what they are: « la salariée Rahimi », « Dr Kabongo »."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from sheets_sync.release.people.name_index import NameIndex, name_key
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.somebody_else import is_somebody_else
from sheets_sync.release.people.spaced_words import FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word, looks_like_name, tell_in_lower

_ARTICLES = frozenset({"le", "la", "l", "du", "au", "un", "une", "ce", "cette", "notre"})
_OF = frozenset({"de", "d", "des"})
_MOST_BEFORE_TRADE = 3
"""Words of a name and of what follows: « Me Diallo, avocate »."""
_FEWEST_IN_ONE_WORD = 5
"""Letters of a family name that no other word ends with."""
_FEWEST_IN_LOWER = 4
"""Letters of a family name without a capital: shorter ones are words of every day."""


def called_names(index: NameIndex, spaced: SpacedWords, parts: NameParts) -> Iterator[FoundName]:
    """The names behind such a word, that are nobody's given name and no word of every day."""
    for at, word in enumerate(spaced.words):
        is_calling = word.folded in person_words().callings or _is_learned(spaced, at)
        if is_calling and not spaced.stands_after(person_words().places, at):
            yield from _family_after(index, spaced, parts, at + 1)


def _is_learned(spaced: SpacedWords, at: int) -> bool:
    """True for « Dr », « Me » that may be a participant's: « le Dr » is a physician."""
    known, word = person_words(), spaced.words[at]
    # « elle me dit »
    if word.folded not in known.learned or not word.is_capital:
        return False
    before, after = (
        {each.folded for each in spaced.words[max(first, 0) : last]}
        for first, last in ((at - 1, at), (at + 1, at + 1 + _MOST_BEFORE_TRADE))
    )
    return not (before & _ARTICLES or known.trades & (before | after))


def called_in_one_word(index: NameIndex, spaced: SpacedWords) -> Iterator[FoundName]:
    """« mmerahimi »: a title and a family name without a space between."""
    titles = _long_titles()
    for word in spaced.words:
        if not word.folded.startswith(titles):
            continue
        families = (word.folded.removeprefix(title) for title in titles)
        long = (name_key(family) for family in families if len(family) >= _FEWEST_IN_ONE_WORD)
        if any(map(index.is_family_alone, long)):
            yield FoundName(word.start, word.end, is_whole=False)


@functools.cache
def _long_titles() -> tuple[str, ...]:
    return tuple(title for title in person_words().titles if len(title) > 1)


def _family_after(
    index: NameIndex, spaced: SpacedWords, parts: NameParts, at: int
) -> Iterator[FoundName]:
    if spaced.is_near(at + 1) and spaced.words[at].folded in _OF:
        at += 1
    if not spaced.is_near(at):
        return
    for part in parts.beginning_at(at):
        words = spaced.words[at : part.last]
        is_name = _is_family(index, part, words) and not _is_before_name(spaced, part.last)
        if is_name and not is_somebody_else(index, spaced, part, first=at, last=part.last):
            yield FoundName(words[0].start, words[-1].end, is_whole=False)


def _is_family(index: NameIndex, part: NamePart, words: Sequence[Word]) -> bool:
    letters = sum(len(word.folded) for word in words)
    is_written_so = words[-1].is_capital or letters >= _FEWEST_IN_LOWER
    return index.is_family_alone(part.key) and is_written_so and tell_in_lower([words])


def _is_before_name(spaced: SpacedWords, at: int) -> bool:
    """True for « dossier Diallo Callebaut », which may be a firm's."""
    return spaced.is_near(at, " -\u00a0\u202f") and looks_like_name(spaced.words[at].typed)
