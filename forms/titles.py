"""A column's title, and the field that its words name."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from forms.form import Combined, Form
from forms.words import fold_header


@dataclass(frozen=True)
class Header:
    """A column's title: `label`, and the merged `group` title above it ("" if none)."""

    label: str
    group: str = ""

    @property
    def text(self) -> str:
        """Both, as a person would say them."""
        return (
            f"{self.group} – {self.label}"
            if self.group and self.label
            else self.label or self.group
        )


class Titles:
    """The words of a form's column titles, ready to be looked up."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.exact: dict[str, str] = {
            fold_header(word): field.id
            for field in form.fields
            for word in (field.label, field.id, *field.headers)
        }
        self.own = {fold_header(word) for field in form.fields for word in (field.label, field.id)}
        self.combined: dict[str, Combined] = {
            fold_header(word): combined for combined in form.combined for word in combined.headers
        }

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one Titles a form, kept as long as the program runs
    def score(self, header: Header) -> tuple[str, float]:
        """The field whose title is nearest to `header`, and how near. ("", 0) if none is.

        1: the form's own words; 0.99: an alias; 0.98: either, but under a group title that says more; less: similar.
        """
        whole, label = fold_header(f"{header.group} {header.label}"), fold_header(header.label)
        if whole in self.exact:
            return self.exact[whole], 1.0 if whole in self.own else 0.99
        if label in self.exact:
            return self.exact[label], 0.98
        return max(
            (self._near(words) for words in {whole, label} if words),
            key=lambda pair: pair[1],
            default=("", 0.0),
        )

    def knows(self, text: str) -> bool:
        """Whether `text` is, folded, one of the form's titles."""
        return fold_header(text) in self.exact

    def split(self, header: Header) -> Combined | None:
        """How a column titled `header` that holds several fields is cut; None if it holds one."""
        return self.combined.get(fold_header(header.label))

    def count(self, headers: Sequence[Header]) -> int:
        """How many different fields these titles name almost surely: what makes a line a header line."""
        found: set[str] = set()
        for header in headers:
            if header.label and len(header.label) <= 80:
                if combined := self.split(header):
                    found.update(combined.fields)
                elif (named := self.score(header))[1] >= 0.88:
                    found.add(named[0])
        return len(found)

    def _near(self, words: str) -> tuple[str, float]:
        from rapidfuzz import fuzz, process

        best, score = "", 0.0
        for title, ratio, _ in process.extract(
            words, list(self.exact), scorer=fuzz.token_sort_ratio, limit=3, score_cutoff=70
        ):
            if ratio / 100 * 0.97 > score:
                best, score = self.exact[title], ratio / 100 * 0.97
        mine = set(words.split())
        for title, field in self.exact.items():
            theirs = set(title.split())
            if (len(theirs) > 1 or len(title) >= 8) and theirs < mine:
                inside = 0.92 - 0.04 * (len(mine) - len(theirs)) + 0.001 * len(title)
                if inside > score:
                    best, score = field, inside
        return best, max(score, 0.0)


@functools.lru_cache(maxsize=32)
def titles(form: Form) -> Titles:
    """`Titles` of `form`, made once."""
    return Titles(form)
