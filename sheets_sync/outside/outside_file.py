"""Persons in a file that others export: their rows that count, typed as our fields are."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from forms.form import Form
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header
from forms.values import Cell, Reading, ReadingContext, Value, reader, shown
from forms.words import fold, fold_header
from sheets_sync.catalogue import sentence
from sheets_sync.checking.cells.date_order import doubtful_dates, undecided_order
from sheets_sync.errors import Refusal
from sheets_sync.outside.outside_formats import OutsideFormat, folded_headers
from sheets_sync.people.person_row import whole_day
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.opening import open_given
from sheets_sync.workbooks.shared.protocol import Grid

MASK = "…"
"""Ends a name that the other program shows only the first letters of."""


@dataclass(frozen=True)
class PersonThere:
    """A person as the file has them, in the newest of their rows that count.

    Attributes:
        rows: the numbers of their rows in the file, from 1; the newest first.
        siae: as the file names it; "" where it does not.
        family, given: folded; both names in `family` where the file has them in one cell.
        name: as the file has it. email: folded; "" where the format names no such column.
        values: field → what the file says of it, None where it says nothing that is understood.
        days: when each of their rows ended (`ended` of the format), None where it has no day.
        doubt: a value that somebody must look into; "" for none.
        is_understood: whether no row that is not understood may be newer than the one taken.
    """

    rows: tuple[int, ...]
    siae: str
    family: str
    given: str
    name: str
    birth: date | None
    pass_iae: str | None
    values: Mapping[str, Value | None]
    days: tuple[date | None, ...] = ()
    doubt: str = ""
    email: str = ""
    is_understood: bool = True

    @property
    def is_masked(self) -> bool:
        """True if the file tells only how the names begin."""
        return MASK in self.name


@dataclass(frozen=True)
class OutsideFile:
    """A file, its format by name, the persons in it, and the columns that it should have too.

    `accents_mended`: its letters are not those of the file, whose encoding is wrong. `repeated`:
    its rows (from 1) that a later one with the same number stands for. `cut_row`: its last, where
    the file seems to be cut within it; else 0. `not_understood`: column → the rows (from 1) whose
    cell says what is not understood. `doubtful_dates`: those whose day and month may be swapped.
    Neither says anything. `shows_no_order`: no date tells whether days or months are first.
    """

    name: str
    format_name: str
    outside: OutsideFormat
    persons: Sequence[PersonThere]
    not_compared: Sequence[str] = ()
    accents_mended: bool = False
    repeated: Sequence[int] = ()
    cut_row: int = 0
    not_understood: Mapping[str, Sequence[int]] = field(default_factory=dict)
    doubtful_dates: Mapping[str, Sequence[int]] = field(default_factory=dict)
    shows_no_order: bool = False


def read_outside_file(
    file: Path, formats: Mapping[str, OutsideFormat], form: Form, context: ReadingContext
) -> OutsideFile:
    """The persons of a file whose format is recognised by its headers.

    Raises:
        Refusal: it cannot be read, no format has its headers, it lacks some of them, or nothing
            below them is understood.
    """
    book = open_given(file)
    for tab in book.tabs:
        grid = book.read(tab).with_accents_mended()
        rows = grid.rows
        for name, outside in formats.items():
            header = outside.header_row(rows)
            if header is not None:
                _refuse_missing(file, outside, folded_headers(rows[header]))
                return _persons_of_tab(file, grid, header, name, _Reader(outside, form, context))
        for outside in formats.values():
            for row in rows[: outside.first_rows]:
                if outside.is_like(folded_headers(row)):
                    _refuse_missing(file, outside, folded_headers(row))
        if any(_is_of_answers(row, form) for row in rows[:1]):
            raise Refusal("reconcile.answers", file=file.name)
    known = "\n".join(f"- {outside.label} : {outside.file}" for outside in formats.values())
    raise Refusal("reconcile.no_format", file=file.name, known=known)


def _persons_of_tab(file: Path, grid: Grid, header: int, name: str, read: _Reader) -> OutsideFile:
    """The persons below the headers; raises `Refusal` where no row is understood."""
    outside, titles = read.outside, folded_headers(grid.rows[header])
    lines = {
        number: _line(titles, row)
        for number, row in enumerate(grid.rows[header + 1 :], header + 2)
        if not all(map(is_blank, row))
    }
    repeated = _rows_given_again(lines, outside)
    for number in repeated:
        del lines[number]
    there = list(read.rows_that_may_count(lines, grid.cut_row))
    untold = set(itertools.chain(*read.not_understood.values(), *read.doubtful.values()))
    if not any(row.is_understood for row in there) and untold.issuperset(lines):
        columns = [sentence("outside.column", title=title) for title in read.not_understood]
        code = "reconcile.nothing_understood" if columns else "reconcile.no_rows"
        raise Refusal(code, file=file.name, label=outside.label, columns=columns)
    return OutsideFile(
        file.name,
        name,
        outside,
        _persons(there),
        outside.not_compared(titles),
        grid.accents_mended,
        repeated,
        grid.cut_row,
        read.not_understood,
        read.doubtful,
        read.shows_no_order,
    )


def _line(titles: Sequence[str], row: Sequence[Cell]) -> _Line:
    """The cells of a row by their title; where one comes twice, the one that says something.

    Two that say different things stand together, and are not understood.
    """
    cells_by_title: dict[str, list[Cell]] = {title: [] for title in titles}
    for title, cell in zip(titles, row, strict=False):
        if not is_blank(cell) and cell not in cells_by_title[title]:
            cells_by_title[title].append(cell)
    return {title: _one_cell(cells) for title, cells in cells_by_title.items()}


def _one_cell(cells: Sequence[Cell]) -> Cell:
    if len(cells) > 1:
        return " | ".join(map(shown, cells))
    return cells[0] if cells else ""


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
        newest: the date by which the newest of a person's rows is found; None where unknown.
        is_understood: whether it surely counts, and is not cut.
    """

    person: PersonThere
    newest: date | None
    is_understood: bool


