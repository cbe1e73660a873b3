"""A table is its columns: header, cells, total, width, look and threshold of each are one object.

people = Column[Member]("Participants", "count", lambda member: member.present, total=True)
table = Table([name, people], members, total="Ensemble")
table.at(top=3, left=0)   # where it stands in a sheet: blocks, widths, the cells of each column
table.as_text()           # the same in a terminal
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from forms.headers.matching import letters
from sheets_sync import french
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block

Row = TypeVar("Row")
_TOTALS: Mapping[Role, Role] = {
    "count": "total_count",
    "percent": "total_percent",
    "euro": "total_euro",
    "decimal": "total_decimal",
    "cell_count": "total_count",
    "cell_percent": "total_percent",
    "cell_euro": "total_euro",
    "cell_gap": "total_gap",
    "cell_counts": "total_counts",
}
# The roles of numbers, and how a terminal shows them; all other roles are those of texts.
_NUMBERS: Mapping[Role, Callable[[float], str]] = {
    "count": french.number,
    "decimal": lambda value: french.number(value, 1),
    "percent": french.percent,
    "euro": french.euros,
    "entry_number": french.number,
    "field_number": french.number,
    "cell_count": french.number,
    "cell_percent": french.percent,
    "cell_euro": french.euros,
    "cell_gap": french.euros,
}
_HEADERS: Mapping[Role, Role] = {
    "cell_counts": "header_indented",
    "cell_soft": "header_indented",
}
# A column that only keeps two others apart: its cells are empty, and have their lines.
GUTTER = ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: what it is called, how its cells look, and what stands in them.

    Attributes:
        label: its header; no two columns of a table have the same, but for `GUTTER`.
        value: from a row to its cell; None leaves the cell empty.
        width: in characters, in a terminal at least that; None: whatever the sheet gives the
            others, in a terminal as wide as its longest text.
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

    @property
    def total_role(self) -> Role:
        """The role of its cell in the row of totals."""
        return _TOTALS.get(self.role, "total")


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Columns and rows; `total` is what the row of totals is called, None where there is none.

    Raises:
        ValueError: two columns have the same label, by which a column is found.
    """

    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    total: str | None = None

    def __post_init__(self) -> None:
        labels = Counter(column.label for column in self.columns if column.label != GUTTER)
        for label, count in labels.most_common(1):
            if count > 1:
                raise ValueError(f"two columns are called {label!r}")

    def at(self, top: int, left: int) -> PlacedTable[Row]:
        """The table with its header's first cell at (`top`, `left`), from 0."""
        return PlacedTable(self, top, left)

    def cells_of(self, column: Column[Row]) -> list[Content]:
        """Cells of a column, row after row."""
        return [column.value(row) for row in self.rows]

    def sum_of(self, column: Column[Row]) -> float:
        """The sum of the numbers in a column, the values of its formulas among them."""
        values = map(_value_of, self.cells_of(column))
        return sum(value for value in values if isinstance(value, int | float))

    def as_text(self, gap: str = "  ", header: bool = True) -> str:
        """Header, rows and total in columns that line up: texts to the left, numbers to the right.

        Args:
            gap: what stands between two columns.
            header: whether the labels are shown.
        """
        columns = [_text_column(self, column) for column in self.columns]
        labels, *rows = (gap.join(cells).rstrip() for cells in zip(*columns, strict=True))
        return "\n".join([labels, *rows] if header else rows)


