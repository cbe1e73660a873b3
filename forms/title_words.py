"""Words that change the sense of a column title: « Date de sortie **prévue** »."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.form import Field, FieldType

_FILE = Path(__file__).parent / "title_words.yaml"


class SenseWords(Definition):
    """Words that make another title of a known one, and why.

    Attributes:
        words: folded as titles are; `*` at the end takes every ending.
        fields, types: the fields that they change the sense of; every one where both are empty.
        group: whether they count as well in the group title above.
    """

    words: tuple[str, ...]
    why: str
    fields: tuple[str, ...] = ()
    types: tuple[FieldType, ...] = ()
    group: bool = False

    def concern(self, field: Field) -> bool:
        """True if they change the sense of the titles of `field`."""
        if not self.fields and not self.types:
            return True
        return field.id in self.fields or field.type in self.types

    def include(self, word: str) -> bool:
        """True if `word` is one of them."""
        exact, beginnings = _split(self.words)
        return word in exact or word.startswith(beginnings)


class TitleWords(Definition):
    """Words that change the sense of titles, that change nothing, and of columns that repeat.

    Attributes:
        months: for each month, its names. periods: longer ones, « T1 ».
        amendments: of a contract. totals: of the parts beside it.
    """

    changes: tuple[SenseWords, ...]
    neutral: frozenset[str]
    months: tuple[tuple[str, ...], ...]
    periods: tuple[str, ...]
    amendments: frozenset[str]
    totals: frozenset[str]


@functools.cache
def title_words() -> TitleWords:
    """The lists of title_words.yaml."""
    return parse(read_yaml(_FILE), TitleWords)


def without_neutral(words: str) -> str:
    """« nom beneficiaire » → « nom »."""
    neutral = title_words().neutral
    return " ".join(word for word in words.split() if word not in neutral)


@functools.lru_cache(maxsize=256)
def _split(words: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    exact = frozenset(word for word in words if not word.endswith("*"))
    return exact, tuple(word[:-1] for word in words if word.endswith("*"))


def changes_sense(extra_words: Iterable[str], field: Field, *, in_group: bool = False) -> bool:
    """True if a title of `field` means something else with these words more."""
    lists = [
        words
        for words in title_words().changes
        if words.concern(field) and (words.group or not in_group)
    ]
    return any(words.include(word) for word in extra_words for words in lists)
