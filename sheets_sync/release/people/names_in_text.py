"""Find the names of known people in a text: in any order, as they sound, with title or initial.

A street or a firm often has one name in common with somebody: so no word alone is a person. What
is: a family name and a given name of one person side by side, a title beside a name, an initial
beside the other name. Every position of a text is looked up in a few dictionaries, so the time
grows with its length and not with the number of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from sheets_sync.release.people.across_scripts import names_across_scripts, romanised_names
from sheets_sync.release.people.arabic_script import is_in_arabic
from sheets_sync.release.people.called_names import called_in_one_word, called_names
from sheets_sync.release.people.married_names import married_names
from sheets_sync.release.people.misspelt_names import misspelt_names
from sheets_sync.release.people.name_index import NameIndex, as_in_ukrainian
from sheets_sync.release.people.name_parts import NamePart, NameParts
from sheets_sync.release.people.other_name import begin_other_name
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.romanisation import ARTICLES
from sheets_sync.release.people.shortened_names import shortened_names
from sheets_sync.release.people.somebody_else import is_before_other_name, is_of_an_office
from sheets_sync.release.people.spaced_words import AROUND_INITIALS, FoundName, SpacedWords
from sheets_sync.release.people.words_of_text import (
    Word,
    are_everyday,
    has_glued_words,
    has_spaced_letters,
    is_measure,
    tell_in_lower,
    tells_somebody,
)

_BEFORE_INITIAL = " \u00a0\u202f"
_MOST_INITIALS = 3
_LONGEST_LIST = 12
"""Words between a title and the last of several names that it leads."""
_LISTING = frozenset({",", "&", "/"})
_AMONG_LISTED = _LISTING | {"", "-", "'", "’"}
_CLOSING = re.compile(r"\.?\)")
_ENDS_IN_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\Z")
_ENDS_SENTENCE = re.compile(r"\s*(?:\Z|\n|[^\W\d_a-zß-öø-ÿ])")


def find_names(index: NameIndex, text: str) -> list[FoundName]:
    """The names in `text`, from left to right; none overlaps another."""
    spaced = SpacedWords(text)
    # Nobody's name is one letter: « F12 » is a cell, and figures are all that others hold.
    if sum(len(word.typed) for word in spaced.words) < 2:
        return []
    # Most texts have no word that any known name begins with: these are passed over fast.
    if _may_hold_names(index, spaced):
        parts = NameParts(index, spaced)
        names = [
            *_names_as_cut(index, spaced, parts),
            *married_names(index, spaced),
            *romanised_names(index, spaced),
            *misspelt_names(index, spaced, parts),
        ]
    else:
        names = list(romanised_names(index, spaced))
    names += called_in_one_word(index, spaced)
    in_ukrainian = as_in_ukrainian(text)
    if in_ukrainian != text:
        spaced_in_ukrainian = SpacedWords(in_ukrainian)
        parts = NameParts(index, spaced_in_ukrainian)
        names += _NamesInText(index, spaced_in_ukrainian, parts).matches()
    for cut_otherwise in _other_cuts(text):
        names += _names_as_cut(index, cut_otherwise, NameParts(index, cut_otherwise))
    if is_in_arabic(text):
        names += names_across_scripts(index, spaced, is_arabic=True)
    if index.has_names_in_arabic:
        names += names_across_scripts(index, spaced, is_arabic=False)
    return [_with_closing_signs(name, text) for name in _apart(names)]


def _other_cuts(text: str) -> Iterator[SpacedWords]:
    """The text with words that are glued each alone, and with letters that stand apart joined."""
    if has_glued_words(text):
        yield SpacedWords(text, at_capitals=True)
    if has_spaced_letters(text):
        yield SpacedWords(text, of_letters=True)


def _names_as_cut(index: NameIndex, spaced: SpacedWords, parts: NameParts) -> Iterator[FoundName]:
    """The names in the words that a text was cut into."""
    if _may_hold_names(index, spaced):
        yield from _NamesInText(index, spaced, parts).matches()
        yield from shortened_names(index, spaced, parts)
        yield from called_names(index, spaced, parts)


def _may_hold_names(index: NameIndex, spaced: SpacedWords) -> bool:
    """False for a text without a word that a name begins with, as the tabs write or sound it."""
    keys = [word.key for word in spaced.words]
    return any(map(index.may_begin, keys)) or any(map(index.is_run_together, keys))


def _with_closing_signs(name: FoundName, text: str) -> FoundName:
    """The name with the bracket that closes one inside it, and the full stop of its initial.

    « Diallo (Awa) », « Awa D. : logement ». The stop of a sentence stays.
    """
    end = name.end
    if _ENDS_IN_INITIAL.search(text, name.start, end) and text.startswith(".", end):
        end += 1
    if text[:end].endswith(".") and _ENDS_SENTENCE.match(text, end):
        end -= 1
    inside = text[name.start : end]
    closing = _CLOSING.match(text, end)
    if inside.count("(") > inside.count(")") and closing:
        end = closing.end()
    return name._replace(end=end)


def _apart(names: Sequence[FoundName]) -> list[FoundName]:
    """The names without those that overlap an earlier or longer one."""
    apart: list[FoundName] = []
    for name in sorted(names, key=lambda each: (each.start, -each.end)):
        if not apart or name.start >= apart[-1].end:
            apart.append(name)
    return apart


def _is_particle_of_name(word: Word) -> bool:
    return len(word.folded) == 1 or word.folded in person_words().particles


def _is_of_every_day(word: Word) -> bool:
    """True for a word that makes nobody without a capital: « rose », « le », « van »."""
    is_particle = len(word.folded) <= 2 or word.folded in person_words().particles
    return is_particle or word.folded in person_words().common


class _NamesInText:
    """One text, searched."""

    def __init__(self, index: NameIndex, spaced: SpacedWords, parts: NameParts) -> None:
        self._index, self._spaced, self._parts = index, spaced, parts
        self._text = spaced.text
        self._words = self._spaced.words
        self._is_all_lower = self._spaced.is_all_lower

    def matches(self) -> Iterator[FoundName]:
        at = 0
        while at < len(self._words):
            match = self._match_at(at)
            if match is None:
                at += 1
                continue
            last, is_whole = match
            # « rue Diallo » is a street; « rue Mamadou Diallo » may be where he lives
            is_street = self._spaced.stands_after(person_words().streets, at)
            if self._is_called_so(at, last) or is_of_an_office(
                self._spaced, at, last, is_whole=is_whole
            ):
                at = last
                continue
            if is_whole or not is_street:
                start = self._words[self._spaced.first_letter(at)].start
                yield FoundName(start, self._words[last - 1].end, is_whole and not is_street)
            at = last

    def _is_called_so(self, at: int, last: int) -> bool:
        """True for a place or firm whose both names are everybody's: « cours Victor Hugo »."""
        words, known = self._words[at:last], person_words()
        called = " ".join(word.folded for word in words)
        is_everyday = are_everyday(words) or called in known.famous
        places = known.places - known.homes
        return is_everyday and self._spaced.stands_after(places, at)

    def _match_at(self, at: int) -> tuple[int, bool] | None:
        """Word after the match that begins at `at`, and whether both names are there."""
        word = self._words[at]
        # « M. » is a title before it is an initial
        if word.folded in person_words().titles and (match := self._after_title(at)):
            return match
        if self._spaced.is_initial(at) and (end := self._after_initial(at)):
            return end, False
        if not self._index.may_begin(word.key):
            return self._run_together(at)
        parts = self._parts.beginning_at(at)
        for part in parts:
            if end := self._other_name(part):
                return end, True
        for part in parts:
            if end := self._initial_after(part):
                return end, False
        for part in parts:
            if self._is_listed(part) or self._tells_alone(part) or self._is_before_title(part):
                return part.last, False
        return self._run_together(at)

    def _run_together(self, at: int) -> tuple[int, bool] | None:
        word = self._words[at]
        if len(word.folded) >= 7 and self._index.is_run_together(word.key):
            return at + 1, True
        return None

    def _other_name(self, part: NamePart) -> int | None:
        """Word after the other name of the person who has `part`, where it follows."""
        for at in begin_other_name(self._index, self._spaced, part):
            for other in self._parts.beginning_at(at):
                if self._index.are_of_one(part.key, other.key) and self._is_name(part, other):
                    return self._with_what_follows(part, other)
        return None

    def _with_what_follows(self, part: NamePart, other: NamePart) -> int:
        """Word after a name to which more of it may follow: « Diallo, Mamadou Alpha Diallo »."""
        keys, last = {part.key, other.key}, other.last
        while last < len(self._words) and self._spaced.are_joined(last - 1, last):
            more = next(iter(self._parts.beginning_at(last)), None)
            if more is None or not any(self._index.are_of_one(more.key, key) for key in keys):
                break
            last = more.last
        return last

    def _is_name(self, part: NamePart, other: NamePart) -> bool:
        if part.last == other.first and self._spaced.are_one_given_name(part.last - 1):
            return False
        words = self._words[part.first : part.last] + self._words[other.first : other.last]
        capitals = sum(word.is_capital for word in words)
        if all(_is_of_every_day(word) for word in words):
            return capitals == len(words) or self._spaced.is_whole_text(part.first, other.last)
        gap = self._text[self._words[part.last - 1].end : self._words[other.first].start]
        if any(sign in gap for sign in ",;/("):
            return capitals == len(words) or self._is_all_lower
        return capitals > 0 or self._is_all_lower or self._tell_in_lower(part, other)

    def _tell_in_lower(self, *parts: NamePart) -> bool:
        return tell_in_lower([self._words[part.first : part.last] for part in parts])

    def _after_title(self, at: int) -> tuple[int, bool] | None:
        """« M. Diallo », « Mme Awa Diallo »: word after the name, and whether it is whole."""
        if is_measure(self._text, self._words[at]):
            return None
        for first in self._follow_title(at + 1):
            for part in self._parts.beginning_at(first):
                if end := self._other_name(part):
                    return end, True
                if end := self._initial_after(part):
                    return end, False
                if self._is_titled(at, part):
                    return part.last, False
            if self._words[first].is_initial and (end := self._after_initial(first)):
                return end, False
        return None

    def _is_listed(self, part: NamePart) -> bool:
        title = self._title_of_list(part.first)
        is_firm = self._spaced.is_before_firm(part.last)
        return title is not None and not is_firm and self._is_titled(title, part)

    def _title_of_list(self, at: int) -> int | None:
        """The title of several names, a later one of which is at `at`: « Mmes Diallo et Barry ».

        « Mme DIALLO/BARRY » has two names as well, « Mme Diallo, Barry » may be a firm.
        """
        signs: set[str] = set()
        for before in range(at - 1, max(at - _LONGEST_LIST, -1), -1):
            word = self._words[before]
            gap = self._spaced.gap(before + 1).strip(" \u00a0\u202f")
            if word.folded in person_words().titles:
                is_of_all = word.folded in person_words().plural_titles or signs == {"/"}
                return before if signs and is_of_all and gap in {"", "."} else None
            is_name = (word.is_capital or _is_particle_of_name(word)) and gap in _AMONG_LISTED
            if not is_name and not (word.folded == "et" and not gap):
                return None
            signs |= {gap} & _LISTING
            if word.folded == "et":
                signs.add("&")
        return None

    def _is_titled(self, title: int, part: NamePart) -> bool:
        """True if a title makes a person of the one name after it."""
        if not self._is_capital(part):
            # « m » is many things in a text without capitals
            tells = self._is_all_lower or self._tell_in_lower(part)
            return tells and len(self._words[title].folded) > 1
        # who bears a title is no firm
        is_firm = not self._index.is_family_alone(part.key) and self._spaced.is_before_firm(
            part.last
        )
        return not is_firm and not is_before_other_name(self._index, self._spaced, part)

    def _follow_title(self, at: int) -> Iterator[int]:
        """The words at which the name after a title may begin: « Mme la », « M. et Mme »."""
        end = min(at + 3, len(self._words))
        for first in range(at, end):
            # « Mme » at the end of a line
            if not (self._spaced.is_near(first) or self._spaced.gap(first).isspace()):
                return
            yield first
            folded = self._words[first].folded
            is_passed = (
                folded in person_words().titles
                or folded in person_words().between
                or folded in ARTICLES
                or folded == "et"
            )
            if not is_passed:
                return

    def _is_capital(self, part: NamePart) -> bool:
        """True if a name begins with a capital, as it is or past particles: « da Silva »."""
        words = self._words[part.first : part.last]
        proper = next((word for word in words if not _is_particle_of_name(word)), words[0])
        return words[0].is_capital or proper.is_capital

    def _after_initial(self, at: int) -> int | None:
        """« A. Diallo », « A.-B. Diallo »: word after the name."""
        if self._spaced.stands_after(person_words().places, at):
            return None
        letters: set[str] = set()
        for first in range(at + 1, min(at + 1 + _MOST_INITIALS, len(self._words))):
            before = self._words[first - 1]
            if not self._spaced.is_initial(first - 1) or not self._spaced.is_near(
                first, AROUND_INITIALS
            ):
                return None
            letters.add(before.folded)
            has_stop = self._text[before.end : before.end + 1] == "."
            # « A Bazas » is a place, « vu avec A Diallo » is a person
            initials: Set[str] = letters
            if not self._spaced.may_be_preposition(at):
                initials = letters - {"a"}
            for part in self._parts.beginning_at(first):
                if not self._is_of_initials(part, letters):
                    continue
                words = self._words[part.first : part.last]
                if has_stop or self._spaced.is_whole_text(at, part.last):
                    initials = frozenset()
                if tells_somebody(words, initials) or (has_stop and self._is_capital(part)):
                    return part.last
        return None

    def _is_of_initials(self, part: NamePart, letters: set[str]) -> bool:
        is_capital = self._is_capital(part)
        if not (is_capital or self._is_all_lower) or self._spaced.is_before_firm(part.last):
            return False
        if is_before_other_name(self._index, self._spaced, part):
            return False
        return any(self._index.has_initial(part.key, letter) for letter in letters)

    def _tells_alone(self, part: NamePart) -> bool:
        """True if this much of a name is nobody else's: « Kibrom Gebremedhin », « Sediqullah »."""
        words = self._words[part.first : part.last]
        if not self._index.tells_alone(part.key) or not all(word.is_capital for word in words):
            return False
        is_place = self._spaced.stands_after(person_words().places, part.first)
        is_firm = self._spaced.is_before_firm(part.last)
        return not (is_place or is_firm or is_before_other_name(self._index, self._spaced, part))

    def _is_before_title(self, part: NamePart) -> bool:
        """True for a name with its title behind it: « BAH (Mme) », « Bah, Mme », « Bah Madame »."""
        at = part.last
        if at >= len(self._words) or not self._is_capital(part):
            return False
        title = self._words[at]
        if title.folded not in person_words().titles or len(title.folded) == 1:
            return False
        # « Bah, Mme Castaing »: the title is hers.
        leads = next(self._follow_title(at + 1), None)
        is_led = leads is not None and self._words[leads].is_capital
        return self._spaced.gap(at).strip(_BEFORE_INITIAL) in {"", "(", ","} and not is_led

    def _initial_after(self, part: NamePart) -> int | None:
        """« Awa D. », « Diallo A », « N'Diaye J.-P. »: word after the initial."""
        at = part.last
        if at >= len(self._words) or not self._spaced.is_initial(at):
            return None
        words, initial = self._words[part.first : part.last], self._words[at]
        if not (self._spaced.is_near(at, _BEFORE_INITIAL) or self._spaced.is_listed_initial(at)):
            return None
        if not self._is_capital(part) and not (
            self._is_all_lower and tells_somebody(words, frozenset())
        ):
            return None
        if not self._index.has_initial(part.key, initial.folded):
            return None
        last = at + 1
        while self._spaced.is_near(last, ".-") and self._words[last].is_initial:
            last += 1
        # « Nguyen T. H. »: no letter stays beside the mask
        while self._spaced.is_listed_initial(last):
            last += 1
        is_place = self._spaced.stands_after(person_words().places, part.first)
        if is_place or self._spaced.is_before_firm(last):
            return None
        after = self._text[initial.end : initial.end + 1]
        if after in {"'", "’"}:
            return None  # « Awa D'après »
        is_alone = after == "." or self._spaced.is_whole_text(part.first, last)
        return last if is_alone or tells_somebody(words, {initial.folded}) else None
