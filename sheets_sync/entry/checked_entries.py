"""Entries made elsewhere than in their tab, checked as if they stood in it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from forms.form import Field, Form
from forms.values import Cell, ReadingContext, Value, shown
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.check import check_tab
from sheets_sync.checking.rows.required import what_to_type
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.free_text import NO_SENSITIVE_TEXT
from sheets_sync.entry.bounds import texts_too_long, without_control_characters
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import is_blank
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.shared.protocol import Grid

Texts = Mapping[str, Cell]
"""Entered texts, by field."""
WHOLE = ""
"""Stands for the field of what is wrong with an entry as a whole."""


class Entry(NamedTuple):
    """A checked entry: its typed values, and by field what is wrong with it."""

    values: Mapping[str, Content]
    wrong: Mapping[str, str]


def check_entries(
    entries: Sequence[Texts], form: Form, tab: str, context: ReadingContext
) -> list[Entry]:
    """Each of the entries as it would be understood in its tab.

    What is too long is told, and not read: its cost is bounded whoever sends it.
    """
    entries = [without_control_characters(texts) for texts in entries]
    long = [texts_too_long(texts, form) for texts in entries]
    short = list(map(_without_too_long, entries, long))
    understood = _understood(short, form, tab, context)
    return [
        Entry(entry.values, {**entry.wrong, **told})
        for entry, told in zip(understood, long, strict=True)
    ]


def _without_too_long(texts: Texts, too_long: Mapping[str, str]) -> Texts:
    return {name: cell for name, cell in texts.items() if name not in too_long}


def _understood(
    entries: Sequence[Texts], form: Form, tab: str, context: ReadingContext
) -> list[Entry]:
    entered = set(itertools.chain.from_iterable(entries))
    fields = [field for field in form.fields if field.required or field.id in entered]
    header: list[Cell] = [field.label for field in fields]
    # The entries are laid out as a tab of their own, so that they are read as in theirs.
    rows = [_laid_out(texts, fields) for texts in entries]
    reading = read_tab(Grid(tab, [header, *rows]), form, tab, context)
    # A line that reads as a total or a separator is in no table, and one with next to nothing in
    # it reads as such.
    understood = [Entry({}, _why_no_entry(texts, form)) for texts in entries]
    for checked in check_tab(reading, form, context, NO_SENSITIVE_TEXT)[0]:
        wrong = _errors_by_row(checked.anomalies)
        for index, row in enumerate(checked.table.rows):
            number = row - 2  # the header is row 1 of the sheet, the first entry row 2
            values = _filled_values(checked, index, fields, entries[number])
            understood[number] = Entry(values, wrong.get(row, {}))
    return understood


def _why_no_entry(texts: Texts, form: Form) -> dict[str, str]:
    """What bars texts that are in no table of their own: what they lack, by field."""
    missing = missing_texts(form)
    lacking = {name: text for name, text in missing.items() if is_blank(texts.get(name, ""))}
    return lacking or {WHOLE: sentence("entry.not_an_entry")}


def missing_texts(form: Form) -> dict[str, str]:
    """Required field → the sentence on its lack."""
    required = [field for field in form.fields if field.required]
    return {
        field.id: make_anomaly(
            "", "", "required.missing", "", None, field, what=what_to_type(field)
        ).message
        for field in required
    }


def _laid_out(texts: Texts, fields: Iterable[Field]) -> list[Cell]:
    return [texts.get(field.id, "") for field in fields]


def _errors_by_row(anomalies: Iterable[Anomaly]) -> dict[int | None, dict[str, str]]:
    """Row → field → the messages of its errors."""
    errors: dict[int | None, dict[str, str]] = defaultdict(dict)
    for anomaly in anomalies:
        if anomaly.severity == "error":
            messages = errors[anomaly.row]
            field = anomaly.field or WHOLE
            messages[field] = f"{messages.get(field, '')} {anomaly.message}".lstrip()
    return errors


def _filled_values(
    checked: CheckedTable, index: int, fields: Iterable[Field], texts: Texts
) -> dict[str, Content]:
    """The typed values of the index-th row of a table, by field, without the empty ones."""
    values = {
        field.id: _typed(field, checked.values[field.id][index], texts.get(field.id, ""))
        for field in fields
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _typed(field: Field, value: Value | None, text: Cell) -> Content:
    """The typed value; the text where that says more.

    Tabs keep as it is what is not known yet (« ? »), and a value that the coordinator added to
    the list, whatever it counts as.
    """
    if value is None or shown(text) in field.added:
        return shown(text)
    return value
