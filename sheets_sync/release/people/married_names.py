"""Find who has a name by marriage beside the one that the tab knows: « Awa Camara née Diallo ».

Of the two family names a tab has one; the other tells as much of who it is, and goes with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import BEFORE_TITLED, FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word, tell_in_lower

_MOST_BESIDE = 4
"""Words of names that are looked at on either side of « née »."""


def married_names(index: NameIndex, spaced: SpacedWords) -> Iterator[FoundName]:
    """The names with « née », « épouse », « veuve » between two family names, one of them known."""
    for at, word in enumerate(spaced.words):
        # « ne » is a negation
        if word.folded in person_words().married and word.typed.casefold() != "ne":
            name = _BesideWord(index, spaced, at).found()
            if name is not None:
                yield name


class _BesideWord:
    """The names on either side of a « née »."""

    def __init__(self, index: NameIndex, spaced: SpacedWords, at: int) -> None:
        self._index, self._spaced, self._words = index, spaced, spaced.words
        self._parts, self._at = NameParts(index, spaced), at
        self._first = self._first_before()
        self._last = self._last_after()
        title = self._first - 1
        self._has_title = (
            title >= 0
            and self._words[title].folded in person_words().titles
            and spaced.is_near(self._first, BEFORE_TITLED)
        )

    def found(self) -> FoundName | None:
        is_street = self._spaced.stands_after(person_words().places, self._first)
        if self._last == self._at + 1 or is_street:
            return None
        before = self._known_parts(self._first, self._at)
        after = self._known_parts(self._at + 1, self._last)
        pairs = itertools.permutations([*before, *after], 2)
        both = [pair for pair in pairs if self._index.are_of_one(pair[0].key, pair[1].key)]
        is_whole = any(map(self._tell_somebody, both))
        if not is_whole and not any(map(self._is_family, [*before, *after])):
            return None
        start = self._words[self._start(before)].start
        return FoundName(start, self._words[self._last - 1].end, is_whole)

    def _known_parts(self, first: int, last: int) -> list[NamePart]:
        every = itertools.chain.from_iterable(map(self._parts.beginning_at, range(first, last)))
        return [part for part in every if part.last <= last]

    def _tell_somebody(self, pair: Sequence[NamePart]) -> bool:
        names = [self._words[part.first : part.last] for part in pair]
        return not self._spaced.is_all_lower or tell_in_lower(names)

    def _is_family(self, part: NamePart) -> bool:
        """True for one known name that « née » makes a person of, as a title does."""
        words = self._words[part.first : part.last]
        is_all_after = (part.first, part.last) == (self._at + 1, self._last)
        if self._spaced.is_all_lower:
            return False
        if self._has_title and is_all_after:
            return True
        if not self._index.is_family_alone(part.key):
            return False
        return self._has_title or not any(word.folded in person_words().common for word in words)

    def _start(self, before: Sequence[NamePart]) -> int:
        """The first word that goes: the title; not what only begins a sentence, as « Voir »."""
        if self._has_title:
            return self._first - 1
        known = min((part.first for part in before), default=self._first)
        is_first_passed = known == self._first + 1 and self._at - known >= 2
        return known if is_first_passed or self._spaced.is_all_lower else self._first

    def _first_before(self) -> int:
        first = self._at
        while first > 0 and self._at - first < _MOST_BESIDE:
            is_near = self._spaced.is_near(first)
            if not is_near or not self._may_be_name(self._words[first - 1]):
                break
            first -= 1
        return first

    def _last_after(self) -> int:
        """The word after the name that follows: what is known of it, or words written like it."""
        first = last = self._at + 1
        if not self._spaced.is_near(first):
            return first
        while last < len(self._words) and last - first < _MOST_BESIDE:
            is_joined = last == first or self._spaced.are_joined(last - 1, last)
            if not is_joined or not self._may_be_name(self._words[last]):
                break
            last += 1
        known = [part.last for part in self._known_parts(first, last)]
        is_upper = first < last and self._words[first].typed.isupper()
        like_first = itertools.takewhile(
            lambda word: is_upper and word.typed.isupper(), self._words[first:last]
        )
        return max([min(first + 1, last), first + len(list(like_first)), *known])

    def _may_be_name(self, word: Word) -> bool:
        known = person_words()
        others = (known.titles, known.between, known.places, known.streets)
        is_name = word.is_capital or (self._spaced.is_all_lower and len(word.folded) > 1)
        is_other = any(word.folded in some for some in others)
        return is_name and not is_other
