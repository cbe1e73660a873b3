"""The coordination tabs of a first start: what is read in each, and what a person says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from forms.headers.matching import letters
from forms.loading import FORM_IDS, load_form
from forms.values import ReadingContext
from forms.words import clean
from sheets_sync.errors import Refusal
from sheets_sync.reading.adoption.adopt import PARTICIPANT
from sheets_sync.reading.adoption.questions import telling_values
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import Table
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.protocol import Grid


def coordination_forms() -> list[dict[str, str]]:
    """The forms that a tab can be said to be of."""
    forms = [load_form(form_id) for form_id in FORM_IDS if form_id != PARTICIPANT]
    return [{"form": form.form, "label": form.label} for form in forms]


def looked_at_coordination(workbook: str, tab: str, form_id: str, day: date) -> dict[str, Any]:
    """A tab read as one of the coordination; raises `Refusal` where it has no title we know."""
    form = load_form(form_id)
    _, table = table_of_tab(workbook, tab, form, day)
    about_tab = {"tab": tab, "form": form_id, "label": form.label}
    return about_tab | asked_about(table, form)


def settled_coordination(
    workbook: str, settled_tabs: Mapping[str, Mapping[str, Any]], day: date
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each form with the columns that a person named in its tab, as config is to write them.

    Args:
        settled_tabs: form → its tab, and the letters of the columns by field.
    """
    for form_id, settled in settled_tabs.items():
        if settled["columns"]:
            _, table = table_of_tab(workbook, str(settled["tab"]), load_form(form_id), day)
            names = {letters(at): name for at, name in enumerate(table.matching.names)}
            yield form_id, {field: names[at] for field, at in settled["columns"].items()}


def table_of_tab(workbook: str, tab: str, form: Form, day: date) -> tuple[Grid, Table]:
    """A tab that a person says is of a form, whatever it looks like; raises `Refusal`."""
    book = open_workbook(workbook, Path())
    if tab in book.tabs:
        grid = book.read(tab)
        for table in read_tab(grid, form, tab, ReadingContext(day, (), grid.date1904)).tables:
            return grid, table
    raise Refusal("window.no_titles", tab=tab)


def asked_about(table: Table, form: Form, doubtful: Collection[int] = ()) -> dict[str, Any]:
    """The fields that no column was found for, and the columns that are no field's.

    Args:
        doubtful: the columns (from 0) that are asked about apart.
    """
    others = [field for field in form.fields if field.id not in table.columns]
    labels = [{"field": field.id, "label": field.label} for field in others]
    return {
        "missing": [label for label, field in zip(labels, others, strict=True) if field.required],
        "free": list(_free_columns(table, form, doubtful)),
        "others": labels,
    }


def _free_columns(table: Table, form: Form, doubtful: Collection[int]) -> Iterator[dict[str, str]]:
    for column, title in enumerate(table.matching.titles):
        if clean(title) and column not in {*table.columns.values(), *doubtful}:
            examples_text = ", ".join(telling_values(table, form, column))
            yield {"column": letters(column), "header": clean(title), "examples": examples_text}
