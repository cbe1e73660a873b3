"""A column's title, and the field that its words name."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from forms.form import Combined, Form
from forms.words import fold_header

OWN_WORDS, ALIAS, UNDER_GROUP = 1.0, 0.99, 0.98
"""Scores: the form's own words; an alias; either, but under a group title that says more."""
ALMOST_SURE = 0.88
# A longer text in a row of headers is a note to whoever reads it.
_LONGEST_TITLE = 80
_LONG_WORD = 8
"""A single word as long as this says enough: « nationalité » in « nationalité (pays) »."""


@dataclass(frozen=True)
class Header:
    """A column's title: `label`, and the merged `group` title above it ("" if none)."""

    label: str
    group: str = ""

    @property
    def text(self) -> str:
        """Both, as a person would say them."""
        return " – ".join(part for part in (self.group, self.label) if part)


class Titles:
    """The words of a form's column titles, ready to be looked up."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.own: dict[str, str] = {}
        self.exact: dict[str, str] = {}
        self.combined: dict[str, Combined] = {}
        for field in form.fields:
            own = {fold_header(word): field.id for word in (field.label, field.id)}
            self.own |= own
            self.exact |= own | {fold_header(word): field.id for word in field.headers}
        for combined in form.combined:
            self.combined |= {fold_header(word): combined for word in combined.headers}

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def score(self, header: Header) -> tuple[str, float]:
        """The field whose title is nearest to `header`, and how near. ("", 0) if none is.

        `OWN_WORDS`, `ALIAS` or `UNDER_GROUP`; less: similar.
        """
        whole, label = fold_header(f"{header.group} {header.label}"), fold_header(header.label)
        if whole in self.exact:
            return self.exact[whole], OWN_WORDS if whole in self.own else ALIAS
        if label in self.exact:
            return self.exact[label], UNDER_GROUP
        # Only where nothing is exact: to look for the nearest takes long.
        near = [self._nearest(words) for words in dict.fromkeys((whole, label)) if words]
        return max(near, key=_score, default=("", 0.0))

    def knows(self, text: str) -> bool:
        """Whether `text` is, folded, one of the form's titles."""
        return fold_header(text) in self.exact

    def split(self, header: Header) -> Combined | None:
        """The fields that a column titled `header` holds together; None if it holds one."""
        return self.combined.get(fold_header(header.label))

    def count(self, headers: Sequence[Header]) -> int:
        """The number of fields that these titles name almost surely: it makes a header row."""
        fields: set[str] = set()
        for header in headers:
            if header.label and len(header.label) <= _LONGEST_TITLE:
                fields.update(self._named(header))
        return len(fields)

    def _named(self, header: Header) -> tuple[str, ...]:
        combined = self.split(header)
        if combined is not None:
            return combined.fields
        field, score = self.score(header)
        if score >= ALMOST_SURE:
            return (field,)
        return ()

    def _nearest(self, words: str) -> tuple[str, float]:
        return max(self._spelt_like(words), self._inside(words), key=_score)

    def _spelt_like(self, words: str) -> tuple[str, float]:
        """The title spelt most like `words`, in whatever order its words stand."""
        from rapidfuzz import fuzz, process

        match = process.extractOne(
            words, list(self.exact), scorer=fuzz.token_sort_ratio, score_cutoff=70
        )
        if match:
            return (self.exact[match[0]], match[1] / 100 * 0.97)
        return ("", 0.0)

    def _inside(self, words: str) -> tuple[str, float]:
        """The title all of whose words stand among `words`; the fewer others, the nearer."""
        mine = set(words.split())
        best = ("", 0.0)
        for title, field in self.exact.items():
            theirs = set(title.split())
            says_enough = len(theirs) > 1 or len(title) >= _LONG_WORD
            if says_enough and theirs < mine:
                # Few other words are better; of two titles as good, the longer says more.
                score = 0.92 - 0.04 * (len(mine) - len(theirs)) + 0.001 * len(title)
                best = max(best, (field, score), key=_score)
        return best


def _score(scored: tuple[str, float]) -> float:
    return scored[1]


@functools.lru_cache(maxsize=32)
def titles(form: Form) -> Titles:
    """`Titles` of `form`, made once."""
    return Titles(form)
