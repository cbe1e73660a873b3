"""Find who is written with the other name cut short: « Esp. Gebremedhin », « rahimi m c ».

Initials may be any number, in one word (« MC ») or apart, and stand behind any sign: « Diallo.M ».
An acronym is none (« PE »): both letters must be those of somebody's given names, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.person_words import person_words, words_of_no_name
from sheets_sync.release.people.somebody_else import is_somebody_else
from sheets_sync.release.people.spaced_words import FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import Word, are_everyday, tell_in_lower

_MOST_SHORT = 3
"""Initials or abbreviations beside a name."""
_TWO = 2
_FEWEST_BEFORE_STOP, _FEWEST_BESIDE_FAMILY, _FEWEST = 2, 3, 4
"""Letters of a name cut short: with a full stop, beside what is only a family name, and else."""
_BESIDE = re.compile("[ .,/(_\u00a0\u202f‐‑-]{0,3}")
_BETWEEN = re.compile("[ ._\u00a0\u202f‐‑-]{0,2}")
_PREPOSITIONS = frozenset("ay")
"""Letters that are words: « vu à Pessac »."""


def shortened_names(index: NameIndex, spaced: SpacedWords, parts: NameParts) -> Iterator[FoundName]:
    """The names beside which another name of somebody is cut short; none is sure."""
    for at in range(len(spaced.words)):
        for part in parts.beginning_at(at):
            yield from _ShortenedBeside(index, spaced, part).names()


class _ShortenedBeside:
    """What stands on either side of one name."""

    def __init__(self, index: NameIndex, spaced: SpacedWords, part: NamePart) -> None:
        self._index, self._spaced, self._part = index, spaced, part
        self._name = spaced.words[part.first : part.last]
        self._is_everyday = are_everyday(self._name)
        self._is_lower = not any(word.is_capital for word in self._name)

    def names(self) -> Iterator[FoundName]:
        if self._is_lower and not tell_in_lower([self._name]):
            return
        for first, last in (self._before(), self._after()):
            if first == last or not self._are_of_somebody(first, last):
                continue
            first, last = min(first, self._part.first), max(last, self._part.last)
            if not is_somebody_else(self._index, self._spaced, self._part, first=first, last=last):
                words = self._spaced.words
                end = words[last - 1].end + self._has_stop(words[last - 1])
                yield FoundName(words[first].start, end, is_whole=False)

    def _after(self) -> tuple[int, int]:
        """The words behind the name that cut another short, from the first up to the last."""
        first = last = self._part.last
        while last - first < _MOST_SHORT and self._cuts_short(last):
            gap, pattern = self._spaced.gap(last), _BETWEEN
            if last == first and not self._is_lower:
                pattern = _BESIDE
            # « vu Rahimi. M. Castaing »
            is_next_sentence = last == first and gap.startswith(".") and len(gap) > 1
            if not pattern.fullmatch(gap) or is_next_sentence:
                break
            last += 1
        is_title_of_other = (
            last > first
            and self._spaced.words[last - 1].folded in person_words().titles
            and self._spaced.is_near(last)
            and self._spaced.words[last].is_capital
        )
        return first, last - is_title_of_other

    def _before(self) -> tuple[int, int]:
        first = last = self._part.first
        while last - first < _MOST_SHORT and first > 0 and self._cuts_short(first - 1):
            gap = self._spaced.gap(first).replace(")", "").replace("\t", " ")
            if not _BETWEEN.fullmatch(gap.replace("/", "")):
                break
            first -= 1
        return first, last

    def _cuts_short(self, at: int) -> bool:
        words = self._spaced.words
        return at < len(words) and (self._is_letters(at) or self._is_beginning(at))

    def _is_letters(self, at: int) -> bool:
        """True for an initial or two in one word, of somebody who has the name."""
        word = self._spaced.words[at]
        is_written_so = word.typed.isupper() or self._is_lower or self._is_alone(at)
        if len(word.folded) > _TWO or not is_written_so or self._is_other_word(word):
            return False
        after = self._spaced.text[word.end : word.end + 1]
        # « C'est », « A1 »
        is_cut = after in {"'", "’"} or after.isdigit()
        return not is_cut and self._index.has_initial(self._part.key, word.folded)

    def _is_alone(self, at: int) -> bool:
        """True for one letter that leads to no other word: « Rahimi m. », not « Rahimi a dit »."""
        is_letter = len(self._spaced.words[at].folded) == 1
        is_last = at + 1 == len(self._spaced.words)
        return is_letter and (is_last or not self._spaced.gap(at + 1).isspace())

    def _is_beginning(self, at: int) -> bool:
        """True for the first letters of another name of somebody who has the name."""
        word = self._spaced.words[at]
        if self._has_stop(word):
            fewest = _FEWEST_BEFORE_STOP
        elif self._index.is_family_alone(self._part.key):
            fewest = _FEWEST_BESIDE_FAMILY
        else:
            fewest = _FEWEST
        is_name = word.is_capital or self._is_lower
        if len(word.folded) < fewest or not is_name or self._is_other_word(word):
            return False
        return self._index.is_beginning_beside(self._part.key, word.folded)

    def _is_other_word(self, word: Word) -> bool:
        if len(word.folded) == 1:
            return False
        return word.folded in person_words().particles or word.folded in words_of_no_name()

    def _has_stop(self, word: Word) -> bool:
        return self._spaced.text[word.end : word.end + 1] == "."

    def _are_of_somebody(self, first: int, last: int) -> bool:
        """True if the words cut a name short: a letter alone may be another word."""
        words = self._spaced.words[first:last]
        if all(map(self._has_stop, words)) and not self._is_lower:
            return True
        is_before = first < self._part.first
        is_preposition = (
            last - first == 1
            and words[0].folded in _PREPOSITIONS
            and (is_before or not self._is_alone(first))
        )
        return not self._is_everyday and not is_preposition
