"""Decisions on the columns of a table: which is which field, and what is not sure."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, TypeAlias

from forms.headers.evidence import Evidence
from forms.headers.shared.definitions import Combined
from forms.headers.shared.repeated import Repeated
from forms.headers.shared.several import SeveralColumns
from forms.headers.shared.spread import Spread

How: TypeAlias = Literal["config", "header", "near", "content", "spread", "repeated", "several"]
"""`near`: by a title that is not word for word one of the field's."""


@dataclass(frozen=True)
class Match:
    """A column (from 0; the first, where the field is spread) taken for a field.

    Attributes:
        confidence: from 0 to 1, see `Decision`. how: by what it was found.
        rivals: the fields that the column may as well be.
        together: the columns that may be the field as a sum; none where it is one column.
    """

    field: str
    column: int
    confidence: float
    how: How
    header: str
    rivals: tuple[str, ...] = ()
    together: tuple[int, ...] = ()


@dataclass(frozen=True)
class Decision:
    """Decision on one column (from 0), and what came second.

    Attributes:
        fields: what it is, or may be; none where nothing speaks for any. is_read: whether it is.
        confidence: from 0 to 1; what speaks for it, less where the next best is nearly as good.
        runner_up: the field that it is in the next best assignment; "" where it is none there.
        other: the column that is the field in the next best assignment; None where none is.
        evidence: what speaks for it; None for what config says and for columns taken together.
    """

    column: int
    title: str
    fields: tuple[str, ...] = ()
    how: How | Literal[""] = ""
    confidence: float = 0.0
    is_read: bool = False
    runner_up: str = ""
    other: int | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Matching:
    """All that was decided on the columns of one table."""

    matches: Mapping[str, Match]
    combined: Mapping[int, Combined] = attribute(default_factory=dict)
    spread: Mapping[str, Spread] = attribute(default_factory=dict)
    uncertain: tuple[Match, ...] = ()
    extra: Mapping[int, str] = attribute(default_factory=dict)
    lost: Mapping[str, str] = attribute(default_factory=dict)
    """Field → the column that config names for it and the table has not."""
    repeated: Mapping[str, Repeated] = attribute(default_factory=dict)
    competing: Mapping[str, tuple[int, ...]] = attribute(default_factory=dict)
    """Field → the columns with a title of its own that are not read, as another one is."""
    parts: Mapping[int, str] = attribute(default_factory=dict)
    """The columns of `repeated` fields, each with a name of its own."""
    titles: tuple[str, ...] = ()
    """The title of every column, or its letter."""
    names: tuple[str, ...] = ()
    """Names of all columns for config: as `NamedColumns.name`."""
    decisions: tuple[Decision, ...] = ()
    """Decision on each column that has a title or cells."""
    several: tuple[SeveralColumns, ...] = ()
    """Columns of which a cell holds several answers, each a field of its own."""
    service: tuple[int, ...] = ()
    """The columns that a service of online forms added: who answered, and when."""

    @property
    def columns(self) -> frozenset[int]:
        """Every column that holds a field."""
        columns = {match.column for match in self.matches.values()} | set(self.combined)
        for spread in self.spread.values():
            columns |= set(spread.columns)
        for repeated in self.repeated.values():
            columns |= set(repeated.columns)
        for each in self.several:
            columns |= set(each.columns)
        return frozenset(columns)


@functools.lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """Column 0 → `A`, 26 → `AA`."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_position(cell: str) -> tuple[int, int]:
    """Row and column, from 1, of `F12`."""
    name = cell.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter.upper()) - 64
    return int(cell[len(name) :]), column
