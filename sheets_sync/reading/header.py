"""Find the header of each table in a tab: one row of titles, or group titles above, or parts below.

Rows and columns are indexes from 0 here.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.form import Form
from forms.headers.shared.spread import is_part
from forms.headers.titles import Header, Titles, form_titles
from forms.values import Cell, shown
from forms.words import clean, fold_header
from sheets_sync.reading.entry_like import OtherRows, count_full_dates, series_columns
from sheets_sync.reading.header_rows import (
    HeaderRows,
    columns_of_titles,
    has_partial_merges,
    header_labels,
    is_group_row,
    names_person,
    stands_over_groups,
    with_parts,
)
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

HEADER_WITHIN = 60
"""A tab's first header is looked for in this many rows from the top: notes can stand above it."""
_SMALL_FORM = 10
_SURELY_TITLES = 3
"""Fields that a row names word for word: no entry does, whatever dates it has."""
_TITLES_OF_EVERY_TABLE = frozenset(
    {"Nom", "NOM", "nom", "Prénom", "PRÉNOM", "PRENOM", "Prenom", "Date", "DATE"}
)
"""One of these, or one of the first header's own titles, stands in every header further down."""


class _Candidate(NamedTuple):
    """Rows that may be a header.

    Attributes:
        named: how many fields they name; word_for_word: how many in words that only titles have.
        alone: how many the lowest of them names so without the row above.
        texts: how many texts stand in the lowest of them.
    """

    rows: HeaderRows
    named: int
    word_for_word: int
    alone: int
    texts: int


def find_first_header(
    grid: Grid, form: Form, filled: Sequence[int], settled: Mapping[str, str]
) -> HeaderRows | None:
    """The first header of a tab: the one that names most fields, or a lesser table's above it.

    A row never wins over one above it that has more titles word for word, nor where it looks like
    an entry: a person's name must not become a title.

    Args:
        filled: the rows that have something in them.
        settled: config's word on columns; where it has one, the first row is a header at least.
    """
    words = form_titles(form)
    minimum = 2 if len(form.fields) < _SMALL_FORM else 3
    candidates = _eligible(_candidates(grid, words, filled), minimum)
    best = max(candidates, key=lambda candidate: candidate.named, default=None)
    if best is None:
        is_header = bool(settled) and not count_full_dates(grid.rows[filled[0]])
        if not is_header:
            return None
        return (filled[0],)
    rows = _lesser_table_above(candidates, best, minimum).rows
    below = (*rows, rows[-1] + 1)
    if len(rows) == 1 and below[-1] in filled and _is_parts_row(words, grid, below):
        return below
    return with_parts(grid, words, filled, rows)


