"""Read the answers of an export of KoboToolbox, ODK or a spreadsheet, whatever its headers are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from forms.form import Field, Form
from forms.values import Cell, shown
from forms.values.choices import SEVERAL
from forms.words import fold_header
from forms.xlsform import choice_name
from sheets_sync.errors import Refusal
from sheets_sync.workbooks.opening import open_workbook

_KEYS = ("_uuid", "instanceid", "_id", "uuid")
"""The columns that a collector names an answer in, the most lasting first."""


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        line: of the file, from 1. key: what it is known again by.
        siae: whose tab it goes to; "" where the file does not say it.
        texts: what was answered, by field.
    """

    line: int
    key: str
    siae: str
    texts: Mapping[str, Cell]


def read_answers(file: Path, form: Form, siae: Sequence[str]) -> list[Answer]:
    """The answers of a `.csv` or `.xlsx` whose headers are names with their groups, or labels.

    Raises:
        Refusal: the file cannot be read, or has no column for a required field.
    """
    headers, *lines = _first_tab_rows(file)
    fields: dict[Cell, Field] = {}
    for header in headers:
        if field := _field_of(str(header), form):
            fields[header] = field
    required = [field for field in form.fields if field.required]
    if not any(field in required for field in fields.values()):
        labels = ", ".join(field.label for field in required)
        raise Refusal("forms.other", file=file.name, form=form.label, columns=labels)
    siae_column = _siae_column(headers, form)
    answers: list[Answer] = []
    for number, line in enumerate(lines, 2):
        cells = {header: cell for header, cell in zip(headers, line, strict=False) if cell != ""}
        texts = {
            field.id: _in_words_of_list(cells[header], field, siae)
            for header, field in fields.items()
            if header in cells
        }
        if texts:
            siae_said = str(cells.get(siae_column, ""))
            answers.append(Answer(number, _answer_key(cells, texts), siae_said, texts))
    return answers


def _first_tab_rows(file: Path) -> list[list[Cell]]:
    """The rows of the first tab of a file: at least the headers."""
    book = open_workbook(file.name, file.parent)
    rows = [list(row) for row in book.read(book.tabs[0]).rows]
    if not rows:
        raise Refusal("forms.unreadable", file=file.name)
    rows[0] = [str(header) for header in rows[0]]
    return rows


def _last_part(header: Cell) -> str:
    """A header without the groups that a collector puts before it."""
    return str(header).rpartition("/")[2]


def _name(header: Cell) -> str:
    return _last_part(header).strip().lower()


def _field_of(header: str, form: Form) -> Field | None:
    """The field whose id the header is; else the one of whose labels it is one."""
    for field in form.fields:
        if field.id == _name(header):
            return field
    words = fold_header(_last_part(header))
    for field in form.fields:
        if words in map(fold_header, (field.label, *field.headers)):
            return field
    return None


def _in_words_of_list(cell: Cell, field: Field, siae: Sequence[str]) -> Cell:
    """An answer in the words of the list, where the export has the names of choices."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        choices = {choice_name(value): value for value in field.offered(siae)}
        if field.type == "choices":
            choices = {choice_name(choice.value): choice.value for choice in field.options}
            names = cell.split()
            # the names of choices have no spaces: an export writes several with a space between
            if names and all(name in choices for name in names):
                return SEVERAL.join(choices[name] for name in names)
        return choices.get(cell.strip(), cell)
    return cell


def _siae_column(headers: Sequence[Cell], form: Form) -> Cell:
    """The header of the column that says whose an answer is; "" where there is none."""
    named = (header for header in headers if _name(header) == "siae")
    asked = (header for header in headers if form.title_words.names_siae(_last_part(header)))
    return next(chain(named, asked), "")


def _answer_key(cells: Mapping[Cell, Cell], texts: Mapping[str, Cell]) -> str:
    """The collector's own name for an answer; a digest of what was answered where it has none."""
    by_name = {_name(header): shown(cell) for header, cell in cells.items()}
    given = next((by_name[name] for name in _KEYS if name in by_name), "")
    # The XML of an answer has « uuid: » before what its row in an export has alone.
    key = given.removeprefix("uuid:")
    if key:
        return key
    answered = sorted((name, shown(cell)) for name, cell in texts.items())
    return hashlib.sha256(repr(answered).encode()).hexdigest()
