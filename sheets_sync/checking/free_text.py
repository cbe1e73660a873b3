"""Look into free text for what must not stand there: social security numbers, health, justice, beliefs, judgements, contacts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from forms.word_lists import Sensitive, load_sensitive_words
from forms.words import fold

NIR_REMOVED = "[n° de sécurité sociale retiré]"
_SPACING = re.compile(r"(?<=[\dABab])[\s.\-](?=[\dABab])")
# The same number with the spaces, full stops or hyphens that people put between its parts.
_NIR_AS_TYPED = re.compile(r"(?<!\d)[12378](?:[\s.\-]?[\dABab]){14}(?!\d)")
_NIR = re.compile(
    r"(?<!\d)([12378]\d{2}(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})(?!\d)",
    re.IGNORECASE,
)


def looks_like_nir(cell: str | float) -> bool:
    """15 characters with a right key (les-emplois, `validate_nir`): key = 97 − first 13 modulo 97, 2A as 19, 2B as 18."""
    if isinstance(cell, float):
        if not 1e14 <= cell < 9e14:
            return False
        cell = str(int(cell))
    return len(cell) >= 15 and any(map(_key_holds, _NIR.finditer(_SPACING.sub("", cell))))


def without_nir(text: str) -> str:
    """`text`, with `NIR_REMOVED` in the place of every number that `looks_like_nir`; such a number is repeated nowhere."""
    if not looks_like_nir(text):
        return text
    return _NIR_AS_TYPED.sub(
        lambda match: NIR_REMOVED if looks_like_nir(match[0]) else match[0], text
    )


def _key_holds(match: re.Match[str]) -> bool:
    number = int(match[1].upper().replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(match[2])


class SensitiveText:
    """Looks for what free text must not tell, by the words and patterns of `sensitive.yaml`."""

    def __init__(self, categories: Mapping[str, Sensitive]) -> None:
        self._patterns = {
            category.label: list(_patterns(category)) for category in categories.values()
        }

    def categories(self, text: str) -> list[str]:
        """The labels of the categories that a text touches; none for most."""
        folded = fold(text)
        return [
            label
            for label, patterns in self._patterns.items()
            if any(pattern.search(folded if is_word else text) for pattern, is_word in patterns)
        ]


@functools.cache
def our_sensitive_text() -> SensitiveText:
    """That of the words we ship, for where no consortium is concerned."""
    return SensitiveText(load_sensitive_words())


def _patterns(category: Sensitive) -> Iterator[tuple[re.Pattern[str], bool]]:
    """What to look for, and whether in the folded text (words) or in the text as typed."""
    words = "|".join(map(_word_pattern, category.words))
    if words:
        yield re.compile(rf"\b(?:{words})\b"), True
    for pattern in category.patterns:
        yield re.compile(pattern, re.IGNORECASE), False


def _word_pattern(word: str) -> str:
    any_ending = r"\w*" if word.endswith("*") else ""
    return re.escape(fold(word)) + any_ending