_Line = Mapping[str, Cell]
"""Folded header → the cell of a row."""


def _rows_given_again(lines: Mapping[int, _Line], outside: OutsideFormat) -> list[int]:
    """The rows (from 1) whose number a later row has as well."""
    keys = {number: shown(_cell(line, outside.once)) for number, line in lines.items()}
    last = {key: number for number, key in keys.items()}
    return [number for number, key in keys.items() if key and last[key] != number]


def _cell(line: _Line, column: str) -> Cell:
    # "" is the header of a column without a title too.
    return line.get(fold_header(column), "") if column else ""


class _Reader:
    """Reads the rows of a file: each column as the field that it is compared with, as a whole.

    Attributes:
        not_understood, doubtful, shows_no_order: as of `OutsideFile`.
    """

    def __init__(self, outside: OutsideFormat, form: Form, context: ReadingContext) -> None:
        self.outside, self.as_of = outside, context.as_of
        fields = {field.id: field for field in form.fields}
        # Any field of days reads one: what is asked is the day alone.
        days = (outside.birth, outside.ended, outside.newest)
        read_as = dict.fromkeys(filter(None, days), "date_naissance")
        read_as |= {outside.pass_iae: "pass_iae"} if outside.pass_iae else {}
        read_as |= {one.column: one.field for one in outside.compare}
        self._readers = {column: reader(fields[name], context) for column, name in read_as.items()}
        self._days = [column for column, name in read_as.items() if fields[name].type == "date"]
        self.not_understood: dict[str, list[int]] = defaultdict(list)
        self.doubtful: dict[str, list[int]] = defaultdict(list)
        self.shows_no_order = False

    def rows_that_may_count(self, lines: Mapping[int, _Line], cut_row: int) -> Iterator[_RowThere]:
        """The rows that count, and those that nobody knows of, of those (by number) of a file."""
        readings: dict[str, dict[Hashable, Reading]] = {}
        for column, read in self._readers.items():
            cells = {_cell(line, column) for line in lines.values()}
            readings[column] = {cell: read(cell) for cell in cells}
        days = {column: readings[column] for column in self._days}
        doubtful = doubtful_dates(days)
        together = dict(itertools.chain.from_iterable(map(dict.items, days.values())))
        self.shows_no_order = undecided_order(together) is not None
        for number, line in lines.items():
            counts = self._has_counted_status(number, line)
            if counts is False:
                continue
            values: dict[str, Value | None] = {}
            for column in readings:
                cell = _cell(line, column)
                values[column] = readings[column][cell].value
                if cell in doubtful.get(column, ()):
                    values[column] = None
                    self.doubtful[column].append(number)
                elif values[column] is None and not is_blank(cell):
                    self.not_understood[column].append(number)
            if self._has_ended(values):
                is_understood = bool(counts) and number != cut_row
                yield self._row(number, line, values, is_understood=is_understood)

    def _has_counted_status(self, number: int, line: _Line) -> bool | None:
        """Whether a row counts by its values; None where one of them is not known."""
        is_known = True
        for column, values in self.outside.counted.items():
            status = shown(_cell(line, column))
            if _is_among(status, values):
                continue
            if not self._note_unknown(number, column, status):
                return False
            is_known = False
        return is_known or None

    def _note_unknown(self, number: int, column: str, value: str) -> bool:
        """Note a value that the format does not name, where it names all of that column."""
        others = self.outside.others.get(column)
        is_unknown = bool(others) and not _is_among(value, others or ())
        if is_unknown:
            self.not_understood[column].append(number)
        return is_unknown

    def _has_ended(self, values: Mapping[str, Value | None]) -> bool:
        if not self.outside.ended:
            return True
        end = values[self.outside.ended]
        return isinstance(end, date) and end <= self.as_of

    def _row(
        self, number: int, line: _Line, values: Mapping[str, Value | None], *, is_understood: bool
    ) -> _RowThere:
        outside = self.outside

        def text(column: str) -> str:
            return shown(_cell(line, column))

        names = [text(outside.family), text(outside.given)]
        if outside.both:
            names = [text(outside.both), ""]
        pass_iae = values.get(outside.pass_iae)
        person = PersonThere(
            (number,),
            text(outside.siae),
            fold(names[0]),
            fold(names[1]),
            " ".join(filter(None, names)),
            whole_day(values.get(outside.birth)),
            None if pass_iae is None else str(pass_iae),
            {one.field: values[one.column] for one in outside.compare},
            (whole_day(values.get(outside.ended)),),
            self._doubt(number, line),
            fold(text(outside.email)),
        )
        return _RowThere(person, whole_day(values.get(outside.newest)), is_understood)

    def _doubt(self, number: int, line: _Line) -> str:
        doubt = self.outside.doubt
        if doubt is None:
            return ""
        status = shown(_cell(line, doubt.column))
        if _is_among(status, doubt.values):
            return status
        if status:
            self._note_unknown(number, doubt.column, status)
        return ""


