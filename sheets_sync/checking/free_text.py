"""Look into free text for what must not stand there: social security numbers, health, justice, beliefs, judgements, contacts."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from forms.definition import sensitive
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


def categories(text: str) -> Sequence[str]:
    """The labels of the categories of `forms/sensitive.yaml` that a text touches; none for most."""
    folded = fold(text)
    return [
        label
        for label, words, patterns in _known()
        if (words and words.search(folded)) or any(p.search(text) for p in patterns)
    ]


@functools.cache
def _known() -> list[tuple[str, re.Pattern[str] | None, list[re.Pattern[str]]]]:
    found = []
    for category in sensitive().values():
        words = "|".join(
            re.escape(fold(word)) + (r"\w*" if word.endswith("*") else "")
            for word in category.words
        )
        whole = re.compile(rf"\b(?:{words})\b") if words else None
        found.append(
            (
                category.label,
                whole,
                [re.compile(pattern, re.IGNORECASE) for pattern in category.patterns],
            )
        )
    return found
