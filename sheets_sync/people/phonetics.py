"""Hold names against one another by how they sound: one name, written by three clerks."""

from __future__ import annotations

import functools
import re

from rapidfuzz.distance import OSA

SAME, CUT_SHORT = 1.0, 0.9
_SHORTEST_SHARED = 3
# French, English and Turkish spellings of the same sounds are brought together, in this order:
# a pattern sees what those before it made.
_SOUNDS = (
    ("ou|oo|w", "u"),
    ("ee|ij|y", "i"),
    ("sch|sh|ch", "s"),
    ("dj|dz|j", "j"),
    ("ph", "f"),
    ("kh|q|ck|c(?=[aou]|$|[^eiy])", "k"),
    ("th", "t"),
    ("dh", "d"),
    ("gh", "g"),
    ("(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    ("(?<=[^aeiou])h", ""),
    ("(?<=..)e$", ""),
    ("e", "a"),
    ("o", "u"),
    (r"([a-z])\1+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in _SOUNDS)
_PARTICLES = frozenset({"al", "el", "ben", "bin", "ibn", "de", "da", "ul", "ould"})


@functools.lru_cache(maxsize=262_144)
def phonetic_key(name: str) -> str:
    """A folded name as it sounds, in one word: « mohamed » and « mohammad » meet.

    So do « abdul rahman » and « abdoulrahmane ».
    """
    text = "".join(name.split())
    for pattern, sound in _COMPILED:
        text = pattern.sub(sound, text)
    return text


def name_similarity(one: str, other: str) -> float:
    """1 where two folded names sound the same, 0.9 where one is the other cut short.

    Else the share of letters that are the same in the same order (optimal string alignment).
    """
    if not one or not other:
        return 0.0
    key, other_key = phonetic_key(one), phonetic_key(other)
    if key == other_key:
        return SAME
    if _is_cut_short(one, other):
        return CUT_SHORT
    return OSA.normalized_similarity(key, other_key)


def _is_cut_short(one: str, other: str) -> bool:
    """« bah camara » and « camara »: every word of one is in the other."""
    words, others = _phonetic_words(one), _phonetic_words(other)
    shared = words & others
    is_part = bool(shared) and shared in (words, others)
    return is_part and max(map(len, shared)) >= _SHORTEST_SHARED


def _phonetic_words(name: str) -> set[str]:
    return {phonetic_key(word) for word in name.split()} - _PARTICLES
