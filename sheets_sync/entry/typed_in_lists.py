"""The tabs of lists as they are typed in: ours, and those of the staff's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from forms.choice import choice_spelt
from forms.form import Form
from forms.headers.titles import form_titles
from forms.values import BrokenCell, Cell, shown
from forms.words import clean, fold, fold_header
from sheets_sync.entry.lists import Lists
from sheets_sync.reading.table import cell_address
from sheets_sync.workbooks.shared.protocol import Workbook

_OWN_SHARE = 0.5
"""The share of a list's choices from which the staff's own column of them is that list."""
_LISTS = "liste"
"""How the name of a tab of lists begins, the staff's own too."""


class TypedValue(NamedTuple):
    """A cell under the header of a list; row from 1, column from 0.

    `has_no_value` is true of a formula that gives nothing.
    """

    tab: str
    header: str
    value: str
    row: int
    column: int
    has_no_value: bool

    @property
    def cell(self) -> str:
        return cell_address(self.column, self.row)


def tabs_of_lists(book: Workbook, ours: Sequence[str]) -> Mapping[str, Sequence[Sequence[Cell]]]:
    """The tabs of a workbook that may hold lists, by their name, with their rows.

    Args:
        ours: the names that our own may have, which comes first.
    """
    first = [tab for tab in ours if tab in book.tabs]
    named = [tab for tab in book.tabs if fold(tab).startswith(_LISTS)]
    return {tab: book.read(tab).rows for tab in dict.fromkeys([*first, *named])}


def are_lists(rows: Sequence[Sequence[Cell]], lists: Lists) -> bool:
    """True of a tab of ours: it is known by its first headers, as `setup` knows it."""
    first = [column.header for column in lists.columns.values()][:3]
    return bool(rows) and list(rows[0][:3]) == first


def cells_of_lists(
    tab: str, rows: Sequence[Sequence[Cell]], lists: Lists, _forms: Mapping[str, Form]
) -> Iterator[TypedValue]:
    """What stands under a header of ours, in a tab of ours."""
    headers = {fold(column.header): column.header for column in lists.columns.values()}
    for column, title in enumerate(rows[0]):
        header = headers.get(fold(shown(title)))
        if header is not None:
            yield from _cells_below(tab, rows, column, header)


def cells_of_own_lists(
    tab: str, rows: Sequence[Sequence[Cell]], lists: Lists, forms: Mapping[str, Form]
) -> Iterator[TypedValue]:
    """What the staff's own drop-downs offer: a field's title, and most of its choices below it."""
    for form in forms.values():
        titles = form_titles(form).exact
        for column, title in enumerate(rows[0] if rows else ()):
            name = titles.get(fold_header(shown(title)), "")
            choices = form.field(name).options if name else ()
            if not choices:
                continue
            header = lists.columns[lists.offered(form.field(name))].header
            cells = list(_cells_below(tab, rows, column, header))
            offered = {choice_spelt(typed.value, choices) for typed in cells} - {None}
            if len(offered) >= _OWN_SHARE * len(choices):
                yield from cells


def _cells_below(
    tab: str, rows: Sequence[Sequence[Cell]], column: int, header: str
) -> Iterator[TypedValue]:
    for number, row in enumerate(rows[1:], 2):
        # Rows of a grid end with their last filled cell.
        for cell in row[column : column + 1]:
            if text := clean(shown(cell)):
                yield TypedValue(tab, header, text, number, column, isinstance(cell, BrokenCell))
