"""The names of known people, made ready to be found: by their sound, in whole and in part."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

from forms.words import fold
from sheets_sync.people.phonetics import phonetic_key
from sheets_sync.release.people.arabic_script import (
    FEWEST_ALONE,
    consonant_readings,
    is_in_arabic,
    runs_of_words,
)
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.romanisation import (
    ARTICLES,
    FEWEST_LETTERS,
    FEWEST_OF_BOTH,
    FEWEST_OF_FAMILY,
    romanised_key,
)

LONGEST_NAME = 4
"""Words of a family name, or of given names, that are looked for together."""
_FEWEST_OF_FAMILY = 4
"""Consonants of a family name in Arabic script that a title or an initial beside it tells."""
_VOWELS = frozenset("aeiouyw")
_SHORT = 3
"""Letters up to which a name is looked for as it is written, not as it sounds."""


_FEWEST_MISSPELT = 5
"""Letters of a name that is known again with one of them wrong: shorter ones are too many words."""
_FEWEST_ALONE = 5
"""Letters of what tells somebody alone."""
_SERVANTS = frozenset({"abd", "abdel", "abdoul", "abdul"})
"""What begins one given name of two words."""


class KnownName(NamedTuple):
    """The family and given names of a person, as they are written."""

    family: str
    given: str


@dataclass
class NameIndex:
    """The names of known people, made ready to be found.

    Attributes:
        digest: another as soon as a name is.
    """

    digest: bytes = b""
    _givens: set[str] = field(default_factory=set)
    _parts: set[str] = field(default_factory=set)
    _beginnings: set[str] = field(default_factory=set)
    _pairs: set[tuple[str, str]] = field(default_factory=set)
    _with_initial: set[tuple[str, str]] = field(default_factory=set)
    _run_together: set[str] = field(default_factory=set)
    _romanised: set[tuple[str, str]] = field(default_factory=set)
    _romanised_beginnings: set[str] = field(default_factory=set)
    _romanised_givens: set[str] = field(default_factory=set)
    _alone: set[str] = field(default_factory=set)
    _initials_beside: dict[str, set[str]] = field(default_factory=dict)
    _written_beside: dict[str, set[str]] = field(default_factory=dict)
    _consonants: set[tuple[str, str]] = field(default_factory=set)
    _consonants_of_arabic: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, names: Iterable[KnownName]) -> NameIndex:
        """The index of `names`."""
        every = dict.fromkeys(names)
        written = repr(sorted(every)).encode("utf-8", "surrogatepass")
        index = cls(hashlib.sha256(written).digest())
        index._add_told_alone(every)
        for name in every:
            index._add(name)
            in_ukrainian = KnownName(*map(as_in_ukrainian, name))
            if in_ukrainian != name:
                index._add(in_ukrainian)
        return index

    def is_part(self, key: str) -> bool:
        """True if somebody has this family or given name."""
        return key in self._parts

    def is_family_alone(self, key: str) -> bool:
        """True if somebody has this family name, and nobody has it for a given name."""
        return key in self._parts and key not in self._givens

    def tells_alone(self, key: str) -> bool:
        """True if somebody has this for all given names, all family names, or the only name."""
        return key in self._alone

    def may_begin(self, key: str) -> bool:
        """True if somebody's name begins so: where none does, a text is passed over fast."""
        return key in self._beginnings

    def are_of_one(self, one: str, other: str) -> bool:
        """True if somebody has these two names, whichever of them is the family name."""
        return (one, other) in self._pairs

    def has_initial(self, key: str, letter: str) -> bool:
        """True if somebody has this name, and another that begins with `letter`.

        Or, of « MC », given names of two words that begin so.
        """
        return (key, letter) in self._with_initial

    def is_run_together(self, key: str) -> bool:
        """True if both names of somebody are written as one word."""
        return key in self._run_together

    def is_almost_beside(self, key: str, folded: str) -> bool:
        """True if who has the name `key` has another that is written `folded` but for a letter.

        One letter too many, too few or another, or two in each other's place.
        """
        if len(folded) < _FEWEST_MISSPELT - 1 or key not in self._written_beside:
            return False
        written = [word for word in self._written_beside[key] if len(word) >= _FEWEST_MISSPELT]
        return process.extractOne(folded, written, scorer=OSA.distance, score_cutoff=1) is not None

    def is_beginning_beside(self, key: str, folded: str) -> bool:
        """True if who has the name `key` has another that begins so, and is longer."""
        written = self._written_beside.get(key, ())
        return any(word.startswith(folded) and word != folded for word in written)

    def are_romanised_alike(self, one: str, other: str) -> bool:
        """True if somebody's names have these `romanised_key`, whichever is the family name."""
        return (one, other) in self._romanised

    def may_begin_romanised(self, key: str) -> bool:
        """True if the `romanised_key` of somebody's names begins so."""
        return key in self._romanised_beginnings

    def initials_beside(self, word: str) -> Set[str]:
        """First letters of the given names beside a family name that is written `word` elsewhere.

        None where nobody has it, or somebody has it for a given name.
        """
        key = romanised_key(fold_any_script(word))
        if key in self._romanised_givens:
            return frozenset()
        keys = [key]
        if self.has_names_in_arabic and not is_in_arabic(word):
            keys += _consonants_and_end((word,))
        return frozenset().union(*(self._initials_beside.get(each, ()) for each in keys))

    @property
    def has_names_in_arabic(self) -> bool:
        """True if somebody's name is typed in Arabic script."""
        return bool(self._consonants_of_arabic)

    def sound_alike(self, one: str, other: str, *, only_in_arabic: bool = False) -> bool:
        """True if the names of somebody have these consonants, whichever is the family name.

        Args:
            only_in_arabic: whether only names that are typed in Arabic script are asked for.
        """
        if only_in_arabic:
            return (one, other) in self._consonants_of_arabic
        return (one, other) in self._consonants

    def _add(self, name: KnownName) -> None:
        self._add_consonants(name)
        self._add_romanised(name)
        family_runs, given_runs = _word_runs(name.family), _word_runs(name.given)
        families, givens = _name_keys(family_runs), _name_keys(given_runs)
        family_letters, given_letters = _initials(name.family), _initials(name.given)
        self._givens |= givens
        self._parts |= {*families, *givens}
        self._beginnings |= _beginnings({*families, *givens})
        given_letters |= _initials_in_one(name.given)
        family_letters |= _initials_in_one(name.family)
        self._with_initial |= set(itertools.product(families, given_letters))
        self._with_initial |= set(itertools.product(givens, family_letters))
        self._add_written_beside(families, name.given)
        self._add_written_beside(givens, name.family)
        for one, other in itertools.product(families, givens):
            self._pairs |= {(one, other), (other, one)}
            self._run_together |= {join_keys(one, other), join_keys(other, one)}
        # « AwaDiallo »: a word sounds otherwise where another is written to it
        for one, other in itertools.product(map("".join, family_runs), map("".join, given_runs)):
            self._run_together |= {name_key(one + other), name_key(other + one)}

    def _add_told_alone(self, names: Iterable[KnownName]) -> None:
        """Take what tells somebody alone: of a word at least nobody else is called so."""
        bearers = Counter(itertools.chain.from_iterable({_key_words(name) for name in names}))
        for name in names:
            for words in _orders_told_alone(name):
                keys = list(map(name_key, words))
                if len(words) <= LONGEST_NAME and min(bearers[key] for key in keys) == 1:
                    self._alone.add(functools.reduce(join_keys, keys))
        self._parts |= self._alone
        self._beginnings |= _beginnings(self._alone)

    def _add_written_beside(self, keys: Set[str], name: str) -> None:
        written = set(_meaningful(name)) - person_words().particles
        for key in keys:
            self._written_beside.setdefault(key, set()).update(written)

    def _add_romanised(self, name: KnownName) -> None:
        families, givens = map(_romanised_keys, name)
        self._romanised_givens |= givens
        begun = set[str]()
        for family, given in itertools.product(families, givens):
            if len(family) + len(given) >= FEWEST_OF_BOTH:
                self._romanised |= {(family, given), (given, family)}
                begun |= {family, given}
        self._romanised_beginnings |= {"", *_beginnings(begun - self._romanised_beginnings)}
        letters = _initials(name.given)
        if letters & _VOWELS:
            letters |= _VOWELS
        told = {family for family in families if len(family) >= FEWEST_OF_FAMILY}
        if is_in_arabic(name.family):
            runs = runs_of_words(name.family, LONGEST_NAME)
            told |= set(itertools.chain.from_iterable(map(_consonants_and_end, runs)))
        for family in told:
            self._initials_beside.setdefault(family, set()).update(letters)

    def _add_consonants(self, name: KnownName) -> None:
        families, givens = map(_consonants_of_runs, name)
        pairs = {
            pair
            for pair in itertools.product(families, givens)
            if sum(map(len, pair)) >= FEWEST_ALONE
        }
        pairs |= {(given, family) for family, given in pairs}
        self._consonants |= pairs
        if is_in_arabic("".join(name)):
            self._consonants_of_arabic |= pairs


