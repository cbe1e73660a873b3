"""Whoever is listed in a tab that nothing else reads: nobody counts, and nobody is to be named.

A tab that is left aside, a waiting list, a small hidden one: its titles may stand anywhere, and one
column may hold the whole name.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from forms.definition_file import Definition, parse, read_yaml
from forms.form import Form
from forms.headers.titles import Header, Titles, form_titles
from forms.values import Cell, shown
from forms.words import fold, fold_header
from sheets_sync.reading.combined_columns import split_name
from sheets_sync.reading.header_rows import NAMES
from sheets_sync.reading.rows.sections import is_one_of
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_FILE = Path(__file__).with_name("listed_people.yaml")
_WHOLE = "whole name"
"""What a column holds that is no field of its own."""


class ListedPeople(NamedTuple):
    """Those who stand in a tab.

    Attributes:
        identity: field → its cells, as many of each as there are rows.
        texts: all else that stands in these rows.
    """

    identity: Mapping[str, Sequence[Cell]]
    texts: Sequence[Cell]


class _ListWords(Definition):
    whole: tuple[str, ...]
    colleagues: tuple[str, ...]
    titles_of_colleagues: tuple[str, ...]


def listed_people(grid: Grid, form: Form) -> ListedPeople:
    """Everybody who stands below a title of names.

    Args:
        form: the participants'.
    """
    words = form_titles(form)
    columns: Mapping[int, str] = {}
    rows: list[Mapping[str, Cell]] = []
    texts: list[Cell] = []
    for row in grid.rows:
        titled = _columns_titled(row, words)
        if _are_titles(row, titled, columns):
            columns = {} if _are_colleagues(grid.tab, row, titled) else titled
        elif columns:
            rows.append(_identity_of_row(row, columns, words))
            texts += [cell for column, cell in enumerate(row) if column not in columns]
    return ListedPeople(
        {name: [row.get(name, "") for row in rows] for name in form.identity}, texts
    )


def _columns_titled(row: Sequence[Cell], words: Titles) -> dict[int, str]:
    """Column → the field of the identity that its title names, or `_WHOLE`."""
    titled = {}
    for column, cell in enumerate(row):
        if isinstance(cell, str) and (field := _field_titled(cell, words)):
            titled[column] = field
    if set(titled.values()) >= NAMES:
        # « Personne » beside them says something else: a number, how somebody is
        return {column: field for column, field in titled.items() if field != _WHOLE}
    return {column: _WHOLE if field in NAMES else field for column, field in titled.items()}


def _field_titled(cell: str, words: Titles) -> str:
    combined = words.split(Header(cell))
    if combined is not None and NAMES.issuperset(combined.fields):
        return _WHOLE
    for title in (fold_header(cell), *words.bare(cell)):
        field = words.exact.get(title, "")
        if field in words.form.identity:
            return field
    return _WHOLE if fold(cell) in _words().whole else ""


def _are_titles(row: Sequence[Cell], titled: Mapping[int, str], columns: Mapping[int, str]) -> bool:
    """Whether a row is one of titles, and not somebody of whom a cell says « candidat »."""
    names_people = not NAMES.union([_WHOLE]).isdisjoint(titled.values())
    return names_people and all(column in titled or is_blank(row[column]) for column in columns)


def _are_colleagues(tab: str, row: Sequence[Cell], titled: Mapping[int, str]) -> bool:
    """Whether a list names those who accompany others, or firms: these are named freely."""
    if not NAMES.union([_WHOLE]).issuperset(titled.values()):
        return False
    lists = _words()
    titles = fold(" ".join(cell for cell in row if isinstance(cell, str))).split()
    return any(is_one_of(word, lists.colleagues) for word in fold(tab).split()) or any(
        is_one_of(word, lists.titles_of_colleagues) for word in titles
    )


def _identity_of_row(
    row: Sequence[Cell], columns: Mapping[int, str], words: Titles
) -> dict[str, Cell]:
    identity = {field: row[column] for column, field in columns.items()}
    whole = identity.pop(_WHOLE, "")
    # A list of the columns themselves: « Dernier entretien » is nobody.
    if whole and fold_header(shown(whole)) not in words.exact:
        # A word alone is as well a line of a budget.
        name = split_name(shown(whole), family_first=True)
        if name.given:
            identity |= {"nom": name.family, "prenom": name.given}
    return identity


@functools.cache
def _words() -> _ListWords:
    return parse(read_yaml(_FILE), _ListWords)
