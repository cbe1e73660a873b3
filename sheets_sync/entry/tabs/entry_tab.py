"""Describe the tabs that staff enter data in: headers in groups, help, drop-downs, colours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from forms.form import Field, Form
from forms.headers.matching import letters
from sheets_sync.catalogue import sentence
from sheets_sync.entry.lists import Lists, data_validation
from sheets_sync.sheets.colours import GREEN
from sheets_sync.sheets.content import Role, Span
from sheets_sync.sheets.sheet import Block, ConditionalFormat, DataValidation, Sheet

ENTRY_ROWS = 500
"""Rows of a new tab that are ready to be filled in."""
_STYLES: Mapping[str, Role] = {
    "date": "entry_date",
    "number": "entry_number",
    "integer": "entry_number",
    "postal_code": "entry_text",
    "pass_iae": "entry_text",
    "siret": "entry_text",
}
_WIDTHS: Mapping[str, float] = {
    "date": 13,
    "number": 10,
    "integer": 10,
    "yes_no": 8,
    "postal_code": 9,
    "pass_iae": 16,
    "siret": 16,
}
_PRIVACY_HELP = {"tab": "entry.help.tab", "personal": "entry.help.personal"}


def entry_tab(name: str, form: Form, lists: Lists) -> Sheet:
    """An empty tab for the rows of a form: its headers, and what helps to fill it in."""
    fields = form.fields
    groups = list(_header_groups(fields))
    header_row = 1 if groups else 0
    headers = [header_of(field) for field in fields]
    last = len(fields) - 1
    rows = Span(header_row + 1, 0, header_row + ENTRY_ROWS, last)
    return Sheet(
        name,
        [Block(header_row, 0, [headers], ["header"] * len(fields)), *groups],
        widths={column: _width(field) for column, field in enumerate(fields)},
        heights={header_row: 32.0},
        freeze=(header_row + 1, _frozen(form)),
        filter=Span(header_row, 0, rows.bottom, last),
        columns={column: _STYLES.get(field.type, "entry") for column, field in enumerate(fields)},
        notes={(header_row, column): help_of(field) for column, field in enumerate(fields)},
        data_validations=list(_data_validations(fields, rows, lists)),
        conditional_formats=list(_conditional_formats(form, rows)),
        pages_wide=2,
        colour=GREEN,
        is_staffs=True,
    )


def header_of(field: Field) -> str:
    """The header of a field's column; a required one has a star."""
    if field.required:
        return f"{field.label} *"
    return field.label


def help_of(field: Field) -> str:
    """The help beside a field: what to enter, whether it must be, and where it stays."""
    parts = [field.help or field.label, *filter(None, [field.asked_if])]
    if field.required:
        parts.append(sentence("entry.help.required"))
    if field.privacy in _PRIVACY_HELP:
        parts.append(sentence(_PRIVACY_HELP[field.privacy]))
    return " ".join(parts)


def _header_groups(fields: Sequence[Field]) -> Iterator[Block]:
    """The row of groups above the headers; none where no field has a group."""
    if not any(field.group for field in fields):
        return
    start = 0
    for group, members in itertools.groupby(fields, lambda field: field.group):
        count = len(list(members))
        yield Block(0, start, [[group]], ["group"], count)
        start += count


def _data_validations(
    fields: Sequence[Field], rows: Span, lists: Lists
) -> Iterator[DataValidation]:
    for column, field in enumerate(fields):
        cells = rows._replace(left=column, right=column)
        if validation := data_validation(field, cells, lists):
            yield validation


def _conditional_formats(form: Form, rows: Span) -> Iterator[ConditionalFormat]:
    """A required cell that is empty in a row that is begun; a contract over, the person there."""
    first = rows.top + 1
    # Written for the first row: a program moves what has no $ with each row of the range.
    begun = f"COUNTA(${letters(0)}{first}:${letters(rows.right)}{first})>0"
    columns = {field.id: column for column, field in enumerate(form.fields)}
    for field in form.fields:
        if field.required:
            column = columns[field.id]
            cells = rows._replace(left=column, right=column)
            formula = f"AND({begun},ISBLANK({letters(column)}{first}))"
            yield ConditionalFormat(cells, formula, "missing")
    if {"contrat_fin", "date_sortie"} <= columns.keys():
        column = columns["contrat_fin"]
        end, leaving = f"${letters(column)}{first}", f"${letters(columns['date_sortie'])}{first}"
        cells = rows._replace(left=column, right=column)
        formula = f"AND(ISNUMBER({end}),{end}<TODAY(),ISBLANK({leaving}))"
        yield ConditionalFormat(cells, formula, "over")


def _frozen(form: Form) -> int:
    """Columns that stay in sight: those a row is known by, where they are the first."""
    first = [field.id for field in form.fields[:2]]
    if first == ["nom", "prenom"]:
        return 2
    return 0


def _width(field: Field) -> float:
    usual = _WIDTHS.get(field.type, 18)
    # A drop-down shows its arrow beside the longest choice; headers wrap, and may be narrower.
    longest = max((len(choice.value) for choice in field.options), default=0) + 3
    return max(usual, min(longest, 26), min(0.62 * len(field.label) + 4, 18))
