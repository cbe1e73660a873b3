"""Formats of files that others export, from `outside_files.yaml`: which column is what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

import pydantic
from pydantic import RootModel

from forms.definition_file import Definition, did_you_mean, parse
from forms.form import Form
from forms.layers import Layers, load_layers
from forms.nested_models import YamlPath
from forms.values import Cell, shown
from forms.words import fold_header
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA

FILE = "outside_files.yaml"
_MANY = 5
"""Titles of a format that no answers to a form have all together by chance."""


class Comparison(Definition):
    """A column of the file that says what a field of the tab says.

    Attributes:
        instead: another field that the value is right in too (`or` in the file).
        only: compare only where the file's date is later.
        beside: the field whose value it belongs to (`with` in the file), as an end to its number.
    """

    field: str
    column: str
    instead: str = pydantic.Field(default="", alias="or")
    only: Literal["later"] | None = None
    beside: str = pydantic.Field(default="", alias="with")


class Doubt(Definition):
    """Values of a column that somebody must look into; `field`: where it is told."""

    field: str
    column: str
    values: tuple[str, ...]


class OutsideFormat(Definition):
    """A format; columns by their headers, "" where the file has none such.

    Attributes:
        label: whose it is, as « les Emplois de l'inclusion ». file: what it is called there.
        known_by: the headers that a file of this format has.
        family, given, both, birth, pass_iae: who the person is.
        email: what tells namesakes apart whose birth date the file does not have.
        counted: column → its values in rows that count. ended: the day after which they do.
        others: column of `counted` or `doubt` → its other values that are known.
        newest: the date by which the newest of a person's rows is taken.
        once: the column that numbers the rows: of those with one number the last is meant.
        number: the field that counts a person's rows.
        over: the fields whose day, once it is past, says that a person is gone there.
        complete: whether everybody present should be in the file.
    """

    label: str
    file: str = ""
    source: str = ""
    known_by: tuple[str, ...] = pydantic.Field(min_length=1)
    siae: str = ""
    family: str = ""
    given: str = ""
    both: str = ""
    birth: str = ""
    pass_iae: str = ""
    email: str = ""
    counted: dict[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)
    ended: str = ""
    newest: str = ""
    compare: tuple[Comparison, ...] = ()
    once: str = ""
    number: str = ""
    doubt: Doubt | None = None
    over: tuple[str, ...] = ()
    complete: bool = False
    first_rows: int = 10

    def missing(self, headers: Collection[str]) -> list[str]:
        """The columns that nothing can be told without and these headers, folded, do not have."""
        who = (self.siae, self.family, self.given, self.both)
        needed = dict.fromkeys((*self.known_by, *who, *self.counted, self.ended))
        return [title for title in needed if title and fold_header(title) not in headers]

    def has_much_of(self, row: Sequence[Cell]) -> bool:
        """True if a row of headers is of this format, though some of them may be others by now."""
        headers, compared = folded_headers(row), [each.column for each in self.compare]
        titles = {fold_header(title) for title in (*self.known_by, self.family, *compared)}
        return self.is_of(headers) or len(titles.intersection(headers)) >= _MANY

    def not_compared(self, headers: Collection[str]) -> list[str]:
        """The columns that say something, where these headers, folded, do not have them."""
        column_of = {each.field: each.column for each in self.compare}
        looked_into = [self.doubt.column] if self.doubt else []
        columns = (self.birth, self.pass_iae, *column_of.values(), *looked_into)
        titles_used = dict.fromkeys(filter(None, (*columns, self.newest, self.email)))
        lacking = {title for title in titles_used if fold_header(title) not in headers}
        # What belongs to a value that the file does not have is no one's.
        beside = (each.column for each in self.compare if column_of.get(each.beside) in lacking)
        lacking.update(beside)
        return [title for title in titles_used if title in lacking]

    def is_like(self, headers: Collection[str]) -> bool:
        """True if most of the headers that a file of this format has are there."""
        known = [fold_header(title) in headers for title in self.known_by]
        return 2 * sum(known) > len(known)

    def is_of(self, headers: Collection[str]) -> bool:
        """True if a file with these headers, folded, is of this format."""
        return {fold_header(title) for title in self.known_by} <= set(headers)

    def header_row(self, rows: Sequence[Sequence[Cell]]) -> int | None:
        """The row (from 0) of the headers of a file of this format; None where it is of another."""
        tried = (index for index, row in enumerate(rows[: self.first_rows]) if self._is_header(row))
        return next(tried, None)

    def _is_header(self, row: Sequence[Cell]) -> bool:
        return self.is_of(folded_headers(row))


def folded_headers(row: Sequence[Cell]) -> list[str]:
    """The headers of a row, folded."""
    return [fold_header(shown(cell)) for cell in row]


class _Formats(RootModel[dict[str, OutsideFormat]]):
    """By name."""


def load_formats(form: Form, beside: Path | None = None) -> dict[str, OutsideFormat]:
    """The formats by name; a file in `beside` adds to ours or replaces them.

    Raises:
        DefinitionError: a mistake in a file, or a field that the participants' form does not have.
    """
    layers = load_layers(FILE, DATA, beside)
    formats = parse(layers, _Formats).root
    for name, outside in formats.items():
        _check_fields(layers, name, outside, form)
    return formats


def _check_fields(layers: Layers, name: str, outside: OutsideFormat, form: Form) -> None:
    named: dict[YamlPath, str] = {(name, "number"): outside.number}
    for index, comparison in enumerate(outside.compare):
        named[name, "compare", index, "field"] = comparison.field
        named[name, "compare", index, "or"] = comparison.instead
    if outside.doubt:
        named[name, "doubt", "field"] = outside.doubt.field
    leading = [each.field for each in outside.compare if not each.beside]
    for index, comparison in enumerate(outside.compare):
        if comparison.beside and comparison.beside not in leading:
            path: YamlPath = (name, "compare", index, "with")
            hint = did_you_mean(comparison.beside, leading)
            problem = sentence("definitions.not_compared", name=comparison.beside, hint=hint)
            raise layers.error(path, problem)
    known = [field.id for field in form.fields]
    for path, field in named.items():
        if field and field not in known:
            hint = did_you_mean(field, known)
            raise layers.error(path, sentence("definitions.no_field", name=field, hint=hint))
