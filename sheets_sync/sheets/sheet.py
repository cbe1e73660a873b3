"""A generated sheet, whatever program will show it: blocks of values with roles, charts, widths."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sheets_sync.sheets.content import Content, Role, Span


@dataclass(frozen=True)
class Block:
    """Values laid out from (`top`, `left`), from 0.

    Attributes:
        rows: each as long as `roles`.
        roles: the role of each column.
        span: how many cells each row is merged over; only for blocks of one column.
    """

    top: int
    left: int
    rows: Sequence[Sequence[Content]]
    roles: Sequence[Role]
    span: int = 1


SeriesStyle = Literal["full", "dotted", "dashed", "hollow", "points"]


class Series(NamedTuple):
    """One set of points of a chart, joined or as columns.

    Attributes:
        style: a full, dotted or dashed line; columns that are hollow; or single points, each with
            its value above it.
        label_below: whether the value of a point stands below it.
    """

    name: str
    values: Span
    colour: str
    style: SeriesStyle = "full"
    label_below: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart placed over the cells from (`top`, `left`), `width` by `height` in pixels.

    Attributes:
        title: "" where a cell above it says what it shows.
        description: what a screen reader reads out.
        stacked: whether columns or bars of the same category stand on one another.
        highest: where the axis of values ends; None: where the program wants.
        every: of how many categories one is named.
    """

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
    stacked: bool = False
    highest: float | None = None
    every: int = 1


class DataValidation(NamedTuple):
    """The entries that are expected in `cells`.

    What does not fit is questioned, never refused: people know things that lists do not.

    Attributes:
        kind: one of a list, a day, a number, a whole number, or a text of some length.
        prompt: shown beside the cell while it is filled in; "" for none.
        message: shown where the entry does not fit.
        low, high: the bounds, both included; None: open on that side.
        source: for a list, the tab and the cells of it that hold the choices.
    """

    cells: Span
    kind: Literal["list", "date", "number", "whole", "length"]
    prompt: str
    message: str
    low: float | date | None = None
    high: float | date | None = None
    source: tuple[str, Span] | None = None


class ConditionalFormat(NamedTuple):
    """Cells that look like `role` where a formula is true, written in A1 style for their first."""

    cells: Span
    formula: str
    role: Role


class Filtered(NamedTuple):
    """A filter that is set when people open the sheet.

    Attributes:
        column: the one it looks at; texts: those of it that are shown; hidden_texts: the others.
        hidden_rows: the rows that are not shown.
    """

    column: int
    texts: Sequence[str]
    hidden_texts: Sequence[str]
    hidden_rows: Sequence[int]


class Landmark(NamedTuple):
    """A heading at its place."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """A generated tab. Rows and columns are counted from 0.

    Attributes:
        widths: column → width in characters.
        heights: row → height in points.
        freeze: (rows, columns) that stay in sight.
        filter: the table that gets filter buttons.
        below: (cells, limit, role): numbers under `limit` look like `role`.
        page_breaks: rows before which a printed page ends.
        printed: how many columns a printed page has; 0: all.
        footer: what stands at the foot of a printed page; "": the name of the tab.
        colour: of the tab.
        lists: (cells, choices) that a person may fill in.
        filled: other cells that people fill in; elsewhere what is typed is questioned.
        columns: column → role of its cells that are still to be filled in, below what is frozen.
        notes: cell (row, column) → help that shows beside it.
        data_validations, conditional_formats: for cells that people fill in.
        filtered: which rows of the filter's are before people who open it.
        former_landmarks: those that the tab had when it was laid out otherwise.
        is_staffs: made once for people to work in; from then on it is theirs.
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
    footer: str = ""
    gridlines: bool = True
    colour: str = "#1F5C7A"
    lists: Sequence[tuple[Span, Sequence[str]]] = ()
    filled: Sequence[Span] = ()
    columns: Mapping[int, Role] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    data_validations: Sequence[DataValidation] = ()
    conditional_formats: Sequence[ConditionalFormat] = ()
    former_landmarks: Sequence[Sequence[Landmark]] = ()
    is_staffs: bool = False
    filtered: Filtered | None = None

    @functools.cached_property
    def hidden_rows(self) -> frozenset[int]:
        """The rows that its filter leaves out."""
        return frozenset(self.filtered.hidden_rows if self.filtered else ())

    @property
    def open_cells(self) -> list[Span]:
        """Cells that people fill in."""
        return [*(cells for cells, _ in self.lists), *self.filled]

    @property
    def landmarks(self) -> list[Landmark]:
        """Its first three headings: a tab of ours is known again by them."""
        headings = itertools.chain.from_iterable(map(_headings, self.blocks))
        return list(itertools.islice(headings, 3))


def _headings(block: Block) -> Iterator[Landmark]:
    """The headers and titles of sections among the first three rows of a block."""
    for row, cells in enumerate(block.rows[:3], block.top):
        for column, (text, role) in enumerate(zip(cells, block.roles, strict=True), block.left):
            # Not the titles: they name the programme and the day, which change from run to run.
            if role in ("header", "section") and isinstance(text, str) and text:
                yield Landmark(row, column, text)
