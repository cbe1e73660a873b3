"""Tables of something else below a list of people, with titles of their own: courses, companies.

Under the list's own titles their rows would be people. They are set aside and told: a list of
people whose titles are not understood looks the same.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.form import Form
from forms.headers.titles import Titles, form_titles
from forms.values import Cell
from forms.words import fold_header
from sheets_sync.reading.rows.sections import is_one_of
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank

OTHER_TITLES = "ignored.other_titles"
"""Code of the row of their titles, at which they are told."""
OTHER_TABLE = "ignored.other_table"
"""Code of the rows of such a table, down to the next empty one."""
_FILE = Path(__file__).with_name("other_tables.yaml")
_FEWEST_TITLES = 3


class _TitleWords(Definition):
    begins: tuple[str, ...]


def find_other_tables(
    rows: Sequence[Sequence[Cell]], body: Sequence[int], columns: TableColumns, form: Form
) -> dict[int, str]:
    """The rows of `body` that are another table's, by their code; their one title above as well."""
    words, inside = form_titles(form), set(body[1:])
    found: dict[int, str] = {}
    for index in _with_titles_for_dates(rows, body, columns, words):
        # the first row below a header may be one more line of it
        if index not in inside or index in found or not _is_row_of_titles(rows[index], words):
            continue
        if index - 1 in inside and len(_cells_with_something(rows[index - 1])) == 1:
            found[index - 1] = OTHER_TABLE
        found[index] = OTHER_TITLES
        below = index + 1
        while below in inside:
            found[below] = OTHER_TABLE
            below += 1
    return found


def _with_titles_for_dates(
    rows: Sequence[Sequence[Cell]], body: Sequence[int], columns: TableColumns, words: Titles
) -> list[int]:
    """The rows that have a word of titles where others have a date."""
    found: set[int] = set()
    for column in columns.dates:
        cells = [rows[index][column] for index in body]
        # Dates repeat themselves, and are no texts: whole columns are passed over at once.
        titles = {cell for cell in set(cells) if isinstance(cell, str) and _is_title(cell, words)}
        if titles:
            found.update(index for index, cell in zip(body, cells, strict=True) if cell in titles)
    return sorted(found)


def _is_row_of_titles(row: Sequence[Cell], words: Titles) -> bool:
    """True of texts without figures, at least half of which are known titles."""
    cells = _cells_with_something(row)
    texts = [cell for cell in cells if isinstance(cell, str) and not any(map(str.isdigit, cell))]
    known = sum(_is_title(text, words) for text in texts)
    return len(texts) == len(cells) >= _FEWEST_TITLES and 2 * known >= len(texts)


def _is_title(text: str, words: Titles) -> bool:
    if not text[:1].isalpha():
        return False
    first = next(iter(fold_header(text).split()), "")
    return words.knows(text) or is_one_of(first, _title_words().begins)


def _cells_with_something(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if not is_blank(cell)]


@functools.cache
def _title_words() -> _TitleWords:
    return parse(read_yaml(_FILE), _TitleWords)
