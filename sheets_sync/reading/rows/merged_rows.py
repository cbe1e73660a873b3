"""Cells that are merged over several rows: over the contracts of one person, or several people.

A spreadsheet keeps what is merged in the first row only; people read it on all of them. A family
name may be merged over several persons: their first names or birth dates tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from forms.form import Form
from forms.headers.columns import Matching
from forms.values import Cell, shown
from forms.words import fold
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import SharedCell, is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_EXIT = ("date_sortie", "motif_sortie", "sortie_duree_mois")
_OF_ONE_PERSON = ("date_naissance", "pass_iae", "sexe")
"""Fields that a cell over several people cannot say of each; nor can one of a number, a total."""


class MergedRow(NamedTuple):
    """A row under a merged name (indexes from 0).

    Attributes:
        top: the row that the name stands in; cells: the row with what is merged over it.
        person: the first row of the same person: this row itself, for the next of a family.
        own: its first column that is not merged.
        is_merged: whether the name is merged over it, and not just left out.
    """

    top: int
    person: int
    cells: Sequence[Cell]
    own: int
    is_merged: bool = True


class _TallCell(NamedTuple):
    """A cell that is merged over several rows, ends included."""

    top: int
    bottom: int
    column: int


def find_merged_rows(
    grid: Grid, body: Sequence[int], columns: TableColumns, counted: frozenset[int]
) -> Mapping[int, MergedRow]:
    """The rows of `body` under a name that begins above them, and that have something of their own.

    Args:
        counted: columns of numbers: a total over several rows is there once, and not on each.
    """
    tall = _tall_cells(grid)
    inside = set(body)
    names = [cell for cell in tall if cell.column in columns.names and cell.top in inside]
    merged_rows: dict[int, MergedRow] = {}
    for name in names:
        if is_blank(grid.rows[name.top][name.column]):
            continue
        person = name.top
        for index in range(name.top + 1, name.bottom + 1):
            # What is merged may reach below the last row that holds anything.
            if index not in inside or index in merged_rows:
                continue
            own = next(_filled_columns(grid.rows[index], columns.fields), None)
            if own is None:
                continue
            if _is_another(grid.rows[person], grid.rows[index], columns.persons):
                person = index
            cells = list(grid.rows[index])
            for cell in tall:
                is_over = name.top <= cell.top < index <= cell.bottom
                # Of what is merged over a whole family only the name is taken: the rest is told.
                is_theirs = cell.top >= person or cell.column in columns.names
                if is_over and is_theirs and cell.column not in counted:
                    cells[cell.column] = grid.rows[cell.top][cell.column]
            merged_rows[index] = MergedRow(name.top, person, cells, own)
    return merged_rows


def find_shared_cells(
    grid: Grid,
    entries: Sequence[int],
    columns: TableColumns,
    of_one: frozenset[int],
    merged: Mapping[int, MergedRow],
) -> list[SharedCell]:
    """The cells of fields that are merged over the entries of several people, names apart.

    « Référente » and « Date d'entrée » over a whole session are each one's.

    Args:
        of_one: columns of what is one person's. merged: the rows under a merged name.
    """
    inside, fields = set(entries), set(columns.fields) - columns.names
    found = []
    for cell in _tall_cells(grid):
        if cell.column not in fields or cell.top not in inside:
            continue
        if is_blank(grid.rows[cell.top][cell.column]):
            continue
        person = _person_at(cell.top, merged)
        below = range(cell.top + 1, cell.bottom + 1)
        rows = [i + 1 for i in below if i in inside and _person_at(i, merged) != person]
        if rows:
            found.append(SharedCell(cell.column, cell.top + 1, rows, cell.column not in of_one))
    return found


def _person_at(index: int, merged: Mapping[int, MergedRow]) -> int:
    """The first row of the person whose row is at `index`."""
    return merged[index].person if index in merged else index


def _tall_cells(grid: Grid) -> list[_TallCell]:
    merged = sorted(grid.merged)
    return [_TallCell(top, bottom, left) for top, left, bottom, _ in merged if bottom > top]


def share_exits(
    rows: Sequence[Sequence[Cell]], merged: Mapping[int, MergedRow], matching: Matching
) -> Mapping[int, Sequence[Cell]]:
    """The rows under a merged name, the exit that stands on one of them put on all.

    Staff write it beside the last contract, and it is the person's: who has left on one row is
    not still there on the other. Two different exits are left as they stand.

    Args:
        rows: all rows of the tab, those of `merged` among them as they were read.
    """
    columns = [matching.matches[name].column for name in _EXIT if name in matching.matches]
    groups: dict[int, list[int]] = {}
    for index, row in merged.items():
        if row.person != index:
            groups.setdefault(row.person, [row.person]).append(index)
    shared: dict[int, Sequence[Cell]] = {}
    for indexes in groups.values():
        cells = {index: list(rows[index]) for index in indexes}
        for column in columns:
            filled = {rows[index][column] for index in indexes if not is_blank(rows[index][column])}
            if len(filled) == 1:
                for index in indexes:
                    cells[index][column] = next(iter(filled))
        shared |= cells
    return shared


def counted_columns(matching: Matching, form: Form) -> frozenset[int]:
    """The columns of numbers."""
    matches = matching.matches.values()
    numbers = ("number", "integer")
    return frozenset(m.column for m in matches if form.field(m.field).type in numbers)


def columns_of_one(matching: Matching, form: Form) -> frozenset[int]:
    """The columns of which a cell is one person's, however many rows it is merged over."""
    matches = matching.matches
    of_one = {matches[name].column for name in _OF_ONE_PERSON if name in matches}
    return counted_columns(matching, form) | of_one


def _is_another(person: Sequence[Cell], row: Sequence[Cell], columns: Iterable[int]) -> bool:
    """True if a row has another first name or birth date than the person's: it is another's."""
    pairs = ((person[column], row[column]) for column in columns)
    return any(
        not is_blank(theirs) and not is_blank(own) and fold(shown(theirs)) != fold(shown(own))
        for theirs, own in pairs
    )


def _filled_columns(cells: Sequence[Cell], columns: Sequence[int]) -> Iterator[int]:
    return (column for column in columns if not is_blank(cells[column]))
