"""Check for people who are said to have left where no exit is read: they count as present.

Staff write it in a column of their own (« Situation : sorti », « Présent ? non ») or beside the
name (« DIALLO (sortie) »).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.values import Cell, Value, ticked
from forms.words import fold, fold_header
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.rows.sections import EXIT_FIELDS, few_numbers
from sheets_sync.checking.table import TableToCheck, Values
from sheets_sync.french import listed, quoted
from sheets_sync.reading.names import says_more_than_name
from sheets_sync.reading.rows.sections import is_one_of

_FILE = Path(__file__).with_name("departures.yaml")
_NAMES = ("nom", "prenom")
_MOST_DIFFERENT = 12
"""Different values of a column that says a state; remarks are more."""


class _DepartureWords(Definition):
    left: tuple[str, ...]
    after: tuple[str, ...]
    ended: tuple[str, ...]
    status: frozenset[str]
    present: frozenset[str]
    longest: int


def check_departures(
    check: TableToCheck, values: Values, rows_kept: Sequence[bool]
) -> Iterator[Anomaly]:
    """One warning for each column that says so of rows without an exit; one for each name."""
    exits = [values[name] for name in EXIT_FIELDS if name in values]
    for column, title in check.table.matching.extra.items():
        if column in check.table.beside:
            continue
        cells = check.table.extra.get(title, ())
        saying = _cells_that_say_so(check, title, cells)
        # Most tabs have no such column: only where there is one is each row looked at.
        if not saying:
            continue
        rows = [
            row
            for index, row in enumerate(check.table.rows)
            if cells[index] in saying and rows_kept[index] and _has_no_exit(exits, index)
        ]
        if rows:
            named = sentence("checking.rows", count=len(rows), rows=listed(few_numbers(rows)))
            words = {"header": quoted(title), "rows": named}
            yield check.column_anomaly("column.says_left", column, rows[0], None, **words)
    yield from _names_that_say_more(check, rows_kept)


def _has_no_exit(exits: Sequence[Sequence[Value | None]], index: int) -> bool:
    return all(column[index] is None for column in exits)


def _names_that_say_more(check: TableToCheck, rows_kept: Sequence[bool]) -> Iterator[Anomaly]:
    for name in _NAMES:
        cells = check.table.cells.get(name, ())
        saying = {cell for cell in check.distinct(cells) if _is_more_than_name(cell)}
        indexes = [index for index, cell in enumerate(cells) if saying and cell in saying]
        for index in indexes:
            if rows_kept[index]:
                row, field = check.table.rows[index], check.form.field(name)
                yield check.field_anomaly("name.says_more", row, field)


def _is_more_than_name(cell: Cell) -> bool:
    # A name and nothing else is one word or two in letters: to fold them all would be slow.
    if not isinstance(cell, str) or cell.isalpha():
        return False
    return says_more_than_name(cell)


def _cells_that_say_so(check: TableToCheck, title: str, cells: Sequence[Cell]) -> set[Cell]:
    """The different cells of a column that say that somebody has left; none of a free text."""
    lists, folded = _departure_words(), fold_header(title)
    different = check.distinct(cells)
    if folded in lists.present:
        return {cell for cell in different if cell != "" and ticked(cell) is False}
    if len(different) > _MOST_DIFFERENT:
        return set()
    says_so = _says_left
    if folded in lists.status:
        says_so = _says_ended
    return {cell for cell in different if isinstance(cell, str) and says_so(_words_of_state(cell))}


def _words_of_state(text: str) -> Sequence[str]:
    """The words of a cell that may say a state; none of a sentence."""
    words = [word for word in fold(text).split() if not word.isdigit()]
    return words if len(words) <= _departure_words().longest else ()


def _says_ended(words: Sequence[str]) -> bool:
    """True of « sorti », « terminé », « abandon » under the title of a state."""
    lists = _departure_words()
    return bool(words) and is_one_of(words[0], (*lists.left, *lists.ended))


def _says_left(words: Sequence[str]) -> bool:
    """True of « sorti », « sortie CDI » under any other title, not of « sortie piscine »."""
    lists = _departure_words()
    if not words or not is_one_of(words[0], lists.left):
        return False
    return len(words) == 1 or is_one_of(words[1], lists.after)


@functools.cache
def _departure_words() -> _DepartureWords:
    return parse(read_yaml(_FILE), _DepartureWords)
