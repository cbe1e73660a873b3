"""Whether a text is a reason: a refusal, a question and a bare « ok » accept nothing."""

from __future__ import annotations

import functools
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.values.choices import ticked
from forms.values.readers import PENDING
from forms.words import clean, fold

_FILE = Path(__file__).with_name("reasons.yaml")
_FEWEST_LETTERS = 3
"""A sign, a number and a date say why of nothing."""


class _NoReasons(Definition):
    """The lists of reasons.yaml, folded."""

    alone: frozenset[str]
    beginnings: tuple[str, ...]


def is_reason(text: str) -> bool:
    """True unless a text says yes, no, « not known yet », a question, or nothing in words."""
    text, words = clean(text), _no_reasons()
    folded = fold(text)
    letters = sum(map(str.isalpha, folded))
    if letters < _FEWEST_LETTERS or text.endswith("?") or ticked(text) is not None:
        return False
    # « pas accepté » refuses; « passage » does not begin with « pas »
    begins_as_none = f"{folded} ".startswith(tuple(f"{each} " for each in words.beginnings))
    return not begins_as_none and folded not in words.alone | PENDING


@functools.cache
def _no_reasons() -> _NoReasons:
    return parse(read_yaml(_FILE), _NoReasons)
