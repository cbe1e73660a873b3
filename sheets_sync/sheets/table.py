"""A table is its columns: header, cells, total, width, look and threshold of each come from one object.

people = Column[Member]("Participants", "count", lambda member: member.present, total=True)
table = Table([name, people], members)
table.at(top=3, left=0)   # where it stands in a sheet: blocks, widths, the cells of each column
table.as_text()           # the same in a terminal
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from forms.columns import letters
from sheets_sync import french
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span
from sheets_sync.sheets.sheet import Block

Row = TypeVar("Row")
_TOTALS: Mapping[Role, Role] = {
    "percent": "total_percent",
    "euro": "total_euro",
    "decimal": "total_decimal",
}
_WRITTEN: Mapping[Role, Callable[[float], str]] = {
    "percent": french.percent,
    "euro": french.euros,
}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: what it is called, how its cells look, and what stands in them.

    Attributes:
        value: from a row to its cell; None leaves the cell empty.
        width: in characters; None: whatever the sheet gives the others.
        total: what stands in the row of totals: True for the sum of the column's numbers as a live
            formula, a value, or None for nothing.
        minimum: a number under it is marked, where the column has a target.
    """

    label: str
    role: Role
    value: Callable[[Row], Content]
    width: float | None = None
    total: Content | bool = None
    minimum: float | None = None


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Columns and rows; `total` is what the row of totals is called, None where there is none."""

    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    total: str | None = None

    def at(self, top: int, left: int) -> PlacedTable[Row]:
        """The table with its header's first cell at (`top`, `left`), from 0."""
        return PlacedTable(self, top, left)

    def as_text(self, header: bool = True) -> str:
        """Header, rows and total in columns that line up: texts to the left, numbers to the right.

        A column is at least as wide as its `width`.
        """
        lines = [[column.label for column in self.columns]] if header else []
        lines += [
            [_as_text(column, column.value(row)) for column in self.columns] for row in self.rows
        ]
        if self.total is not None:
            lines.append(self._total_as_text())
        if not lines:
            return ""
        texts = zip(*lines, strict=True)
        widths = [_text_width(c, cells) for c, cells in zip(self.columns, texts, strict=True)]
        numbers = [column.role not in _TEXTS for column in self.columns]
        return "\n".join(_aligned(line, widths, numbers) for line in lines)

    def sum_of(self, column: Column[Row]) -> float:
        """The sum of the numbers in a column."""
        values = [column.value(row) for row in self.rows]
        return sum(value for value in values if isinstance(value, int | float))

    def _total_as_text(self) -> list[str]:
        first, *others = self.columns
        texts = [self.total or _as_text(first, _text_total(self, first))]
        return texts + [_as_text(column, _text_total(self, column)) for column in others]


@dataclass(frozen=True)
class PlacedTable(Generic[Row]):
    """A table where it stands in a sheet; rows and columns of the sheet are counted from 0."""

    table: Table[Row]
    top: int
    left: int
    _places: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places = {column.label: self.left + nth for nth, column in enumerate(self.table.columns)}
        object.__setattr__(self, "_places", places)

    @property
    def bottom(self) -> int:
        """The first row below it, the row of totals included."""
        return self.top + 1 + len(self.table.rows) + (self.table.total is not None)

    @property
    def whole(self) -> Span:
        """Header and rows, without the total; one empty row where there are none."""
        rows, columns = max(1, len(self.table.rows)), len(self.table.columns)
        return Span(self.top, self.left, self.top + rows, self.left + columns - 1)

    @property
    def widths(self) -> dict[int, float]:
        """Column of the sheet → its width, for those that say one."""
        columns = self.table.columns
        return {self._places[c.label]: c.width for c in columns if c.width is not None}

    def cells(self, label: str) -> Span:
        """The cells under the header `label`; KeyError if there is no such column."""
        column = self._places[label]
        return Span(self.top + 1, column, self.top + max(1, len(self.table.rows)), column)

    def letter(self, label: str) -> str:
        """The letter of the column of header `label`."""
        return letters(self._places[label])

    @property
    def blocks(self) -> list[Block]:
        """Header, rows, and total."""
        columns, rows = self.table.columns, self.table.rows
        header: Sequence[Role] = ["header"] * len(columns)
        blocks = [Block(self.top, self.left, [[column.label for column in columns]], header)]
        if rows:
            cells = [[column.value(row) for column in columns] for row in rows]
            blocks.append(Block(self.top + 1, self.left, cells, [c.role for c in columns]))
        if self.table.total is not None:
            blocks.append(self._total())
        return blocks

    @property
    def below(self) -> list[tuple[Span, float, Role]]:
        """The cells to mark where their number is under their column's minimum."""
        columns = self.table.columns
        return [(self.cells(c.label), c.minimum, "bad") for c in columns if c.minimum is not None]

    def _total(self) -> Block:
        first, *others = self.table.columns
        values: list[Content] = [self.table.total if first.total is None else self._sum(first)]
        values += [self._sum(column) for column in others]
        roles: list[Role] = [_TOTALS.get(column.role, "total") for column in self.table.columns]
        return Block(self.bottom - 1, self.left, [values], roles)

    def _sum(self, column: Column[Row]) -> Content:
        if column.total is not True:
            return None if column.total is False else column.total
        letter, cells = self.letter(column.label), self.cells(column.label)
        formula = f"=SUM({letter}{cells.top + 1}:{letter}{cells.bottom + 1})"
        return Formula(formula, self.table.sum_of(column))


_TEXTS: frozenset[Role] = frozenset({"text", "strong", "wrap", "note", "link", "answer"})


def _text_total(table: Table[Row], column: Column[Row]) -> Content:
    if column.total is True:
        return table.sum_of(column)
    return None if column.total is False else column.total


def _as_text(column: Column[Row], value: Content) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return french.day(value)
    if isinstance(value, int | float):
        return _WRITTEN.get(column.role, french.number)(value)
    return str(value.text if isinstance(value, Link) else value)


def _text_width(column: Column[Row], texts: Sequence[str]) -> int:
    return max(int(column.width or 0), *map(len, texts))


def _aligned(texts: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    cells = [
        text.rjust(width) if is_number else text.ljust(width)
        for text, width, is_number in zip(texts, widths, numbers, strict=True)
    ]
    return "  ".join(cells).rstrip()
