"""Where the other name of a person may begin in a text, after the one that was found."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.name_parts import NamePart
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import SpacedWords
from sheets_sync.release.people.words_of_text import are_everyday

_MOST_PASSED = 2
_MOST_SIBLINGS = 4
_MOST_SAID = 3
"""Words of what is said of somebody between commas: « Awa, salariée en insertion, Diallo »."""
_LABELS = frozenset({"nom", "prenom", "prenoms"})


def begin_other_name(index: NameIndex, spaced: SpacedWords, part: NamePart) -> Iterator[int]:
    """The words at which it may begin, the nearest first."""
    yield from _side_by_side(spaced, part.last)
    yield from _after_siblings(index, spaced, part)
    yield from _after_apposition(spaced, part)


def _side_by_side(spaced: SpacedWords, at: int) -> Iterator[int]:
    words = spaced.words
    is_labelled = (
        at < len(words) and words[at].folded in _LABELS and spaced.gap(at).strip() in {"", "."}
    )
    if not (spaced.is_near(at) or is_labelled):
        return
    yield at
    after = at
    while after < len(words) and words[after].folded in person_words().between:
        after += 1
        yield after
    # Second given names or their initials, a married name: the tab does not know them.
    for passed in range(after, min(after + _MOST_PASSED, len(words))):
        is_joined = passed == after or spaced.are_joined(passed - 1, passed)
        if not (is_joined and words[passed].is_capital and spaced.is_near(passed + 1)):
            return
        yield passed + 1


def _after_siblings(index: NameIndex, spaced: SpacedWords, part: NamePart) -> Iterator[int]:
    """« Awa et Moussa Diallo », « Diallo Moussa et Awa »: of one family name, several people."""
    if index.is_family_alone(part.key):
        at = part.last
        if not (_may_be_given(spaced, at) and spaced.are_joined(at - 1, at)):
            return
        at += 1
        yield from _after_each(spaced, at)
        return
    yield from (at + 1 for at in _after_each(spaced, part.last) if spaced.is_near(at + 1, " -"))


def _after_each(spaced: SpacedWords, at: int) -> Iterator[int]:
    """The given names that a list has from `at` on: « , Fatou et Moussa »."""
    for _ in range(_MOST_SIBLINGS):
        if at >= len(spaced.words):
            return
        if spaced.words[at].folded == "et" and spaced.is_near(at, " ,"):
            at += 1
        elif spaced.gap(at).strip() not in {",", "&", "/"}:
            return
        if not (_may_be_given(spaced, at) and spaced.is_near(at, " ,&/")):
            return
        yield at
        at += 1


def _after_apposition(spaced: SpacedWords, part: NamePart) -> Iterator[int]:
    words, first = spaced.words, part.last
    is_everyday = are_everyday(words[part.first : part.last])
    if is_everyday or first >= len(words) or spaced.gap(first).strip() not in {",", "("}:
        return
    for last in range(first + 1, min(first + 1 + _MOST_SAID, len(words))):
        if words[last - 1].is_capital:
            return
        if spaced.gap(last).strip() in {",", ")"}:
            yield last
            return
        if not spaced.is_near(last):
            return


def _may_be_given(spaced: SpacedWords, at: int) -> bool:
    if at >= len(spaced.words):
        return False
    known, word = person_words(), spaced.words[at]
    others = (known.titles, known.between, known.places, known.streets, known.firms)
    is_other = any(word.folded in some for some in others)
    return word.is_capital and not is_other and len(word.folded) > 1
