"""What stands around a known name and makes it a firm's, a place's, an adviser's."""

from __future__ import annotations

from sheets_sync.release.people.name_index import NameIndex
from sheets_sync.release.people.name_parts import NamePart
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.spaced_words import SpacedWords
from sheets_sync.release.people.words_of_text import (
    are_everyday,
    is_before_office,
    is_before_service,
    looks_like_name,
)

_BEFORE_OTHER_NAME = " -\u00a0\u202f"


def is_before_other_name(index: NameIndex, spaced: SpacedWords, part: NamePart) -> bool:
    """True if a name that nobody known has beside this one follows: « Mme Awa Castaing »."""
    at = part.last
    if at >= len(spaced.words) or not spaced.is_near(at, _BEFORE_OTHER_NAME):
        return False
    word = spaced.text[spaced.words[at].start : spaced.words[at].end]
    name = spaced.text[spaced.words[part.first].start : spaced.words[at - 1].end]
    # « M. AHMADI Absent »: capitals are the family name's
    if index.is_family_alone(part.key) or (name.isupper() and not word.isupper()):
        return False
    return looks_like_name(word)


def is_of_an_office(spaced: SpacedWords, first: int, last: int, *, is_whole: bool) -> bool:
    """True for somebody called as many are, of an office: « M. Martin (DDETS) ».

    Of whom no more than a title and one name is there, for any adviser.
    """
    titles = person_words().titles
    names = [
        word
        for word in spaced.words[first:last]
        if word.folded not in titles and not word.is_initial
    ]
    end = spaced.words[last - 1].end
    is_everyday = are_everyday(names)
    if is_everyday and is_before_office(spaced.text, end):
        return True
    if is_whole and not is_everyday:
        return False
    return is_before_service(spaced.text, end, is_everyday=is_everyday)


def is_somebody_else(
    index: NameIndex, spaced: SpacedWords, part: NamePart, *, first: int, last: int
) -> bool:
    """True if one name, with what stands beside it from `first` up to `last`, is no participant."""
    return (
        spaced.stands_after(person_words().places, first)
        or spaced.is_before_firm(last)
        or (last == part.last and is_before_other_name(index, spaced, part))
        or is_of_an_office(spaced, first, last, is_whole=False)
    )