def as_in_ukrainian(text: str) -> str:
    """The text letter for letter, so that whatever stands in it stays at its place.

    « Г » is g in Russian and h in Ukrainian: it is read both ways.
    """
    # twice as fast in texts without any as to translate all letters, and most have none
    return text.replace("г", "\u04bb").replace("Г", "\u04ba")


def fold_any_script(text: str) -> str:
    """`fold`, with words in another alphabet in Latin letters."""
    return " ".join(map(_folded_in_latin, text.split()))


def family_and_given_keys(name: KnownName) -> tuple[Set[str], Set[str]]:
    """The keys of the family name and of the given names: of each word, and of all together."""
    return _keys_of_words_and_whole(name.family), _keys_of_words_and_whole(name.given)


def name_key(folded: str) -> str:
    """A folded word as it is looked up: short ones as they are written, as too many sound alike."""
    if len(folded) <= _SHORT or not folded.isascii():
        return folded
    return phonetic_key(folded)


def join_keys(one: str, other: str) -> str:
    """The keys of two words that stand together; a letter that both share sounds once."""
    if one and other and one[-1] == other[0]:
        return one + other[1:]
    return one + other


def _word_runs(name: str) -> list[list[str]]:
    """The words that a family name or given names may be found by: each run of them.

    A particle alone is none.
    """
    words = _meaningful(name)
    ends = itertools.combinations(range(len(words) + 1), 2)
    runs = [words[first:last] for first, last in ends if last - first <= LONGEST_NAME]
    return [run for run in runs if len(words) == 1 or not person_words().particles.issuperset(run)]


