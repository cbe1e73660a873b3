"""A generated sheet, whatever program will show it: blocks of values with roles, charts, widths, freeze, filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sheets_sync.sheets.content import Content, Role, Span


@dataclass(frozen=True)
class Block:
    """Values laid out from (`top`, `left`), from 0; `roles[i]` is the role of the i-th column. `span` merges one row."""

    top: int
    left: int
    rows: Sequence[Sequence[Content]]
    roles: Sequence[Role]
    span: int = 1


class Series(NamedTuple):
    """One line or set of columns of a chart."""

    name: str
    values: Span
    colour: str


@dataclass(frozen=True)
class Chart:
    """A native chart placed over the cells from (`top`, `left`); `description` is what a screen reader says."""

    kind: Literal["line", "column", "bar"]
    title: str
    categories: Span
    series: Sequence[Series]
    top: int
    left: int
    width: int
    height: int
    description: str
    percent: bool = False


class DataValidation(NamedTuple):
    """What is wanted in `cells`: one of a list that stands in cells of another tab, a day, a number, or a text of some length.

    What does not fit is questioned, never refused: people know things that lists do not. `prompt` is shown beside the cell that is being
    filled in, `message` where the entry does not fit.
    """

    cells: Span
    kind: Literal["list", "date", "number", "whole", "length"]
    prompt: str
    message: str
    low: float | date | None = None
    high: float | date | None = None
    source: tuple[str, Span] | None = None


class ConditionalFormat(NamedTuple):
    """Cells that look like `role` where a formula, written in A1 style for their first cell, is true."""

    cells: Span
    formula: str
    role: Role


@dataclass(frozen=True)
class Sheet:
    """A generated tab.

    Attributes:
        widths: column → width in characters; heights: row → points.
        freeze: (rows, columns) that stay in sight. filter: the table that gets filter buttons.
        below: (cells, limit, role) marks numbers under `limit`, of a column that has a target.
        lists: (cells, choices) that a person may fill in. filled: other cells that people fill in; elsewhere what is typed is questioned.
        page_breaks: rows before which a printed page ends.
        columns: column → look of its cells that are still to be filled in, below what is frozen.
        notes: cell (row, column) → help that shows beside it. data_validations, conditional_formats: for cells that people fill in.
        is_staffs: made once for people to work in; from then on it is theirs.
        printed: how many columns a printed page has; 0: all.
        scale: per cent of full size in print; 0: as small as it takes to be `pages_wide`.
    """

    name: str
    blocks: Sequence[Block]
    widths: Mapping[int, float]
    heights: Mapping[int, float]
    freeze: tuple[int, int] = (0, 0)
    filter: Span | None = None
    charts: Sequence[Chart] = ()
    below: Sequence[tuple[Span, float, Role]] = ()
    page_breaks: Sequence[int] = ()
    pages_wide: int = 1
    printed: int = 0
    scale: int = 0
    gridlines: bool = True
    colour: str = "#1F5C7A"
    lists: Sequence[tuple[Span, Sequence[str]]] = ()
    filled: Sequence[Span] = ()
    columns: Mapping[int, Role] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    data_validations: Sequence[DataValidation] = ()
    conditional_formats: Sequence[ConditionalFormat] = ()
    is_staffs: bool = False

    @property
    def open_cells(self) -> list[Span]:
        """Cells that people fill in."""
        return [*(cells for cells, _ in self.lists), *self.filled]

    @property
    def landmarks(self) -> list[tuple[int, int, str]]:
        """Row, column and text of its first three headings: a tab that has them at their places was made by us."""
        found = [
            (block.top + row, block.left + column, text)
            for block in self.blocks
            for row, cells in enumerate(block.rows[:3])
            for column, (text, role) in enumerate(zip(cells, block.roles, strict=True))
            if isinstance(text, str) and text and role in ("header", "section")
        ]
        return found[:3]
