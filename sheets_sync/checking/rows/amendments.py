"""Contracts that may go on although they seem to be over: a column that is not read may say so.

« Contrat fini » is said of nobody whose renewal stands beside it in a column with words of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from forms.headers.titles import form_titles
from forms.values import Cell, Value, ticked
from forms.words import fold_header
from sheets_sync.checking.table import TableToCheck, Values

_END = "contrat_fin"


class _UnreadColumn(NamedTuple):
    """A column of no field; whether its title has a word for an amendment."""

    title: str
    cells: Sequence[Cell]
    is_named: bool


class UnreadAmendments:
    """The columns of a table that may prolong contracts and are not read."""

    def __init__(self, check: TableToCheck, values: Values) -> None:
        self._ends: Sequence[Value | None] = values.get(_END, ())
        words = check.form.title_words.amendments
        self._columns = []
        for title in check.table.matching.extra.values():
            cells = check.table.extra.get(title, ())
            is_named = not words.isdisjoint(fold_header(title).split())
            if cells and (is_named or _may_be_end(check, title)):
                self._columns.append(_UnreadColumn(title, cells, is_named))

    def of(self, index: int) -> list[str]:
        """The titles of those that may prolong the contract of the row at `index`."""
        return [column.title for column in self._columns if self._may_prolong(column, index)]

    def _may_prolong(self, column: _UnreadColumn, index: int) -> bool:
        cell, end = column.cells[index], self._ends[index]
        if isinstance(cell, date) and isinstance(end, date):
            return cell > end
        # « Renouvelé ? » : « non », or nothing, prolongs nothing
        return column.is_named and ticked(cell) is not False


def _may_be_end(check: TableToCheck, title: str) -> bool:
    """True unless a title has words that make it another thing's: « Prochain RDV »."""
    words, titles = fold_header(title).split(), form_titles(check.form)
    others = [word for word in words if word not in titles.vocabulary(_END)]
    is_of_other = check.form.title_words.changes_sense(others, check.form.field(_END))
    return not is_of_other and not titles.other_period(title)
