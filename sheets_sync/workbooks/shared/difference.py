"""What one state of a tab has that another has not: rows that are gone, rows that changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.headers.matching import letters
from forms.values import Cell, shown
from forms.words import clean
from sheets_sync.workbooks.shared.protocol import Grid

Texts = tuple[str, ...]
Notes = Mapping[tuple[int, int], str]
_MOST_ALIKE = 200
"""Rows with one and the same text, beyond which that text says nothing of which row it is."""


@dataclass(frozen=True)
class ChangedValue:
    """A cell that differs: its address in the state that is there now, and its text in each."""

    cell: str
    now: str
    then: str


@dataclass(frozen=True)
class TabDifference:
    """A tab as it is now, beside what it would be.

    Attributes:
        lost: the numbers (from 1) of its rows that would be gone.
        returning: the numbers, in the state that it would have, of rows that would be there again.
        values: the cells of other rows whose values would be others.
        notes_lost, notes_returning: cells whose note no cell would have, or none has now.
    """

    tab: str
    lost: Sequence[int]
    returning: Sequence[int]
    values: Sequence[ChangedValue]
    notes_lost: Sequence[str] = ()
    notes_returning: Sequence[str] = ()

    @property
    def is_none(self) -> bool:
        """Whether every row and note is in both, wherever it stands."""
        rows_or_values = self.lost or self.returning or self.values
        return not (rows_or_values or self.notes_lost or self.notes_returning)


def tab_difference(now: Grid, then: Grid) -> TabDifference:
    """Difference between two states of a tab, whatever its rows were sorted by in each.

    Two rows are one that was changed where they share more texts than with any other, and at least
    half of those that they have.
    """
    rows_now, rows_then = _only_in(now.rows, then.rows), _only_in(then.rows, now.rows)
    pairs = _pairs(rows_now, rows_then)
    values: list[ChangedValue] = []
    for row_now, row_then in pairs.items():
        values += _changed_values(row_now, rows_now[row_now], rows_then[row_then])
    paired = set(pairs.values())
    lost = [row for row in rows_now if row not in pairs]
    returning = [row for row in rows_then if row not in paired]
    notes = _notes_only_in(now.notes, then.notes), _notes_only_in(then.notes, now.notes)
    return TabDifference(now.tab, lost, returning, values, *notes)


def _notes_only_in(notes: Notes, others: Notes) -> list[str]:
    """The cells of notes that are not among the others, wherever these stand."""
    there = Counter(map(clean, others.values()))
    only: list[str] = []
    for (row, column), text in sorted(notes.items()):
        if there[clean(text)]:
            there[clean(text)] -= 1
        else:
            only.append(f"{letters(column)}{row + 1}")
    return only


def _only_in(rows: Sequence[Sequence[Cell]], others: Sequence[Sequence[Cell]]) -> dict[int, Texts]:
    """Number of a row (from 1) → its texts, where there is no such row among the others."""
    there = Counter(map(_row_texts, others))
    only: dict[int, Texts] = {}
    for number, row in enumerate(rows, 1):
        texts = _row_texts(row)
        if there[texts]:
            there[texts] -= 1
        elif texts:
            only[number] = texts
    return only


def _row_texts(row: Sequence[Cell]) -> Texts:
    """The texts of a row without the empty ones it ends with: a tab may have grown wider."""
    texts = [shown(cell) if cell != "" else "" for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _pairs(rows_now: Mapping[int, Texts], rows_then: Mapping[int, Texts]) -> dict[int, int]:
    """Number of a row now → that of the row it was, for those that were changed."""
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, texts in rows_then.items():
        for place in _filled_cells(texts):
            places[place].append(number)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for number, texts in rows_now.items():
        shared: Counter[int] = Counter()
        for place in _filled_cells(texts):
            if len(places[place]) <= _MOST_ALIKE:
                shared.update(other for other in places[place] if other not in taken)
        best, count = next(iter(shared.most_common(1)), (0, 0))
        if best and 2 * count >= min(_filled_count(texts), _filled_count(rows_then[best])):
            pairs[number] = best
            taken.add(best)
    return pairs


def _filled_cells(texts: Texts) -> Iterable[tuple[int, str]]:
    return ((column, text) for column, text in enumerate(texts) if text)


def _filled_count(texts: Texts) -> int:
    return sum(map(bool, texts))


def _changed_values(row: int, now: Texts, then: Texts) -> list[ChangedValue]:
    width = max(len(now), len(then))
    padded = (texts + ("",) * (width - len(texts)) for texts in (now, then))
    return [
        ChangedValue(f"{letters(column)}{row}", text_now, text_then)
        for column, (text_now, text_then) in enumerate(zip(*padded, strict=True))
        if text_now != text_then
    ]
