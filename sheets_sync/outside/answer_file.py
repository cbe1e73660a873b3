"""Read the answers of an export of KoboToolbox, ODK, an online form or a spreadsheet."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forms.form import Field, Form
from forms.values import Cell, Reading, ReadingContext, reader, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.cells.date_order import doubtful_dates
from sheets_sync.entry.identities import IDENTITY, SURE_OF_WHO
from sheets_sync.errors import Refusal
from sheets_sync.outside.answer_columns import (
    FIRST_LINE,
    KEYS,
    AnswerColumns,
    find_columns,
    name_parts,
)
from sheets_sync.outside.outside_formats import OutsideFormat
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.opening import open_given
from sheets_sync.workbooks.shared.protocol import Grid


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        line: of the file, from 1. keys: what it is known again by, the most lasting first.
        siae: whose tab it goes to; "" where the file does not say it.
        texts: what was answered, by field.
        sent: when, in ISO order, where a collector says it; else "".
    """

    line: int
    keys: tuple[str, ...]
    siae: str
    texts: Mapping[str, Cell]
    sent: str = ""


@dataclass(frozen=True)
class AnswerFile:
    """The answers of a file, and what of it was not read.

    Attributes:
        unknown: the headers with answers below them that are no field of the form.
        near: header → the field that it was read as, though it is no title of that.
        remarks: (line, sentence) on answers that were left empty or cut, or end with the file.
        accents_mended: whether its letters are not those of the file, whose encoding is wrong.
        doubtful: field → the lines whose day and month may be swapped: their answers are left.
    """

    answers: Sequence[Answer]
    unknown: Sequence[str] = ()
    near: Mapping[str, Field] = field(default_factory=dict)
    remarks: Sequence[tuple[int, str]] = ()
    accents_mended: bool = False
    doubtful: Mapping[str, Sequence[int]] = field(default_factory=dict)


def read_answers(
    file: Path,
    form: Form,
    context: ReadingContext,
    others: Collection[OutsideFormat] = (),
) -> AnswerFile:
    """The answers of a file whose headers are names with their groups, labels or questions.

    Args:
        others: the formats of files that are no answers, which `reconcile` reads.

    Raises:
        Refusal: the file cannot be read, is no answers, or has no column for a required field.
    """
    tab = _first_tab(file)
    headers, *lines = tab.rows
    for other in others:
        if other.has_much_of(headers):
            raise Refusal("forms.to_reconcile", file=file.name, label=other.label)
    names = [shown(header) for header in headers]
    columns = find_columns(names, lines, form, context)
    # A form that people drew seldom says which of its questions must be answered.
    needed = [each for each in form.fields if each.required] or form.fields
    if columns.cells.keys().isdisjoint(each.id for each in needed):
        labels = ", ".join(each.label for each in needed)
        raise Refusal("forms.other", file=file.name, form=form.label, columns=labels)
    doubtful = _lines_of_doubtful_days(columns.cells, form, context)
    left = set(itertools.chain.from_iterable(doubtful.values()))
    answers: list[Answer] = []
    refused: list[int] = []
    waiting: list[int] = []
    for number, line in enumerate(lines, FIRST_LINE):
        texts = {
            name: cells[number - FIRST_LINE]
            for name, cells in columns.cells.items()
            if not is_blank(cells[number - FIRST_LINE])
        }
        # The last row of half a file waits for the whole: it may be cut within a date.
        if texts and number not in left and number != tab.cut_row:
            siae = "" if columns.siae is None else shown(line[columns.siae])
            given = _collector_columns(names, line)
            keys = tuple(_collector_keys(given)) or (_digest_of_answer(texts),)
            answers.append(Answer(number, keys, siae, texts, _time_sent(given)))
            if _is_reviewed_as(_REFUSED, given):
                refused.append(number)
            if _is_reviewed_as(_WAITING, given):
                waiting.append(number)
    older = _older_states(answers)
    remarks = [*_remarks(columns, form), *(_older_remark(*each) for each in older.items())]
    remarks += [(line, sentence("outside.refused_there")) for line in refused if line not in older]
    remarks += [(line, sentence("outside.waiting_there")) for line in waiting if line not in older]
    if tab.cut_row:
        remarks.append((tab.cut_row, sentence("outside.answer_cut", file=file.name)))
    return AnswerFile(
        [answer for answer in answers if answer.line not in {*older, *refused}],
        columns.unknown,
        columns.near,
        remarks,
        tab.accents_mended,
        doubtful,
    )


def _first_tab(file: Path) -> Grid:
    """The first tab of a file: it has at least its headers."""
    book = open_given(file)
    tab = book.read(book.tabs[0]).with_accents_mended()
    if not tab.rows:
        raise Refusal("forms.unreadable", file=file.name)
    return tab