@dataclass(frozen=True)
class PlacedTable(Generic[Row]):
    """A table where it stands in a sheet; rows and columns of the sheet are counted from 0.

    Where it has no rows, one empty row stands below the header: a filter needs one, and the sum of
    none at all would be that of the total itself.
    """

    table: Table[Row]
    top: int
    left: int

    @property
    def bottom(self) -> int:
        """The first row below it, the row of totals included."""
        has_total = self.table.total is not None
        return self._last_row + 1 + has_total

    @property
    def whole(self) -> Span:
        """Header and rows, without the total."""
        return Span(self.top, self.left, self._last_row, self.left + len(self.table.columns) - 1)

    @property
    def widths(self) -> dict[int, float]:
        """Column of the sheet → its width, for those that have one."""
        columns = enumerate(self.table.columns, self.left)
        return {index: column.width for index, column in columns if column.width is not None}

    @property
    def blocks(self) -> list[Block]:
        """Header, rows, and total."""
        columns, rows = self.table.columns, self.table.rows
        blocks = [self._header()]
        if rows:
            cells = list(zip(*map(self.table.cells_of, columns), strict=True))
            roles = [column.role for column in columns]
            blocks.append(Block(self.top + 1, self.left, cells, roles))
        if self.table.total is not None:
            blocks.append(self._total(self.table.total))
        return blocks

    @property
    def below(self) -> list[tuple[Span, float, Role]]:
        """The cells to mark where their number is under their column's minimum."""
        return [
            (self.cells(column.label), column.minimum, "bad")
            for column in self.table.columns
            if column.minimum is not None
        ]

    def column(self, label: str) -> int:
        """The column of the sheet that has the header `label`; KeyError if there is none."""
        for number, column in enumerate(self.table.columns, self.left):
            if column.label == label:
                return number
        raise KeyError(label)

    def letter(self, label: str) -> str:
        """The letter of that column, as formulas have it."""
        return letters(self.column(label))

    def cells(self, label: str) -> Span:
        """The cells under the header `label`; KeyError if there is no such column."""
        column = self.column(label)
        return Span(self.top + 1, column, self._last_row, column)

    def cell(self, label: str, number: int) -> Span:
        """The cell under the header `label` in the row of that number, from 0."""
        row, column = self.top + 1 + number, self.column(label)
        return Span(row, column, row, column)

    @property
    def _last_row(self) -> int:
        return self.top + max(1, len(self.table.rows))

    def _header(self) -> Block:
        columns = self.table.columns
        roles = [_header_role(column.role) for column in columns]
        return Block(self.top, self.left, [[column.label for column in columns]], roles)

    def _total(self, name: str) -> Block:
        columns = self.table.columns
        values = _with_name([self._total_of(column) for column in columns], name)
        return Block(self.bottom - 1, self.left, [values], [c.total_role for c in columns])

    def _total_of(self, column: Column[Row]) -> Content:
        if column.total is not True:
            return column.total
        letter, cells = self.letter(column.label), self.cells(column.label)
        formula = f"=SUM({letter}{cells.top + 1}:{letter}{cells.bottom + 1})"
        return Formula(formula, self.table.sum_of(column))


def _header_role(role: Role) -> Role:
    """A header stands above its cells: to the right above numbers, as far in as counts are."""
    if role in _NUMBERS:
        return "header_number"
    return _HEADERS.get(role, "header")


def _with_name(totals: Sequence[Content], name: str) -> list[Content]:
    """A row of totals with its name in the first cell, unless that has a total of its own."""
    first, *others = totals
    return [name if first is None else first, *others]


def _value_of(cell: Content) -> str | float | date | None:
    """The value that a cell shows; None where it shows a chart or nothing."""
    if isinstance(cell, Sparkline):
        return None
    if isinstance(cell, Formula):
        return cell.value
    if isinstance(cell, Link):
        return cell.text
    return cell


def _text_column(table: Table[Row], column: Column[Row]) -> list[str]:
    """Header, cells and total of a column as texts of one width."""
    texts = [column.label, *(_cell_text(column.role, cell) for cell in table.cells_of(column))]
    if table.total is not None:
        texts.append(_total_as_text(table, column))
    width = max(int(column.width or 0), *map(len, texts))
    align = str.rjust if column.role in _NUMBERS else str.ljust
    return [align(text, width) for text in texts]


def _total_as_text(table: Table[Row], column: Column[Row]) -> str:
    if column.total is True:
        return _cell_text(column.role, table.sum_of(column))
    if column.total is None and column is table.columns[0]:
        return table.total or ""
    return _cell_text(column.role, column.total)


def _cell_text(role: Role, cell: Content) -> str:
    value = _value_of(cell)
    if isinstance(value, date):
        return french.day(value)
    if isinstance(value, int | float):
        return _NUMBERS.get(role, french.number)(value)
    return value or ""
