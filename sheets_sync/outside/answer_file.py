"""Read the answers of an export of KoboToolbox, ODK, an online form or a spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.form import Field, Form
from forms.values import Cell, ReadingContext, shown
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.outside.answer_columns import (
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
    """

    line: int
    keys: tuple[str, ...]
    siae: str
    texts: Mapping[str, Cell]


@dataclass(frozen=True)
class AnswerFile:
    """The answers of a file, and what of it was not read.

    Attributes:
        unknown: the headers with answers below them that are no field of the form.
        near: header → the field that it was read as, though it is no title of that.
        remarks: (line, sentence) on answers that were left empty or cut, or end with the file.
        accents_mended: whether its letters are not those of the file, whose encoding is wrong.
    """

    answers: Sequence[Answer]
    unknown: Sequence[str] = ()
    near: Mapping[str, Field] = field(default_factory=dict)
    remarks: Sequence[tuple[int, str]] = ()
    accents_mended: bool = False


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
    required = [each for each in form.fields if each.required]
    if columns.cells.keys().isdisjoint(each.id for each in required):
        labels = ", ".join(each.label for each in required)
        raise Refusal("forms.other", file=file.name, form=form.label, columns=labels)
    answers: list[Answer] = []
    for index, line in enumerate(lines):
        texts = {
            name: cells[index]
            for name, cells in columns.cells.items()
            if not is_blank(cells[index])
        }
        if texts:
            siae = "" if columns.siae is None else shown(line[columns.siae])
            keys = tuple(_collector_keys(names, line)) or (_digest_of_answer(texts),)
            answers.append(Answer(index + 2, keys, siae, texts))
    remarks = list(_remarks(columns, form))
    if tab.cut_row:
        remarks.append((tab.cut_row, sentence("outside.cut", file=file.name, row=tab.cut_row)))
    return AnswerFile(answers, columns.unknown, columns.near, remarks, tab.accents_mended)


def _first_tab(file: Path) -> Grid:
    """The first tab of a file: it has at least its headers."""
    book = open_given(file)
    tab = book.read(book.tabs[0]).with_accents_mended()
    if not tab.rows:
        raise Refusal("forms.unreadable", file=file.name)
    return tab


def _collector_keys(headers: Sequence[str], line: Sequence[Cell]) -> Iterator[str]:
    """The collector's own names for an answer."""
    by_name = {
        part.lower(): shown(cell)
        for header, cell in zip(headers, line, strict=False)
        for part in name_parts(header)
    }
    # The XML of an answer has « uuid: » before what its row in an export has alone.
    given = (by_name.get(name, "").removeprefix("uuid:") for name in KEYS)
    yield from dict.fromkeys(filter(None, given))


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


_REMARKS: Mapping[str, str] = {
    "value.answer_unknown": "outside.answer_unknown",
    "name.split_uncertain": "outside.name_cut",
}
"""What was done to a cell before it was read → the sentence on it."""