def _lines_of_doubtful_days(
    cells: Mapping[str, Sequence[Cell]], form: Form, context: ReadingContext
) -> dict[str, list[int]]:
    """Field → the lines (from 1) whose day and month may be swapped, as others of the file are."""
    readings: dict[str, dict[Hashable, Reading]] = {}
    for each in form.fields:
        if each.type == "date" and each.id in cells:
            read = reader(each, context)
            readings[each.id] = {cell: read(cell) for cell in set(cells[each.id])}
    lines = {}
    for name, doubtful in doubtful_dates(readings).items():
        numbered = enumerate(cells[name], FIRST_LINE)
        lines[name] = [number for number, cell in numbered if cell in doubtful]
    return lines


def _collector_columns(headers: Sequence[str], line: Sequence[Cell]) -> dict[str, Cell]:
    """Name of a column without its groups, in small letters → its cell."""
    columns: dict[str, Cell] = {}
    for header, cell in zip(headers, line, strict=False):
        columns |= dict.fromkeys((part.lower() for part in name_parts(header)), cell)
    return columns


def _collector_keys(given: Mapping[str, Cell]) -> Iterator[str]:
    """The collector's own names for an answer."""
    # The XML of an answer has « uuid: » before what its row in an export has alone.
    keys = (shown(given.get(name, "")) for name in KEYS)
    yield from dict.fromkeys(_without_prefix(key) for key in keys if key)


def _without_prefix(key: str) -> str:
    bare = key.removeprefix("uuid:")
    # Alone it would be a mere number, as any other collector may give.
    return key if is_number(bare) else bare


def is_number(key: str) -> bool:
    """True if a key is a mere number: another form or server may give it to another answer."""
    return key.isdecimal()


def _time_sent(given: Mapping[str, Cell]) -> str:
    """When an answer was sent in, in ISO order: of an edited one the last time."""
    times = [""]
    for name in _TIMES:
        cell = given.get(name, "")
        with contextlib.suppress(ValueError):
            sent = cell if isinstance(cell, datetime) else datetime.fromisoformat(shown(cell))
            times.append(sent.replace(tzinfo=None).isoformat())
    return max(times)


def _is_reviewed_as(states: Mapping[str, Collection[str]], given: Mapping[str, Cell]) -> bool:
    """True if whoever reviews the answers, in Kobo or ODK, gave one of these states to one."""
    return any(fold(shown(given.get(name, ""))) in words for name, words in states.items())


def _older_states(answers: Sequence[Answer]) -> dict[int, int]:
    """Line of an answer → the line of a newer state of it: two exports pasted one below the other.

    Of those sent at one time, the later line is the newer.
    """
    older: dict[int, int] = {}
    newest: dict[str, Answer] = {}
    for answer in sorted(answers, key=lambda answer: (answer.sent, answer.line)):
        key = answer.keys[0]
        if key in newest and _is_one_answer(newest[key], answer):
            older[newest[key].line] = answer.line
        newest[key] = answer
    return older


def _is_one_answer(one: Answer, other: Answer) -> bool:
    """True if two answers of one first key have a name that is given only once, or one person."""
    named = {key for key in one.keys if not is_number(key)} - {_digest_of_answer(one.texts)}
    return not named.isdisjoint(other.keys) or _of_one_person(one, other)


def _of_one_person(one: Answer, other: Answer) -> bool:
    """True if two answers of one number share most of whose they are.

    Two servers may give one number to two answers, of people born on one day.
    """
    both = [name for name in IDENTITY if name in one.texts and name in other.texts]
    alike = (fold(shown(one.texts[name])) == fold(shown(other.texts[name])) for name in both)
    return bool(both) and sum(alike) >= min(SURE_OF_WHO, len(both))


def _older_remark(line: int, newer: int) -> tuple[int, str]:
    return line, sentence("outside.older_state", line=newer)


def _digest_of_answer(texts: Mapping[str, Cell]) -> str:
    """Digest of what was answered: all that there is where a file names no answer."""
    answered = sorted((name, shown(cell)) for name, cell in texts.items())
    return hashlib.sha256(repr(answered).encode()).hexdigest()


def _remarks(columns: AnswerColumns, form: Form) -> Iterator[tuple[int, str]]:
    for line, asked in columns.doubtful:
        yield line, sentence("outside.two_answers", field=asked.label)
    for (name, line), cell in columns.prepared.items():
        if cell.rule in _REMARKS:
            yield line, sentence(_REMARKS[cell.rule], field=form.field(name).label)


_TIMES = ("_submission_time", "submissiondate", "end")
"""Columns of collectors that say when an answer was given."""
_REFUSED: Mapping[str, Collection[str]] = {
    "_validation_status": list(map(fold, ("validation_status_not_approved", "Not Approved"))),
    "reviewstate": ["rejected"],
}
"""Column of Kobo, of ODK Central → what it says of an answer that was refused, folded."""
_WAITING: Mapping[str, Collection[str]] = {
    "_validation_status": list(map(fold, ("validation_status_on_hold", "On Hold"))),
    "reviewstate": ["hasissues"],
}
"""As `_REFUSED`, of an answer that somebody has something to say about."""
_REMARKS: Mapping[str, str] = {
    "value.answer_unknown": "outside.answer_unknown",
    "name.split_uncertain": "outside.name_cut",
}
"""Change to a cell before it was read → the sentence on it."""
