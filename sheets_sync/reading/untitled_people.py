"""People of whom no title tells: a list without its titles, or with a person in each column.

Such a row (or column) has words that may be a name, a birth date or a PASS number, and a choice
that only participants have. Of lists of prices, days, contacts or firms none has all three.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple

from forms.form import Field, Form
from forms.values import Cell, ReadingContext, reader
from forms.words import clean
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.listed_people import ListedPeople, listed_people
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

_FEWEST = 2
"""One such row may be the example in a notice, one such column the card of somebody."""
_SAMPLE = 200
"""Rows or columns with something in them that are looked at to tell whether people stand there."""
_MOST_FIELDS = 100
"""Rows of a tab with a person in each column: no more fields than that are kept of anybody."""
_WORDS = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")
_FEWEST_WORDS = 2


class UntitledPeople(NamedTuple):
    """So many people who stand in a tab, one in each row or in each column."""

    like: Literal["untitled", "in_columns"]
    number: int
    people: ListedPeople


def untitled_people(grid: Grid, form: Form, context: ReadingContext) -> UntitledPeople | None:
    """Whoever most rows of a tab are, or else most columns; None where they are not of people.

    Args:
        form: the participants'.
    """
    describes = _Describer(form, context)
    filled = [row for row in grid.rows if not all(map(is_blank, row))]
    if describes.most_of(filled):
        rows = list(filter(describes.is_person, filled))
        return UntitledPeople("untitled", len(rows), describes.people(rows))
    turned = list(zip(*grid.rows[:_MOST_FIELDS], strict=True))
    columns = [column for column in turned if not all(map(is_blank, column))]
    if describes.most_of(columns[1:]):
        number = sum(map(describes.is_person, columns))
        return UntitledPeople("in_columns", number, listed_people(replace(grid, rows=turned), form))
    return None


class _Describer:
    """Tells whether cells beside each other describe a person."""

    def __init__(self, form: Form, context: ReadingContext) -> None:
        self._form, self._context = form, context
        proven = [field for field in form.fields if field.by_content]
        self._identity = [field for field in proven if field.id in form.identity]
        self._others = [field for field in proven if field.id not in form.identity]
        self._means = functools.cache(self._meaning)

    def most_of(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """True if most of the first rows are people, and more than one is."""
        sample = rows[:_SAMPLE]
        people = sum(map(self.is_person, sample))
        return people >= _FEWEST and 2 * people > len(sample)

    def is_person(self, row: Sequence[Cell]) -> bool:
        """True if a row has what nobody but a participant has, and words for a name."""
        meanings = set(filter(None, map(self._means, row)))
        if "choice" not in meanings or meanings.isdisjoint(self._form.identity):
            return False
        return sum(len(name.split()) for name in self._names(row)) >= _FEWEST_WORDS

    def people(self, rows: Sequence[Sequence[Cell]]) -> ListedPeople:
        """Those of such rows: the words that come first are their names."""
        identities = list(map(self._identity_of, rows))
        return ListedPeople(
            {
                field: [identity.get(field, "") for identity in identities]
                for field in self._form.identity
            },
            [cell for row in rows for cell in row],
        )

    def _identity_of(self, row: Sequence[Cell]) -> dict[str, Cell]:
        by_field = {self._means(cell): cell for cell in row}
        family, given, *_ = " ".join(self._names(row)).split()
        return {**by_field, "nom": family, "prenom": given}

    def _names(self, row: Sequence[Cell]) -> list[str]:
        return [cell for cell in row if isinstance(cell, str) and self._means(cell) == "name"]

    def _meaning(self, cell: Cell) -> str:
        """The field of the identity that a cell is, else its type; "name", "" for anything else."""
        for field in self._identity:
            if self._is_value(field, cell):
                return field.id
        if not isinstance(cell, str):
            return ""
        for field in self._others:
            if self._is_value(field, cell):
                return field.type
        return "name" if _WORDS.fullmatch(clean(cell)) else ""

    def _is_value(self, field: Field, cell: Cell) -> bool:
        # any number is a date to a spreadsheet, and so is a postal code
        if is_blank(cell) or (field.type == "date" and not is_full_date(cell)):
            return False
        reading = reader(field, self._context)(cell)
        if isinstance(reading.value, date):
            # « Né en 2025 » is the day of something else
            latest = self._context.as_of.year + field.two_digit_years_until
            return reading.rule is None and reading.value.year <= latest
        return reading.rule is None and reading.value is not None
