"""What `adopt` asks on the screen: columns that may be several fields, with what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forms.form import Field, Form
from forms.headers.columns import Match
from forms.headers.matching import letters
from forms.values import Cell, ReadingContext, reader, shown
from forms.words import clean, fold
from sheets_sync.catalogue import sentence
from sheets_sync.french import quoted
from sheets_sync.reading.table import Table, is_blank

_EXAMPLES = 3
_LONGEST_EXAMPLE = 30
_LATE_DAY = date(2100, 1, 1)
"""Whether a cell is a day of this field at all hangs on no day: none is to come from here."""


def questions(table: Table, form: Form) -> Iterator[str]:
    """A line for each column that a person has to decide on, and for those that compete.

    They are for the screen alone: values of people's tabs never stand in a config.
    """
    for match in table.matching.uncertain:
        names = (match.field, *match.rivals)
        yield sentence(
            "adopt.report.question",
            header=clean(match.header),
            column=letters(match.column),
            fields=" ou ".join(quoted(form.field(name).label) for name in names),
            examples=_examples_text(table, form, match),
        ).rstrip()
    for field in missed_fields(table, form):
        if offered := named_columns(table.matching.titles, free_columns(table, field)):
            yield sentence("adopt.report.offer", field=quoted(field.label), columns=offered)
    for name, columns in table.matching.competing.items():
        read, titles = table.columns[name], table.matching.titles
        yield sentence(
            "adopt.report.competing",
            fields=quoted(form.field(name).label),
            header=quoted(titles[read]),
            column=letters(read),
            others=named_columns(titles, columns),
        )
    for column in siae_columns(table, form):
        header = quoted(clean(table.matching.titles[column]))
        yield sentence("adopt.report.siae", header=header, column=letters(column))


def siae_columns(table: Table, form: Form) -> list[int]:
    """The columns (from 0) that say whose each row is: the tab holds answers of several SIAE."""
    return [
        column
        for column in table.matching.extra
        if form.title_words.names_siae(table.matching.titles[column])
        and len(set(map(fold, _different_values(_cells_of(table, column))))) > 1
    ]


def _cells_of(table: Table, column: int) -> Sequence[Cell]:
    """The cells of a column (from 0) that is no field."""
    return table.extra.get(table.matching.extra.get(column, ""), ())


def _different_values(cells: Sequence[Cell]) -> list[str]:
    """What cells say, each once, in order."""
    return list(dict.fromkeys(shown(cell) for cell in cells if not is_blank(cell)))


def named_columns(titles: Sequence[str], columns: Sequence[int]) -> str:
    """« Ville » (F), « Résidence » (G)."""
    return ", ".join(f"{quoted(clean(titles[column]))} ({letters(column)})" for column in columns)


def missing_titles(table: Table, form: Form) -> list[str]:
    """The labels of the required fields that no column was found for."""
    return [
        field.label for field in form.fields if field.required and field.id not in table.columns
    ]


def missed_fields(table: Table, form: Form) -> list[Field]:
    """The required fields that no column was found for, and that no column is asked about."""
    asked = {name for match in table.matching.uncertain for name in (match.field, *match.rivals)}
    return [
        field
        for field in form.fields
        if field.required and field.id not in table.columns and field.id not in asked
    ]


def free_columns(table: Table, field: Field) -> list[int]:
    """The columns that are no field, that nothing is asked about, and that may hold `field`."""
    asked = {match.column for match in table.matching.uncertain}
    read = reader(field, ReadingContext(_LATE_DAY))
    return [
        column
        for column, title in table.matching.extra.items()
        if column not in asked and any(read(cell).value for cell in table.extra.get(title, ()))
    ]


def _examples_text(table: Table, form: Form, match: Match) -> str:
    few = examples(table, form, match)
    if not few:
        return ""
    return sentence("adopt.report.examples", values=", ".join(few))


def examples(table: Table, form: Form, match: Match) -> list[str]:
    """Three of the values; only days where others could be names or what people wrote of them."""
    fields = [form.field(name) for name in (match.field, *match.rivals)]
    if any(field.privacy != "shared" for field in fields):
        return []
    cells = _cells_of(table, match.column) or table.cells.get(match.field, ())
    if any(field.type == "text" for field in fields):
        cells = [cell for cell in cells if isinstance(cell, date)]
    return _few(cells)


def telling_values(table: Table, form: Form, column: int) -> list[str]:
    """Three values of a column (from 0) that is no field: days and words of our lists.

    They name nobody, and tell what it could be.
    """
    context = ReadingContext(_LATE_DAY)
    readers = [reader(field, context) for field in form.fields if field.type == "choice"]
    return _few(
        [
            cell
            for cell in _cells_of(table, column)
            if isinstance(cell, date) or any(read(cell).value for read in readers)
        ]
    )


def _few(cells: Sequence[Cell]) -> list[str]:
    """Three different ones, as the tab shows them, none long."""
    return [value[:_LONGEST_EXAMPLE] for value in _different_values(cells)[:_EXAMPLES]]