def _is_among(value: str, values: Iterable[str]) -> bool:
    return fold(value) in map(fold, values)


def _persons(rows: Iterable[_RowThere]) -> list[PersonThere]:
    """The persons by their newest row, in the order of the file."""
    alike: dict[object, list[_RowThere]] = defaultdict(list)
    for row in rows:
        alike[_identity(row.person)].append(row)
    groups: Iterable[Sequence[_RowThere]] = alike.values()
    for mark in (_email_of, _pass_of):
        groups = [part for rows_of_name in groups for part in _parted(rows_of_name, mark)]
    return list(map(_newest, groups))


def _identity(person: PersonThere) -> object:
    """Key of the rows of one person: within an SIAE, names and birth date, else the PASS."""
    if person.is_masked and person.pass_iae:
        return person.siae, person.pass_iae
    # In one cell the names come in any order.
    names = person.family if person.given else " ".join(sorted(person.family.split()))
    return person.siae, names, person.given, person.birth


def _parted(
    rows: Sequence[_RowThere], mark: Callable[[_RowThere], str]
) -> Iterable[Sequence[_RowThere]]:
    """Rows of one name: those of namesakes apart, whom an e-mail or a PASS tells from each other.

    Rows without it are nobody's for sure, where there are several.
    """
    by_mark: dict[str, list[_RowThere]] = defaultdict(list)
    for row in rows:
        by_mark[mark(row)].append(row)
    if len(by_mark.keys() - {""}) < 2:
        return [rows]
    return by_mark.values()


def _email_of(row: _RowThere) -> str:
    return row.person.email


def _pass_of(row: _RowThere) -> str:
    return row.person.pass_iae or ""


def _newest(rows: Sequence[_RowThere]) -> PersonThere:
    """A person by the newest of their rows; as not understood where it may be another one."""
    understood = [row for row in rows if row.is_understood]
    untold = [row for row in rows if not row.is_understood]
    last = max((row.newest or date.min for row in understood), default=date.min)
    # A row without a day may be the newest as well.
    if newer := [row for row in untold if row.newest is None or row.newest >= last]:
        return replace(newer[-1].person, is_understood=False)
    return _newest_understood(understood)


def _newest_understood(rows: Sequence[_RowThere]) -> PersonThere:
    # `sorted` keeps the file's order among equals, and the last of them is the newest.
    ordered = sorted(rows, key=lambda row: row.newest or date.min)
    person = ordered[-1].person
    numbers = itertools.chain.from_iterable(row.person.rows for row in reversed(ordered))
    values = person.values
    if len(rows) > 1 and any(row.newest is None for row in rows):
        # Which is the newest is not known: only what they all say is sure.
        said = [row.person.values.items() for row in rows]
        values = dict(each for each in values.items() if all(each in items for items in said))
    days = itertools.chain.from_iterable(row.person.days for row in reversed(ordered))
    return replace(person, rows=tuple(numbers), values=values, days=tuple(days))
