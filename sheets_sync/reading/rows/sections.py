"""Section titles between the rows of a tab: « REFUSÉS », « Liste d'attente », « Sortis ».

Who stands below one that says so was never in the programme, and is no participant.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from forms.definition_file import Definition, parse, read_yaml
from forms.words import fold, words_and_beginnings

_FILE = Path(__file__).with_name("sections.yaml")
Kind: TypeAlias = Literal["aside", "left", "back"]


class _SectionWords(Definition):
    aside: tuple[str, ...]
    left: tuple[str, ...]
    back: tuple[str, ...]
    around: tuple[str, ...]
    longest: int


@dataclass
class Section:
    """A section of a tab.

    Attributes:
        cell: the address of its title; row: the sheet's number of that.
        rows: the sheet's numbers of the entries below it.
    """

    kind: Kind
    cell: str
    row: int
    rows: list[int] = field(default_factory=list)


def section_kind(text: str) -> Kind | None:
    """The kind of section that a text alone on its row begins; None where it is no such title.

    What is said of people first wins: « Candidats refusés », « Salariés sortis ».
    """
    lists, words = _section_words(), fold(text).split()
    if not words or len(words) > lists.longest:
        return None
    kinds: Sequence[tuple[Kind, tuple[str, ...]]] = (
        ("aside", lists.aside),
        ("left", lists.left),
        ("back", lists.back),
    )
    for kind, known in kinds:
        if any(_stands_in(words, each) for each in known):
            return kind
    return None


def heads_whole_tab(text: str) -> bool:
    """True of a title above a table that says nothing else: « Liste d'attente 2026 ».

    « Suivi des salariés et candidats » is about others too.
    """
    lists = _section_words()
    words = [word for word in fold(text).split() if not word.isdigit()]
    others = [word for word in words if not is_one_of(word, lists.aside)]
    return len(others) < len(words) and all(is_one_of(word, lists.around) for word in others)


def _stands_in(words: Sequence[str], known: str) -> bool:
    """True if the word, or the words one after the other, stand among those of a title."""
    parts = known.split()
    starts = range(len(words) - len(parts) + 1)
    return any(all(map(matches_word, words[start:], parts)) for start in starts)


def is_one_of(word: str, known: tuple[str, ...]) -> bool:
    """True if a folded word is one of those known."""
    exact, beginnings = words_and_beginnings(known)
    return word in exact or word.startswith(beginnings)


def matches_word(word: str, known: str) -> bool:
    """True if a folded word is the known one, of which « * » leaves the end open."""
    if known.endswith("*"):
        return word.startswith(known[:-1])
    return word == known


@functools.cache
def _section_words() -> _SectionWords:
    return parse(read_yaml(_FILE), _SectionWords)
