"""Names that are typed in Arabic script in one place and in Latin letters in another.

Arabic writes no short vowels, and no library can put them back (anyascii, uroman and ICU give
« mhmd » for « محمد » alike): so both are compared by their consonants, in the order they stand.
What several spellings share is one: « Q », « K » and « Kh », « Ch » and « S ». A letter that clerks
write in two ways stands for both: « ث » in Osman and Othman, « ض » in Ramadan and Ramazan.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from anyascii import anyascii

from forms.words import fold
from sheets_sync.release.people.person_words import person_words

FEWEST_CONSONANTS, FEWEST_ALONE = 5, 3
"""Of both names of a person, in a text and where nothing else stands in that script: with fewer,
two words of any text would soon be somebody's."""
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_WORDS = re.compile(r"[^\W\d_]+")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
"""Short vowels, where somebody writes them all the same, and what draws a word out."""
_TWO_READINGS = {
    "ث": ("t", "s"),
    "ذ": ("d", "z"),
    "ظ": ("d", "z"),
    "ض": ("d", "z"),
    "ژ": ("z", "j"),
    "ة": ("", "t"),
}
_PARTICLES = frozenset({"بن", "ابن", "بنت", "ولد", "منت", "أبو", "ابو", "آل"})
_ARTICLE = "ال"
_SILENT = "ه"
"""At the end of a name, where Persian writes a vowel with it."""
_SERVANT = "عبد"
"""« Abd », which the name after it is often written to."""
_SOUNDS = (
    ("tch|sch|sh|ch|c(?=[eiy])", "s"),
    ("kh|ck|q|c", "k"),
    ("gh", "g"),
    ("dj|dz", "j"),
    ("zh", "z"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    # Arabic has no p
    ("p", "b"),
    ("x", "ks"),
    ("[aeiouywv]", ""),
    (r"([a-z])\1+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in _SOUNDS)
_MOST_READINGS = 8


def is_in_arabic(text: str) -> bool:
    """True if any letter of a text is of the script of Arabic, Persian and Pashto."""
    return _ARABIC.search(text) is not None


@functools.lru_cache(maxsize=65_536)
def consonant_readings(words: tuple[str, ...]) -> frozenset[str]:
    """The consonants of some words of a name, run together, in each way they may be read."""
    readings = [_readings_of_word(word) for word in words if not _is_particle(word)]
    every = itertools.islice(itertools.product(*readings), _MOST_READINGS)
    return frozenset(_one_sound_once("".join(reading)) for reading in every) - {""}


def runs_of_words(name: str, longest: int) -> Iterator[tuple[str, ...]]:
    """Each run of up to `longest` words of a family name or of given names."""
    words = _WORDS.findall(_MARKS.sub("", name))
    for first, last in itertools.combinations(range(len(words) + 1), 2):
        if last - first <= longest:
            yield tuple(words[first:last])


@functools.lru_cache(maxsize=65_536)
def _readings_of_word(word: str) -> tuple[str, ...]:
    if not is_in_arabic(word):
        folded = fold(word).replace(" ", "")
        # « Abdelrahman » and « Abdul Rahman »; but the whole of « Abdoulaye » is a name
        servant = re.sub(r"^abd[aeiou]+[lr](?=..|$)", "abd", folded)
        # « Saleh » sounds its h, « Fatimah » does not
        silent = re.sub("(?<=[aeiou])h$", "", servant)
        readings = map(_consonants, (folded, servant, silent))
    else:
        bare = _MARKS.sub("", word).removeprefix(_ARTICLE).removesuffix(_SILENT)
        if bare.startswith(_SERVANT + _ARTICLE):
            bare = bare.replace(_ARTICLE, "", 1)
        choices = map(_readings_of_letter, bare)
        readings = map("".join, itertools.islice(itertools.product(*choices), _MOST_READINGS))
    return tuple(dict.fromkeys(readings))


@functools.cache
def _readings_of_letter(letter: str) -> tuple[str, ...]:
    """A letter of Arabic script by itself: « ز » before « ه » is no « zh »."""
    return _TWO_READINGS.get(letter, (_consonants(fold(anyascii(letter))),))


def _consonants(latin: str) -> str:
    consonants = latin
    for pattern, sound in _COMPILED:
        consonants = pattern.sub(sound, consonants)
    return consonants


def _one_sound_once(consonants: str) -> str:
    return re.sub(r"([a-z])\1+", r"\1", consonants)


def _is_particle(word: str) -> bool:
    return word in _PARTICLES or fold(word) in person_words().particles
