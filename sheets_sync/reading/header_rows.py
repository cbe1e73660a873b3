"""The rows that a header is made of: titles, groups above them, parts of a title below.

Rows and columns are indexes from 0 here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import TypeAlias

from forms.headers.plain_titles import in_plain_words
from forms.headers.titles import Header, Titles
from forms.values import BrokenCell, Cell, shown
from forms.words import clean, fold_header
from sheets_sync.reading.entry_like import (
    OtherRows,
    count_full_dates,
    is_full_date,
    series_columns,
)
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.formula_cells import Unclear, cells_of
from sheets_sync.workbooks.shared.protocol import Grid

HeaderRows: TypeAlias = tuple[int, ...]
"""The rows that a header is made of, top to bottom; the columns' own titles are in the last."""
NAMES = frozenset({"nom", "prenom"})
"""Fields of names: a later header has them where the first has; a row without them is an entry."""
_LONGEST_GROUP = 60
"""Characters; a longer text above a header is a note to whoever reads it."""
_NOTE = re.compile(r"\d/\d|:")
"""In a text above a header that is no title of a group: « Mis à jour le 12/10 », « CIP : … »."""
_LONGEST_PART = 40
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ ]*\n[ ]*(?=[^\W\d_A-ZÀ-Þ])")
"""Where a word is cut at the end of a line: « Natio-⏎nalité », but not « PASS-⏎IAE »."""
_YEARS = range(2000, 2100)
_FEWEST_DAYS, _DAYS_APART = 3, 31
"""So many dates beside each other, no further apart than a month, are days of a course."""


def header_labels(grid: Grid, rows: HeaderRows, words: Titles) -> list[Header]:
    """The title of every column, with the merged or repeated group titles of the rows above."""
    *above, lowest = rows
    texts = [*(_group_texts(grid, row) for row in above), map(_header_text, grid.rows[lowest])]
    headers = [Header(text) for text in texts[0]]
    for row, below in zip(above, texts[1:], strict=True):
        owners = _owners(grid, row, [header.label for header in headers])
        headers = [
            _under(headers, column, owner, text)
            for column, (owner, text) in enumerate(zip(owners, below, strict=True))
        ]
    return in_plain_words(words, headers)


def is_group_row(grid: Grid, index: int) -> bool:
    """True if a row has titles over groups of the columns that the row below it names.

    The title of a whole sheet stands over all of them or at the left, and says nothing of any.
    """
    if index < 0 or index + 1 >= len(grid.rows):
        return False
    row, below = grid.rows[index], grid.rows[index + 1]
    titled = [column for column, cell in enumerate(below) if not is_blank(cell)]
    merged = _merged_ends(grid, index)
    groups = [
        column
        for column in columns_of_titles(grid, index)
        if _is_group_title(row[column]) and (column in titled or column in merged)
    ]
    if not titled or not groups or count_full_dates(row):
        return False
    same = sum(_is_same_title(row[column], below[column]) for column in groups)
    if 2 * same >= len(groups):
        return False
    wide = [column for column in groups if column in merged]
    if len(groups) == 1 or not wide:
        return groups[0] > titled[0] or (not wide and len(groups) > 1)
    return any(column > titled[0] or merged[column] < titled[-1] for column in wide)


def has_partial_merges(grid: Grid, index: int) -> bool:
    """True if a group row is merged over its groups, as no entry is."""
    return is_group_row(grid, index) and len(_merged_ends(grid, index)) > 1


def columns_of_titles(grid: Grid, index: int) -> list[int]:
    """The columns with texts that may be titles: no count of entries, nor what it is a count of.

    « Total heures » before `=SUM(M4:M90)` is a note, whether that formula has its result or not.
    """
    row, merged = grid.rows[index], _merged_ends(grid, index)
    filled = [column for column, cell in enumerate(row) if not is_blank(cell)]
    counts = {column for column in filled if _counts_entries(grid, index, column)}
    notes = {left for left, right in pairwise(filled) if right in counts and left not in merged}
    texts = (column for column in filled if isinstance(row[column], str))
    return [column for column in texts if column not in counts | notes]


def stands_over_groups(grid: Grid, index: int) -> bool:
    """True if a row has titles over those of a group row below it: merged, or typed apart.

    Unmerged, one title alone is that of the sheet, and two beside each other are a note.
    """
    if has_partial_merges(grid, index):
        return True
    if index < 0 or _merged_ends(grid, index) or count_full_dates(grid.rows[index]):
        return False
    row, titles = grid.rows[index], grid.rows[index + 2]
    groups = [column for column, cell in enumerate(row) if not is_blank(cell)]
    if len(groups) < 2 or any(right - left == 1 for left, right in pairwise(groups)):
        return False
    texts = columns_of_titles(grid, index)
    return texts == groups and all(
        _is_group_title(row[column]) and not is_blank(titles[column]) for column in groups
    )


def with_parts(grid: Grid, words: Titles, filled: Sequence[int], rows: HeaderRows) -> HeaderRows:
    """A header, and the row below it where that only cuts its titles: « janv. | févr. | mars »."""
    below = rows[-1] + 1
    if below not in filled or not _cuts_titles(grid, words, filled, rows):
        return rows
    return (*rows, below)


