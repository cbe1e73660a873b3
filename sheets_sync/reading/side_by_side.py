"""Find tables that stand side by side: of people, or of something else.

A tab with two tables of people is not read at all: half of them in the figures would be worse than
none. Of a list of something else, beside that of the people, nothing is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby

from forms.form import Form
from forms.headers.matching import Matching, letters
from forms.headers.named_columns import NamedColumns
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header, Titles, form_titles
from forms.values import Cell
from forms.words import fold_header
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_NAME, _GIVEN_NAME = "nom", "prenom"
_MOSTLY = 0.8
_LONGEST_NAME = 4
"""Words."""
_SHORTEST_LIST = 2
"""Rows."""
_EXIT = "date_sortie"
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


def columns_beside(
    grid: Grid,
    form: Form,
    labels: Sequence[Header],
    body: Sequence[int],
    settled: Mapping[str, str],
) -> tuple[int, ...]:
    """The columns (from 0) of another table: behind an empty one, and filled at the top alone.

    Args:
        body: the filled rows (from 0) under the titles.
        settled: config's word on columns: those that it names are the people's.
    """
    names = NamedColumns(labels)
    named = {names.column(part) for text in settled.values() for part in text.split("+")}
    rows = [grid.rows[index] for index in body]
    blocks = list(_blocks(labels, rows))
    if len(blocks) < 2:
        return ()
    people: list[int] = []
    beside: list[int] = []
    for block in blocks:
        if not people:
            # The number of each person may stand before the first empty column.
            people = [
                index
                for index, row in zip(body, rows, strict=True)
                if any(is_full_date(row[column]) for column in block)
            ]
        elif named.isdisjoint(block) and not _says_exits(form, [labels[c] for c in block]):
            columns = {column: _filled_rows(grid, body, column) for column in block}
            if _is_list(columns, grid, people):
                beside += block
    return tuple(beside)


def with_columns_beside(
    matching: Matching, labels: Sequence[Header], beside: Collection[int]
) -> Matching:
    """What is decided on a table's own columns, and those beside it as columns of no field."""
    titles = list(matching.titles)
    extra = dict(matching.extra)
    for column in beside:
        titles[column] = labels[column].text or letters(column)
        name = titles[column]
        if name in {*extra.values(), *matching.parts.values()}:
            name = f"{name} ({letters(column)})"
        extra[column] = name
    return replace(matching, extra=dict(sorted(extra.items())), titles=tuple(titles))


def _blocks(labels: Sequence[Header], rows: Sequence[Sequence[Cell]]) -> Iterator[list[int]]:
    """The columns that stand together, between columns without a title or a cell."""

    def is_empty(column: int) -> bool:
        return not labels[column].text and all(is_blank(row[column]) for row in rows)

    for is_gap, block in groupby(range(len(labels)), key=is_empty):
        if not is_gap:
            yield list(block)


def _filled_rows(grid: Grid, body: Sequence[int], column: int) -> list[int]:
    return [index for index in body if not is_blank(grid.rows[index][column])]


def _says_exits(form: Form, labels: Sequence[Header]) -> bool:
    """True of the columns of exits, which may well be those of the first people: the longest here.

    Remarks alone, too, are on the people beside them.
    """
    words = form_titles(form)
    fields = [_exact_fields(words, label) for label in labels if label.text]
    known = _union(fields)
    is_all_known = bool(known) and all(fields)
    return _EXIT in known or (
        is_all_known and all(form.field(name).privacy == "tab" for name in known)
    )


def _is_list(columns: Mapping[int, Sequence[int]], grid: Grid, people: Sequence[int]) -> bool:
    """True of columns that have cells from the first row on, without a hole, and end too soon.

    Or far below the last of the people. Where they end with neither half nor all of them, each cell
    of a list is there once, as in a list of values.

    Args:
        columns: column → its rows that have something. people: the rows of people.
    """
    filled = {column: rows for column, rows in columns.items() if rows}
    rows = sorted(set(chain.from_iterable(filled.values())))
    if len(rows) < _SHORTEST_LIST or rows[0] > people[0]:
        return False
    from_top = list(range(rows[0], rows[-1] + 1))
    if any(list(each) != from_top[: len(each)] for each in filled.values()):
        return False
    beside = len(set(rows).intersection(people))
    if 2 * beside <= len(people) or sum(row > people[-1] for row in rows) >= _SHORTEST_LIST:
        return True
    is_each_once = all(
        len({grid.rows[row][column] for row in each}) == len(each)
        for column, each in filled.items()
    )
    return is_each_once and len(people) - beside >= _SHORTEST_LIST


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
