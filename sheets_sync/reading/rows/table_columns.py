"""The columns of a table by what they tell of a row: whose it is, and that it is an entry."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.form import Form
from forms.headers.columns import Matching
from forms.values import Reader, ReadingContext, reader
from forms.words import fold

_NEVER_IN_TOTALS = ("date_entree", "date_naissance", "date", "prenom")
"""No row of totals has these beside its word: with one of them, « TOTTI Reza » is a person."""
_NAMES = ("nom", "prenom")
_ANSWERS = ("date", "choice")


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table that tell an entry.

    Attributes:
        fields: every column that holds a field, in order.
        never_in_totals: columns that no row of totals fills.
        dates: columns of dates.
        name: the column of names, None where no column holds them.
        names: every column of names; titled: columns that are no field and have a title.
        persons: columns that tell one person from another: of names and birth dates.
        answers: columns of dates and choices, with what reads their cells.
        required: columns that every entry fills.
        listed_words: what a row of counts may begin with: the words of all lists, folded.
    """

    fields: Sequence[int]
    never_in_totals: frozenset[int]
    dates: frozenset[int]
    name: int | None
    names: frozenset[int]
    titled: frozenset[int]
    persons: frozenset[int]
    answers: Mapping[int, Reader]
    required: frozenset[int]
    listed_words: frozenset[str]

    @classmethod
    def of(
        cls, matching: Matching, form: Form, titles: Sequence[str], context: ReadingContext
    ) -> TableColumns:
        """From what was decided on the columns of a table; `titles` has one for each column."""
        matches = matching.matches
        in_people = [matches[field].column for field in _NEVER_IN_TOTALS if field in matches]
        dates = [m.column for m in matches.values() if form.field(m.field).type == "date"]
        return cls(
            sorted(matching.columns),
            frozenset(in_people),
            frozenset(dates),
            _name_column(matching),
            frozenset(_name_columns(matching)),
            frozenset(column for column in matching.extra if titles[column]),
            frozenset(_person_columns(matching)),
            {
                match.column: reader(form.field(match.field), context)
                for match in matches.values()
                if form.field(match.field).type in _ANSWERS
            },
            frozenset(m.column for m in matches.values() if form.field(m.field).required),
            _listed_words(form),
        )


@functools.lru_cache(maxsize=32)
def _listed_words(form: Form) -> frozenset[str]:
    values = (choice.value for field in form.fields for choice in field.options)
    return frozenset(map(fold, values))


def _name_column(matching: Matching) -> int | None:
    return next(_name_columns(matching), None)


def _person_columns(matching: Matching) -> Iterator[int]:
    yield from _name_columns(matching)
    if "date_naissance" in matching.matches:
        yield matching.matches["date_naissance"].column


def _name_columns(matching: Matching) -> Iterator[int]:
    for field in _NAMES:
        if field in matching.matches:
            yield matching.matches[field].column
    for column, combined in matching.combined.items():
        if not set(_NAMES).isdisjoint(combined.fields):
            yield column
