"""Find tables that stand side by side: one row of titles that names people twice.

Such a tab is not read at all. Half of its people in the figures would be worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

from forms.form import Form
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header, Titles, form_titles
from forms.values import Cell
from forms.words import fold_header
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_NAME, _GIVEN_NAME = "nom", "prenom"
_MOSTLY = 0.8
_LONGEST_NAME = 4
"""Words."""
_ENTRY = "date_entree"
"""Under the group title of another person (« Conjoint ») a name is a second list only with this."""


def second_name_column(grid: Grid, form: Form, labels: Sequence[Header], below: int) -> int | None:
    """The column (from 0) where a second table of people begins; None where there is none.

    Args:
        below: the first row (from 0) under the titles.
    """
    words = form_titles(form)
    service = service_columns(labels, words.lists)
    fields = [
        set() if column in service else _exact_fields(words, label)
        for column, label in enumerate(labels)
    ]
    names = [column for column, held in enumerate(fields) if _NAME in held]
    for column in names[1:]:
        twice = _union(fields[:column]) & _union(fields[column:]) - {_NAME}
        if not _is_second_list(words, labels[names[0]], labels[column], twice):
            continue
        if any(not is_blank(row[column]) for row in grid.rows[below:]):
            return column
    if names:
        return _names_behind_a_gap(grid, labels, fields, names[0], below)
    return None


def _names_behind_a_gap(
    grid: Grid, labels: Sequence[Header], fields: Sequence[set[str]], first: int, below: int
) -> int | None:
    """The column behind an empty one that holds names under another title: « Sortis ».

    Beside it stand titles that are known: its dates would be taken for those of other people.
    """
    for column in range(first + 2, len(labels)):
        is_gap = not labels[column - 1].text and not _cells(grid, column - 1, below)
        if not is_gap or not labels[column].label or fields[column]:
            continue
        cells = _cells(grid, column, below)
        named = sum(_is_full_name(cell) for cell in cells)
        if named > 1 and named >= _MOSTLY * len(cells) and _union(fields[column:]):
            return column
    return None


def _cells(grid: Grid, column: int, below: int) -> list[Cell]:
    return [row[column] for row in grid.rows[below:] if not is_blank(row[column])]


def _is_full_name(cell: Cell) -> bool:
    """True of « SOW Lia »: a few words, each with a capital."""
    if not isinstance(cell, str) or any(map(str.isdigit, cell)):
        return False
    words = cell.replace("-", " ").split()
    return 1 < len(words) <= _LONGEST_NAME and all(word[0].isupper() for word in words)


def _is_second_list(words: Titles, first: Header, second: Header, twice: set[str]) -> bool:
    """True if the titles of two columns of names, and what else is there twice, make two lists.

    « Nom d'usage » beside « Nom de naissance » is one person's.
    """
    if _names_another(words, second) or (first.group and not second.group):
        return _ENTRY in twice
    if second.group:
        return bool(twice - {_GIVEN_NAME})
    if fold_header(first.label) == fold_header(second.label):
        return bool(twice)
    return bool(twice - {_GIVEN_NAME})


def _names_another(words: Titles, header: Header) -> bool:
    """True if the group title of a name says that it is not the participant's."""
    group = fold_header(header.group).split()
    return words.lists.changes_sense(group, words.form.field(_NAME), in_group=True)


def _union(fields: Sequence[set[str]]) -> set[str]:
    return set().union(*fields)


def _exact_fields(words: Titles, label: Header) -> set[str]:
    combined = words.split(label)
    if combined is not None:
        return set(combined.fields)
    field = words.exact.get(fold_header(label.label))
    return {field} if field else set()
