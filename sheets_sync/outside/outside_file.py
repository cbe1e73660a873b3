"""Persons in a file that others export: their rows that count, typed as our fields are."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from forms.form import Form
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header
from forms.values import Cell, ReadingContext, Value, reader, shown
from forms.words import fold, fold_header
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.outside.outside_formats import OutsideFormat, folded_headers
from sheets_sync.workbooks.opening import open_given

MASK = "…"
"""Ends a name that the other program shows only the first letters of."""


@dataclass(frozen=True)
class PersonThere:
    """A person as the file has them, in the newest of their rows that count.

    Attributes:
        rows: the numbers of their rows in the file, from 1; the newest first.
        siae: as the file names it; "" where it does not.
        family, given: folded; both names in `family` where the file has them in one cell.
        name: as the file has it.
        values: field → what the file says of it, None where it says nothing that is understood.
        doubt: a value that somebody must look into; "" for none.
    """

    rows: tuple[int, ...]
    siae: str
    family: str
    given: str
    name: str
    birth: date | None
    pass_iae: str | None
    values: Mapping[str, Value | None]
    doubt: str = ""

    @property
    def is_masked(self) -> bool:
        """True if the file tells only how the names begin."""
        return MASK in self.name


@dataclass(frozen=True)
class OutsideFile:
    """A file, its format by name, the persons in it, and the columns that it should have too.

    `accents_mended`: its letters are not those of the file, whose encoding is wrong. `repeated`:
    its rows (from 1) that a later one with the same number stands for. `cut_row`: its last, where
    the file seems to be cut within it; else 0.
    """

    name: str
    format_name: str
    outside: OutsideFormat
    persons: Sequence[PersonThere]
    not_compared: Sequence[str] = ()
    accents_mended: bool = False
    repeated: Sequence[int] = ()
    cut_row: int = 0

    @property
    def source(self) -> str:
        """Key of what it takes the place of: an earlier file of the same format and SIAE."""
        return " | ".join([self.format_name, *sorted({one.siae for one in self.persons})])


def read_outside_file(
    file: Path, formats: Mapping[str, OutsideFormat], form: Form, context: ReadingContext
) -> OutsideFile:
    """The persons of a file whose format is recognised by its headers.

    Raises:
        Refusal: it cannot be read, no format has its headers, or it lacks some of them.
    """
    book = open_given(file)
    for tab in book.tabs:
        grid = book.read(tab).with_accents_mended()
        rows = grid.rows
        for name, outside in formats.items():
            header = outside.header_row(rows)
            if header is not None:
                titles = folded_headers(rows[header])
                _refuse_missing(file, outside, titles)
                repeated = _rows_given_again(rows, header, outside)
                there = _rows_that_count(rows, header, outside, form, context, repeated)
                return OutsideFile(
                    file.name,
                    name,
                    outside,
                    _persons(there, outside),
                    outside.not_compared(titles),
                    grid.accents_mended,
                    repeated,
                    grid.cut_row,
                )
        for outside in formats.values():
            for row in rows[: outside.first_rows]:
                if outside.is_like(folded_headers(row)):
                    _refuse_missing(file, outside, folded_headers(row))
        if any(_is_of_answers(row, form) for row in rows[:1]):
            raise Refusal("reconcile.answers", file=file.name)
    known = "\n".join(f"- {outside.label} : {outside.file}" for outside in formats.values())
    raise Refusal("reconcile.no_format", file=file.name, known=known)


def _refuse_missing(file: Path, outside: OutsideFormat, titles: Collection[str]) -> None:
    """Raise `Refusal` where a column is not there without which all would be somebody else."""
    if missing := outside.missing(titles):
        columns = [sentence("outside.column", title=title) for title in missing]
        label = outside.label
        raise Refusal("reconcile.no_column", file=file.name, label=label, columns=columns)


def _is_of_answers(row: Sequence[Cell], form: Form) -> bool:
    """True if a row of headers is that of the answers to an online form."""
    headers = [Header(shown(cell)) for cell in row]
    return bool(service_columns(headers, form.title_words))


@dataclass(frozen=True)
class _RowThere:
    """A row of the file.

    Attributes:
        newest: the date by which the newest of a person's rows is found.
    """

    person: PersonThere
    newest: date


def _rows_given_again(
    rows: Sequence[Sequence[Cell]], header: int, outside: OutsideFormat
) -> list[int]:
    """The rows (from 1) whose number a later row has as well."""
    titles = folded_headers(rows[header])
    if not outside.once or fold_header(outside.once) not in titles:
        return []
    column = titles.index(fold_header(outside.once))
    keys = {number: shown(row[column]) for number, row in enumerate(rows[header + 1 :], header + 2)}
    last = {key: number for number, key in keys.items()}
    return [number for number, key in keys.items() if key and last[key] != number]


def _rows_that_count(
    rows: Sequence[Sequence[Cell]],
    header: int,
    outside: OutsideFormat,
    form: Form,
    context: ReadingContext,
    repeated: Collection[int],
) -> Iterator[_RowThere]:
    titles = folded_headers(rows[header])
    read = _Reader(outside, form, context)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        # The first of two columns with one title, as people read.
        cells = dict(zip(reversed(titles), reversed(row), strict=False))
        if number not in repeated and read.counts(cells):
            yield read.row(number, cells)


class _Reader:
    """Reads the cells of a row, by their folded headers, as the fields they are compared with."""

    def __init__(self, outside: OutsideFormat, form: Form, context: ReadingContext) -> None:
        self.outside, self.as_of = outside, context.as_of
        self.fields = {field.id: reader(field, context) for field in form.fields}
        self.columns = {one.field: one.column for one in outside.compare}

    def counts(self, cells: Mapping[str, Cell]) -> bool:
        for column, values in self.outside.counted.items():
            if fold(self.text(cells, column)) not in map(fold, values):
                return False
        if not self.outside.ended:
            return True
        end = self.day(cells, self.outside.ended)
        return end is not None and end <= self.as_of

    def row(self, number: int, cells: Mapping[str, Cell]) -> _RowThere:
        outside = self.outside
        names = [self.text(cells, column) for column in (outside.family, outside.given)]
        if outside.both:
            names = [self.text(cells, outside.both), ""]
        values = {
            field: self.fields[field](self.cell(cells, column)).value
            for field, column in self.columns.items()
        }
        number_there = self.fields["pass_iae"](self.cell(cells, outside.pass_iae)).value
        person = PersonThere(
            (number,),
            self.text(cells, outside.siae),
            fold(names[0]),
            fold(names[1]),
            " ".join(filter(None, names)),
            self.day(cells, outside.birth),
            None if number_there is None else str(number_there),
            values,
            self._doubt(cells),
        )
        return _RowThere(person, self.day(cells, outside.newest) or date.min)

    def _doubt(self, cells: Mapping[str, Cell]) -> str:
        doubt = self.outside.doubt
        if doubt is None:
            return ""
        text = self.text(cells, doubt.column)
        if fold(text) not in map(fold, doubt.values):
            return ""
        return text

    def text(self, cells: Mapping[str, Cell], column: str) -> str:
        return shown(self.cell(cells, column))

    def day(self, cells: Mapping[str, Cell], column: str) -> date | None:
        # Any field of days reads one: what is asked is the day alone.
        value = self.fields["date_naissance"](self.cell(cells, column)).value
        if isinstance(value, date):
            return value
        return None

    @staticmethod
    def cell(cells: Mapping[str, Cell], column: str) -> Cell:
        return cells.get(fold_header(column), "")


def _persons(rows: Iterable[_RowThere], outside: OutsideFormat) -> list[PersonThere]:
    """The persons by their newest row, in the order of the file."""
    by_person: dict[object, list[_RowThere]] = {}
    for row in rows:
        by_person.setdefault(_identity(row.person), []).append(row)
    persons = [_newest(rows_of_one) for rows_of_one in by_person.values()]
    if not outside.number:
        return persons
    return [replace(person, values={outside.number: len(person.rows)}) for person in persons]


def _identity(person: PersonThere) -> object:
    """What the rows of one person share: within an SIAE, names and birth date, else the PASS."""
    if person.is_masked and person.pass_iae:
        return person.siae, person.pass_iae
    return person.siae, person.family, person.given, person.birth


def _newest(rows: Sequence[_RowThere]) -> PersonThere:
    # `sorted` keeps the file's order among equals, and the last of them is the newest.
    ordered = sorted(rows, key=lambda row: row.newest)
    person = ordered[-1].person
    numbers = itertools.chain.from_iterable(row.person.rows for row in reversed(ordered))
    return replace(person, rows=tuple(numbers))
