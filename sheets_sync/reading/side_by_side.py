"""Find tables that stand side by side: one row of titles that names people twice.

Such a tab is not read at all. Half of its people in the figures would be worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

from forms.form import Form
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header, Titles, form_titles
from forms.words import fold_header
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_NAME, _GIVEN_NAME = "nom", "prenom"
_ENTRY = "date_entree"
"""Under group titles (« Salarié », « Conjoint ») a second name is a second list only with this."""


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
        if not _is_second_list(labels[names[0]], labels[column], twice):
            continue
        if any(not is_blank(row[column]) for row in grid.rows[below:]):
            return column
    return None


def _is_second_list(first: Header, second: Header, twice: set[str]) -> bool:
    """True if the titles of two columns of names, and what else is there twice, make two lists.

    « Nom d'usage » beside « Nom de naissance » is one person's.
    """
    if second.group or first.group:
        return _ENTRY in twice
    if fold_header(first.label) == fold_header(second.label):
        return bool(twice)
    return bool(twice - {_GIVEN_NAME})


def _union(fields: Sequence[set[str]]) -> set[str]:
    return set().union(*fields)


def _exact_fields(words: Titles, label: Header) -> set[str]:
    combined = words.split(label)
    if combined is not None:
        return set(combined.fields)
    field = words.exact.get(fold_header(label.label))
    return {field} if field else set()