@functools.lru_cache(maxsize=65_536)
def _keys_of_words_and_whole(name: str) -> Set[str]:
    return frozenset(_name_keys(_words_and_whole(name)))


def _words_and_whole(name: str) -> list[list[str]]:
    runs = _word_runs(name)
    longest = max(map(len, runs), default=0)
    return [run for run in runs if len(run) in (1, longest)]


def _name_keys(runs: Iterable[list[str]]) -> set[str]:
    keys: set[str] = set()
    for run in runs:
        keys |= {functools.reduce(join_keys, map(name_key, run)), name_key("".join(run))}
    return {key for key in keys if len(key) >= 2}


def _beginnings(keys: Iterable[str]) -> set[str]:
    return {key[:length] for key in keys for length in range(1, len(key) + 1)}


def _key_words(name: KnownName) -> frozenset[str]:
    return frozenset(map(name_key, _meaningful(" ".join(name))))


def _orders_told_alone(name: KnownName) -> Iterator[list[str]]:
    """The words that may tell somebody without the other name, in each order.

    An only name, and two given or two family names: « Marie-Claire », « El Tayeb » and « Abdul
    Rahman » are one each. None is a word of every day.
    """
    # A cell alone in its row may be a title: « Liste d'attente ».
    if not all(name):
        return
    is_only = fold_any_script(name.family) == fold_any_script(name.given)
    for cell in name:
        words = _meaningful(cell)
        parts = [word for word in words if word not in person_words().particles]
        is_one = len(parts) < 2 or len(cell.split()) < 2 or parts[0] in _SERVANTS
        is_short = min(map(len, parts), default=0) < _SHORT or len("".join(parts)) < _FEWEST_ALONE
        is_everyday = not person_words().common.isdisjoint(parts)
        if (is_only or not is_one) and not is_short and not is_everyday:
            yield from (words, words[::-1])


def _without_articles(run: Iterable[str]) -> list[str]:
    return [word for word in run if word not in ARTICLES]


def _romanised_keys(name: str) -> set[str]:
    keys = {romanised_key("".join(_without_articles(run))) for run in _word_runs(name)}
    return {key for key in keys if key.isascii() and len(key) >= FEWEST_LETTERS}


def _consonants_and_end(words: tuple[str, ...]) -> set[str]:
    """The consonants of a family name, and whether it ends in i: « Mohammadi », not « Mohamed ».

    In capitals: no romanised name has the same.
    """
    end = ""
    if words[-1].casefold().endswith(("i", "y", "ي", "ی", "ى")):
        end = "I"
    readings = consonant_readings(words)
    return {f"{each.upper()}{end}" for each in readings if len(each) >= _FEWEST_OF_FAMILY}


def _consonants_of_runs(name: str) -> set[str]:
    runs = runs_of_words(name, LONGEST_NAME)
    return set(itertools.chain.from_iterable(map(consonant_readings, runs)))


def _initials(name: str) -> set[str]:
    return {word[0] for word in _meaningful(name)}


def _initials_in_one(name: str) -> set[str]:
    """« mc » of Marie-Claire."""
    letters = "".join(word[0] for word in _meaningful(name))
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _meaningful(name: str) -> list[str]:
    return [word for word in fold_any_script(name).split() if word not in person_words().between]


def _folded_in_latin(word: str) -> str:
    folded = fold(word)
    if folded and folded.isascii():
        return folded
    return _in_latin(word)


def _in_latin(word: str) -> str:
    """A word as it is read out: one name, typed in two alphabets, meets itself.

    Arabic writes no short vowels: `arabic_script` sees to what is typed in it.
    """
    bare = _unaccented_letters(word)
    # The soft sign of Ukrainian is an apostrophe, which would part the word.
    return fold(anyascii(bare).replace("'", "")) or bare


def _unaccented_letters(word: str) -> str:
    marked = unicodedata.normalize("NFKD", word).casefold()
    letters = "".join(char for char in marked if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W\d_]+", letters))
