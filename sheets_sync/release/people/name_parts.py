"""The family and given names of known people that begin at a word of a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheets_sync.release.people.name_index import LONGEST_NAME, NameIndex, join_keys
from sheets_sync.release.people.spaced_words import SpacedWords


class NamePart(NamedTuple):
    """Some words of a text, from `first` up to `last`, that are a family or a given name."""

    first: int
    last: int
    key: str


class NameParts:
    """One text, in which single names are looked up."""

    def __init__(self, index: NameIndex, spaced: SpacedWords) -> None:
        self._index, self._spaced = index, spaced
        self._words = spaced.words

    def beginning_at(self, at: int) -> Iterator[NamePart]:
        """The names that begin at `at`, the longest first."""
        keys = list(self._keys_from(at))
        for length, key in reversed(keys):
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
