"""Spellings of names from other alphabets: « Chevtchouk », « Shevchuk » and « Шевчук » are one.

French, English and German write the same Cyrillic letters in their own way, and offices mix them.
What is brought together here is too much for one name alone: « g » and « h », « ch » and « ts ».
"""

from __future__ import annotations

import functools
import re

FEWEST_LETTERS, FEWEST_OF_BOTH, FEWEST_OF_FAMILY = 3, 7, 5
"""Of the key of each name, of both together, and of a family name beside a title or an initial."""
ARTICLES = frozenset({"al", "el"})
"""« Al-Husseini », « El Husseini » and « Husseini » are one."""
_SPELLINGS = (
    # « Abd el Rahman », « Abdul Rahman », « Abderrahmane »
    (r"^abd[aeiou]+(?:l|([dnrstz])(?=\1))", "abd"),
    ("^[ae]l(?=[^aeiou].{4})", ""),
    ("(?:sh|s|ch)(?:tch|ch)", "s"),
    ("tsch|tch|sch|sh|ch|cz|sz|tz|ts", "s"),
    ("kh|gh|gu(?=[ei])|g", "h"),
    ("ck|q|c(?=[^ei]|$)", "k"),
    ("c", "s"),
    ("x", "ks"),
    ("ph", "f"),
    ("th", "t"),
    ("w|f+$", "v"),
    ("ou|oo", "u"),
    ("^[iyj]?e", "e"),
    ("[iyj]+", "i"),
    # Arabic writes no short vowel: « Khalid » and « Khaled », « Yusuf » and « Youcef »
    ("(?<=[^aeiou])[ei](?=[^aeiou]$)", "e"),
    ("^iu(s+)[eiu]v$", "iusev"),
    ("(?<=...)[ei]+$", ""),
    (r"([a-z])\1+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), spelling) for pattern, spelling in _SPELLINGS)


@functools.lru_cache(maxsize=262_144)
def romanised_key(folded: str) -> str:
    """A folded name as one word, the same however its letters were put into Latin ones."""
    key = "".join(word for word in folded.split() if word not in ARTICLES)
    for pattern, spelling in _COMPILED:
        key = pattern.sub(spelling, key)
    return key