def find_further_headers(
    grid: Grid, form: Form, filled: Sequence[int], first: HeaderRows
) -> list[HeaderRows]:
    """Headers further down than the `first`: the same titles again, or those of another table."""
    words, first_row = form_titles(form), grid.rows[first[-1]]
    own = {cell for cell in first_row if isinstance(cell, str) and cell}
    own_cleaned = {clean(cell) for cell in own} - {""}
    minimum = max(3, len(own_cleaned) // 3)
    # whole rows are compared with a set first: looking at each text of 10,000 rows is slow
    likely_titles = own | _TITLES_OF_EVERY_TABLE
    names_people = any(names_person(words, text) for text in own)
    headers: list[HeaderRows] = []
    for index in filled:
        row = grid.rows[index]
        if index <= first[-1] or likely_titles.isdisjoint(row):
            continue
        texts, dates = _cell_texts(row), count_full_dates(row)
        if len(texts) < 3 or len(texts) < 0.8 * (_count_filled(row) - dates):
            continue
        repeated = sum(clean(text) in own_cleaned for text in texts)
        # a second table may have columns of its own beside the titles that it repeats
        named = max(repeated, sum(map(words.knows, texts)))
        if named < minimum or named < 0.6 * len(texts):
            continue
        # the days of sessions stand as titles beside those of people, here too
        surely = _fields_word_for_word(words, header_labels(grid, (index,), words))
        if dates and surely < _SURELY_TITLES:
            continue
        if any(names_person(words, text) for text in texts) or not names_people:
            rows: HeaderRows = (index,)
            if index - 1 > first[-1] and has_partial_merges(grid, index - 1):
                rows = (index - 1, index)
            headers.append(with_parts(grid, words, filled, rows))
    return headers


def _candidates(grid: Grid, words: Titles, filled: Sequence[int]) -> list[_Candidate]:
    """Every row near the top that has titles and does not look like an entry."""
    others = OtherRows(grid, filled)
    candidates = []
    near_top = (index for index in filled if index < HEADER_WITHIN)
    for index in itertools.filterfalse(others.is_surely_entry, near_top):
        row = grid.rows[index]
        texts = len(_cell_texts(row))
        series = series_columns(row)
        dates = count_full_dates(row)
        filled_cells = _count_filled(row) - len(series) - dates
        if texts < 2 or texts < 0.7 * filled_cells:
            continue
        titles = header_labels(grid, (index,), words)
        if not any(words.says_field(title.label) or words.split(title) for title in titles):
            continue
        likeness = others.likeness(index)
        own = _fields_word_for_word(words, titles)
        for rows in _with_groups(grid, index):
            headers = header_labels(grid, rows, words)
            # « Nom » stands again above a second table: only what may be a cell's is in doubt.
            for column in likeness.repeated:
                if not _word_for_word(words, headers[column]):
                    headers[column] = Header("")
            alone = [Header(header.label) for header in headers]
            surely = max(_fields_word_for_word(words, each) for each in (headers, alone))
            if likeness.dates - series or len(likeness.numbers - series) > surely:
                continue
            # An attendance sheet has the days of its sessions as titles, beside those of people.
            if surely < _SURELY_TITLES and dates >= max(1, surely):
                continue
            named = max(words.count(headers), words.count(alone))
            candidates.append(_Candidate(rows, named, surely, own, texts))
    return candidates


def _with_groups(grid: Grid, index: int) -> list[HeaderRows]:
    """A row of titles with the group titles above it, alone, or both where these may be a note."""
    if is_group_row(grid, index - 1):
        # never alone: « Conjoint » above makes fewer titles known, and that is right
        if stands_over_groups(grid, index - 2):
            return [(index - 2, index - 1, index)]
        return [(index - 1, index)]
    if _may_be_group_titles(grid, index - 1):
        return [(index,), (index - 1, index)]
    return [(index,)]


def _fields_word_for_word(words: Titles, headers: Sequence[Header]) -> int:
    return len({field for header in headers for field in _word_for_word(words, header)})


def _may_be_group_titles(grid: Grid, index: int) -> bool:
    if index < 0 or count_full_dates(grid.rows[index]):
        return False
    row = grid.rows[index]
    return any(clean(shown(row[column])) for column in columns_of_titles(grid, index))


def _eligible(candidates: Sequence[_Candidate], minimum: int) -> list[_Candidate]:
    """Those that name enough, and than which no row above has more titles word for word."""
    alone = {candidate.rows[-1]: candidate.alone for candidate in candidates}
    eligible = []
    for candidate in candidates:
        above = [most for row, most in alone.items() if row < candidate.rows[-1]]
        # Words that cells have as well prove nothing, unless no other row has any above them.
        is_proven = candidate.word_for_word > 0 or not above
        is_beaten = candidate.word_for_word < max(above, default=0)
        # « IDENTITÉ », « HÉBERGEMENT » above « Nom », « Adresse »: the titles are in the row below.
        below = alone.get(candidate.rows[-1] + 1, 0)
        names_groups = below > candidate.word_for_word
        names_enough = min(candidate.named, candidate.texts) >= minimum
        if names_enough and is_proven and not is_beaten and not names_groups:
            eligible.append(candidate)
    return eligible


def _word_for_word(words: Titles, header: Header) -> tuple[str, ...]:
    """The fields that a title names in words that only titles have.

    « Salarié », « Logement », « Stage » are titles and values: a single word of a title's other
    spellings is not counted, unless it is that of a date, which no cell has.
    """
    folded = fold_header(header.label)
    is_one_word = " " not in folded
    combined = words.split(header)
    if combined is not None:
        return () if is_one_word else combined.fields
    field = words.exact.get(fold_header(f"{header.group} {header.label}"))
    if field is not None and header.group:
        return (field,)
    field = words.exact.get(folded)
    if field is None:
        return ()
    if is_one_word and folded not in words.own and words.form.field(field).type != "date":
        return ()
    return (field,)


def _lesser_table_above(
    candidates: Sequence[_Candidate], best: _Candidate, minimum: int
) -> _Candidate:
    """The first candidate well above `best` that names at least half as many fields; else `best`.

    An older table above the current one often has fewer columns; its entries count as well.
    """
    enough = max(minimum, best.named / 2)
    for candidate in candidates:
        is_above = candidate.rows[-1] < best.rows[0] - 1
        if is_above and candidate.named >= enough and candidate.named >= 0.6 * candidate.texts:
            return candidate
    return best


def _is_parts_row(words: Titles, grid: Grid, rows: HeaderRows) -> bool:
    """True if the last row only cuts titles above: « Jour | Mois | Année », « Oui | Non »."""
    cells = grid.rows[rows[-1]]
    headers = zip(header_labels(grid, rows, words), cells, strict=True)
    parts = [header for header, cell in headers if not is_blank(cell)]
    return len(parts) > 1 and all(is_part(words, header) for header in parts)


def _cell_texts(row: Sequence[Cell]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str) and cell]


def _count_filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)
