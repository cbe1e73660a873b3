"""A column's title, with those that stand above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.words import fold_header

IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Header:
    """A column's title: `label`, the merged `group` title above it, and what stands `over` that.

    Either is "" if there is none. `typed` is the title as it stands in the sheet, where `label` are
    only its words that say what it is.
    """

    label: str
    group: str = ""
    over: str = ""
    typed: str = ""

    @property
    def text(self) -> str:
        """All, as a person would say them."""
        if self.typed:
            return self.typed
        return " – ".join(part for part in (self.over, self.group, self.label) if part)

    @property
    def written(self) -> str:
        """The title of the column itself, as it stands in the sheet."""
        return self.typed or self.label


def words_in_brackets(label: str) -> list[str]:
    """The folded words of a title that stand in brackets."""
    return fold_header(" ".join(IN_BRACKETS.findall(label))).split()
