"""Several answers in one cell: « langue, logement » under « Freins », cut into a field for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from forms.choice import values_by_spelling
from forms.form import Field, Form
from forms.headers.header import words_in_brackets
from forms.headers.shared.definitions import Several
from forms.headers.titles import Header, Titles
from forms.values import Cell, shown
from forms.values.choices import split_answers
from forms.words import fold_header, squeeze

_SUBQUESTION_END = "]"
"""Ends a title as LimeSurvey writes it: the question, and in brackets which of its rows."""
_ENOUGH = 0.2
"""Share of the different cells that have an answer, from which a column is read cell by cell."""


@dataclass(frozen=True)
class SeveralColumns:
    """The columns (from 0) whose cells hold the answers, and what they are answers to."""

    columns: tuple[int, ...]
    several: Several


@dataclass(frozen=True)
class Answers:
    """Reading of one cell.

    Attributes:
        cells: field → the value that the answers give it; a field of which nothing is said has
            none, since what was not ticked may not have been asked.
        unknown: whether some of it is no answer that is known.
    """

    cells: Mapping[str, str]
    unknown: bool = False


def find_several(
    words: Titles, headers: Sequence[Header], content: Sequence[Sequence[Cell]], free: Iterable[int]
) -> Iterator[SeveralColumns]:
    """Those of the columns `free` that hold several answers; « Frein 1 », « Frein 2 » together.

    Columns of such titles whose cells (`content`) are nearly all sentences hold remarks.
    """
    free = list(free)
    for several in words.form.several:
        titles = frozenset(map(fold_header, several.headers))
        reader = AnswerReader(words.form, several)
        columns = [
            column
            for column in free
            if _is_titled(words, headers[column], titles)
            and not _asks_of_one(headers[column].label, reader)
        ]
        cells = chain.from_iterable(content[column] for column in columns)
        if columns and reader.fits(cells):
            yield SeveralColumns(tuple(columns), several)


def told_beside(
    words: Titles,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    free: Iterable[int],
    found: SeveralColumns,
) -> tuple[int, ...]:
    """Those of the columns `free` with such answers and more in the title: « Freins levés »."""
    reader = AnswerReader(words.form, found.several)
    return tuple(
        column
        for column in free
        if _says_more(headers[column], found.several) and reader.fits(content[column])
    )


def _says_more(header: Header, several: Several) -> bool:
    """True if a title has all the words of one of such columns' titles, and others."""
    mine = set(fold_header(header.label).split())
    return any(set(fold_header(title).split()) < mine for title in several.headers)


def _is_titled(words: Titles, header: Header, titles: frozenset[str]) -> bool:
    for title in words.bare(header.label):
        qualifier = words.qualifier(title)
        if title in titles or (qualifier.kind == "number" and qualifier.rest in titles):
            return True
    return False


def _asks_of_one(label: str, reader: AnswerReader) -> bool:
    """True of « Quels sont les freins ? [Langue] », whose « non » says nothing of the others."""
    named = sum(map(reader.is_answer, words_in_brackets(label)))
    return named == 1 or label.rstrip().endswith(_SUBQUESTION_END)


class AnswerReader:
    """Reads the cells of such columns; `form` has the fields that the answers are about."""

    def __init__(self, form: Form, several: Several) -> None:
        self.fields = form.with_topic(several.topic)
        self._several = several
        self._field_by_word: dict[str, Field] = {}
        for field in self.fields:
            for word in (field.short_label, field.label, field.id, *field.headers):
                self._field_by_word.setdefault(squeeze(word), field)
        self._nothing = frozenset(chain.from_iterable(map(self._words_for_none, self.fields)))

    def read(self, cell: Cell) -> Answers:
        """The answers in one cell."""
        text = shown(cell)
        if squeeze(text) in self._nothing:
            return Answers({field.id: field.value_for(self._several.none) for field in self.fields})
        parts = split_answers(text, self.is_answer)
        if not all(map(self.is_answer, parts)) and all(map(self.is_answer, text.split())):
            # programs of online forms write codes with spaces between them: « langue logement »
            parts = text.split()
        known = [self._field_by_word[squeeze(part)] for part in filter(self.is_answer, parts)]
        cells = {field.id: field.value_for(self._several.answered) for field in known}
        return Answers(cells, unknown=len(known) < len(parts))

    def values_told(self, field: Field) -> frozenset[str]:
        """The values of `field` that such a cell can tell: that it is named, or that none is."""
        roles = (self._several.answered, self._several.none)
        return frozenset(map(field.value_for, roles))

    def is_answer(self, text: str) -> bool:
        """True if a text is what one of the answers is called."""
        return squeeze(text) in self._field_by_word

    def fits(self, cells: Iterable[Cell]) -> bool:
        """True if enough of the different cells have such an answer; the others are told each.

        Where next to none has, the column holds sentences on something else.
        """
        filled = dict.fromkeys(cell for cell in cells if squeeze(shown(cell)))
        known = sum(bool(self.read(cell).cells) for cell in filled)
        return known > 0 and known >= _ENOUGH * len(filled)

    def _words_for_none(self, field: Field) -> Iterator[str]:
        none = field.role(self._several.none)
        spellings = values_by_spelling(field.options)
        return (word for word, value in spellings.items() if value in none)