def names_person(words: Titles, text: str) -> bool:
    """True if a title is that of a name, or of a whole name."""
    combined = words.split(Header(text))
    fields = combined.fields if combined else (words.exact.get(fold_header(text), ""),)
    return not NAMES.isdisjoint(fields)


def _cuts_titles(grid: Grid, words: Titles, filled: Sequence[int], rows: HeaderRows) -> bool:
    """True if the row below a header stands under titles that reach over several columns.

    It has no name, and nothing that the rows below it have as well.
    """
    index = rows[-1] + 1
    row = grid.rows[index]
    parts = [column for column, cell in enumerate(row) if not is_blank(cell)]
    if len(parts) < 2 or not all(_is_part_title(row, column) for column in parts):
        return False
    titles = [header.label for header in header_labels(grid, rows, words)]
    owners = _owners(grid, rows[-1], titles)
    cut = [_first_of_same(titles, owners[column]) for column in parts]
    if any(owner is None or names_person(words, titles[owner]) for owner in cut):
        return False
    return len(set(cut)) < len(cut) and not OtherRows(grid, filled).likeness(index).repeated


def _is_part_title(row: Sequence[Cell], column: int) -> bool:
    """True of a short text, a year, a month, a day of several: no entry begins with these."""
    cell = row[column]
    if column in series_columns(row) or column in _days(row):
        return True
    if isinstance(cell, float):
        return cell in _YEARS
    if isinstance(cell, date):
        return cell.day == 1
    return isinstance(cell, str) and len(cell) <= _LONGEST_PART and not is_full_date(cell)


def _days(row: Sequence[Cell]) -> frozenset[int]:
    """The columns of dates beside each other that rise by days or weeks: those of a course."""
    columns: set[int] = set()
    for is_date, run in groupby(enumerate(row), key=lambda pair: isinstance(pair[1], date)):
        pairs = [(column, cell) for column, cell in run if isinstance(cell, date)]
        days = [after[1].toordinal() - before[1].toordinal() for before, after in pairwise(pairs)]
        if is_date and len(pairs) >= _FEWEST_DAYS and all(0 < day <= _DAYS_APART for day in days):
            columns.update(column for column, _ in pairs)
    return frozenset(columns)


def _first_of_same(titles: Sequence[str], column: int | None) -> int | None:
    """The first of the columns side by side that repeat one title; None of None."""
    while column and titles[column - 1] and titles[column - 1] == titles[column]:
        column -= 1
    return column


def _counts_entries(grid: Grid, index: int, column: int) -> bool:
    """True of a formula over several rows, or over what its text does not name, as a table's."""
    cell = grid.rows[index][column]
    # To find the formulas of a tab takes long; a count is a number, or has one in its text.
    if isinstance(cell, str) and not any(map(str.isdigit, cell)):
        return False
    formula = grid.formulas.get((index, column))
    if formula is None:
        return False
    try:
        areas = cells_of(formula, grid.tab, index + 1, {})
    except Unclear:
        return True
    return any(area.top < area.bottom for area in areas)


def _under(headers: Sequence[Header], column: int, owner: int | None, label: str) -> Header:
    """The title of a column: its own below the group's, or else the one above."""
    if not label:
        return headers[column]
    if owner is None:
        return Header(label)
    group = headers[owner]
    return Header(label, group.label, " ".join(filter(None, (group.over, group.group))))


def _owners(grid: Grid, row: int, labels: Sequence[str]) -> list[int | None]:
    """The column of the group title over each column: it holds for its merged cells.

    Where no cell of the row is merged, it holds until the next one that has something in it.
    """
    merged_until = _merged_ends(grid, row)
    owner, until = None, -1
    owners: list[int | None] = []
    for column, label in enumerate(labels):
        if label or not is_blank(grid.rows[row][column]):
            owner = column
            until = merged_until.get(column, column if merged_until else len(labels))
        elif column > until:
            owner = None
        owners.append(owner)
    return owners


def _merged_ends(grid: Grid, row: int) -> dict[int, int]:
    """The first column of each merged cell of a row that is wider than one → its last."""
    return {
        left: right
        for top, left, bottom, right in grid.merged
        if top <= row <= bottom and right > left
    }


def _is_group_title(cell: Cell) -> bool:
    if not isinstance(cell, str) or _NOTE.search(cell):
        return False
    return 0 < len(clean(cell)) <= _LONGEST_GROUP


def _is_same_title(above: Cell, below: Cell) -> bool:
    return fold_header(shown(above)) == fold_header(shown(below))


def _group_texts(grid: Grid, index: int) -> list[str]:
    """The titles of a row above those of columns; a count of entries is none."""
    return [
        "" if _counts_entries(grid, index, column) else _header_text(cell)
        for column, cell in enumerate(grid.rows[index])
    ]


def _header_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return clean(_HYPHENATED.sub("", cell))
    if isinstance(cell, BrokenCell):
        return ""
    return shown(cell)
