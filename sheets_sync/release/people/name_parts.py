"""The family and given names of known people that begin at a word of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheets_sync.release.people.name_index import LONGEST_NAME, NameIndex, join_keys, name_key
from sheets_sync.release.people.spaced_words import SpacedWords


class NamePart(NamedTuple):
    """Some words of a text, from `first` up to `last`, that are a family or a given name."""

    first: int
    last: int
    key: str


class NameParts:
    """One text, in which single names are looked up, each place once."""

    def __init__(self, index: NameIndex, spaced: SpacedWords) -> None:
        self._index, self._spaced = index, spaced
        self._words = spaced.words
        self._beginning: dict[int, Sequence[NamePart]] = {}

    def beginning_at(self, at: int) -> Sequence[NamePart]:
        """The names that begin at `at`, the longest first."""
        if at not in self._beginning:
            self._beginning[at] = list(self._look_up(at))
        return self._beginning[at]

    def _look_up(self, at: int) -> Iterator[NamePart]:
        keys = [*self._keys_from(at), *self._keys_in_one_word(at)]
        for length, key in sorted(dict.fromkeys(keys), key=lambda each: -each[0]):
            if self._index.is_part(key):
                yield NamePart(at, at + length, key)

    def _keys_from(self, at: int) -> Iterator[tuple[int, str]]:
        if at >= len(self._words):
            return
        key = self._words[at].key
        length = 1
        while self._index.may_begin(key):
            yield length, key
            last = at + length
            is_last = length == LONGEST_NAME or last >= len(self._words)
            if is_last or not self._spaced.are_joined(last - 1, last):
                return
            key = join_keys(key, self._words[last].key)
            length += 1

    def _keys_in_one_word(self, at: int) -> Iterator[tuple[int, str]]:
        """« Gebre-medhin » as « Gebremedhin »: a word sounds otherwise where it ends."""
        words, last = self._words, at + 1
        if at >= len(words) or not self._index.may_begin(words[at].key):
            return
        while last < min(at + LONGEST_NAME, len(words)) and self._spaced.are_joined(last - 1, last):
            if not (words[last].is_capital or self._spaced.gap(last).strip()):
                return
            last += 1
            yield last - at, name_key("".join(word.folded for word in words[at:last]))
