"""What a tab of the staff gets beside and below what it has: columns, rows, values in place of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.values import Cell
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import DataValidation


class NewColumn(NamedTuple):
    """A column that a tab of the staff gets: its title at (`row`, `column`), the help beside it, what is to be entered below."""

    row: int
    column: int
    title: str
    help: str
    check: DataValidation | None


class NewRow(NamedTuple):
    """An entry that a tab of the staff gets on an empty line: column → value, in the look that the cells of line `like` have (None: of none).

    A day is written as one only in the columns of `dated`, where cells are known to be shown as days; elsewhere as text.
    """

    row: int
    cells: Mapping[int, Content]
    like: int | None = None
    dated: frozenset[int] = frozenset()


class Edit(NamedTuple):
    """A cell (from 0) of a tab of the staff that gets a value, or is emptied (None), in the place of `was`, what was read there.

    A day is written as one only where `dated`; an empty cell then gets the look of the same cell of line `like`, or of its column.
    """

    row: int
    column: int
    was: Cell
    now: Content
    dated: bool = False
    like: int | None = None


class Additions(NamedTuple):
    """What a tab of the staff gets beside and below what it has, and what of it is to be another."""

    columns: Sequence[NewColumn] = ()
    rows: Sequence[NewRow] = ()
    edits: Sequence[Edit] = ()
