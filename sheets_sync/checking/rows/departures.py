"""Check for people who are said to have left where no exit is read: they count as present.

Staff write it in a column of their own (« Situation : sorti », « Présent ? non », « Sorti : x ») or
beside the name (« DIALLO (sortie) »).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from forms.definition_file import Definition, parse, read_yaml
from forms.values import Cell, Value, ticked
from forms.words import fold, fold_header
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.rows.sections import EXIT_FIELDS, named_rows
from sheets_sync.checking.table import TableToCheck, Values
from sheets_sync.french import quoted
from sheets_sync.reading.names import says_more_than_name
from sheets_sync.reading.rows.sections import is_one_of
from sheets_sync.reading.table import PreparedCells

_FILE = Path(__file__).with_name("departures.yaml")
_NAMES = ("nom", "prenom")
_LEFT, _NEVER = "column.says_left", "column.says_never"
_MOST_DIFFERENT = 12
"""Different values of a column that says a state; remarks are more."""


class _DepartureWords(Definition):
    left: tuple[str, ...]
    after: tuple[str, ...]
    ended: tuple[str, ...]
    planned: tuple[str, ...]
    never: tuple[str, ...]
    beside: tuple[str, ...]
    status: frozenset[str]
    present: frozenset[str]
    around: frozenset[str]
    longest: int


class SayingColumn(NamedTuple):
    """A column of no field (from 0), the rule that tells it, and the rows of which it says so."""

    rule: str
    column: int
    title: str
    rows: Sequence[int]


@dataclass(frozen=True)
class Departures:
    """The rows that say that somebody has left or never entered, and have no exit.

    Attributes:
        columns: those that say so. names: the rows (the sheet's numbers) of which a name does.
    """

    columns: Sequence[SayingColumn]
    names: frozenset[int]

    @property
    def rows(self) -> frozenset[int]:
        """All who have left: what is asked of who is still there need not be asked of these."""
        return self.names.union(*(each.rows for each in self.columns if each.rule == _LEFT))

    def check(self, check: TableToCheck) -> Iterator[Anomaly]:
        """One warning for each column; of names it is told as of all that say more than a name."""
        for rule, column, title, rows in self.columns:
            words = {"header": quoted(title), "rows": named_rows(rows)}
            yield check.column_anomaly(rule, column, rows[0], None, **words)


def find_departures(
    check: TableToCheck, values: Values, rows_kept: Sequence[bool], prepared: PreparedCells
) -> Departures:
    """The rows that count, have no exit, and say in another column or beside a name that one is."""
    exits = [values[name] for name in EXIT_FIELDS if name in values]
    columns: list[SayingColumn] = []
    for rule, column, title, saying in _cells_that_say_so(check):
        cells = check.table.extra[title]
        rows = [
            row
            for index, row in enumerate(check.table.rows)
            if cells[index] in saying and rows_kept[index] and _has_no_exit(exits, index)
        ]
        if rows:
            columns.append(SayingColumn(rule, column, title, rows))
    beside_names = (
        row
        for (name, row), cell in prepared.items()
        if name in _NAMES and cell.rule == "name.says_more" and _any_word_ended(cell.typed)
    )
    return Departures(columns, frozenset(beside_names))


def _cells_that_say_so(check: TableToCheck) -> Iterator[tuple[str, int, str, set[Cell]]]:
    """The rule, the column, its title, and the different cells by which it says so.

    Most tabs have no such column: only where there is one is each row looked at.
    """
    for column, title in check.table.matching.extra.items():
        if column in check.table.beside or title not in check.table.extra:
            continue
        cells = check.distinct(check.table.extra[title])
        left, never = _saying_left(title, cells), _saying_never(title, cells)
        for rule, saying in ((_LEFT, left), (_NEVER, never)):
            if saying:
                yield rule, column, title, saying


def _has_no_exit(exits: Sequence[Sequence[Value | None]], index: int) -> bool:
    return all(column[index] is None for column in exits)


def _any_word_ended(text: str) -> bool:
    lists = _departure_words()
    return any(is_one_of(word, (*lists.left, *lists.ended)) for word in fold(text).split())


def names_that_say_more(check: TableToCheck, rows_kept: Sequence[bool]) -> Iterator[Anomaly]:
    """A warning for each name with a word that is none: « ABANDON »."""
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


def _saying_left(title: str, different: Mapping[Cell, None]) -> set[Cell]:
    """The different cells of a column that say that somebody has left; none of a free text."""
    lists, folded = _departure_words(), fold_header(title)
    if folded in lists.present:
        return {cell for cell in different if cell != "" and ticked(cell) is False}
    if _asks_who_left(folded):
        return {cell for cell in different if ticked(cell) is True}
    if len(different) > _MOST_DIFFERENT:
        return set()
    says_so = _says_left
    if folded in lists.status:
        says_so = _says_ended
    return {cell for cell in different if isinstance(cell, str) and says_so(_words_of_state(cell))}


def _saying_never(title: str, different: Mapping[Cell, None]) -> set[Cell]:
    """Those of a column of states that say no more than « refusé », « en attente »."""
    if fold_header(title) not in _departure_words().status or len(different) > _MOST_DIFFERENT:
        return set()
    return {cell for cell in different if isinstance(cell, str) and _says_never(fold(cell).split())}


def _says_never(words: Sequence[str]) -> bool:
    lists = _departure_words()
    left = [word for word in words if word not in lists.beside]
    return bool(left) and all(is_one_of(word, lists.never) for word in left)


def _asks_who_left(title: str) -> bool:
    """True of « Sorti ? », « A quitté le programme (oui/non) », which are ticked for who has."""
    lists = _departure_words()
    words = [word for word in title.split() if word not in lists.around]
    return len(words) == 1 and is_one_of(words[0], (*lists.left, *lists.ended))


def _words_of_state(text: str) -> Sequence[str]:
    """The words of a cell that may say a state; none of a sentence, or of what is to come."""
    lists = _departure_words()
    words = [word for word in fold(text).split() if not word.isdigit()]
    is_planned = any(is_one_of(word, lists.planned) for word in words)
    return () if is_planned or len(words) > lists.longest else words


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
