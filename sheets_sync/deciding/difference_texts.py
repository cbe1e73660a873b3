"""Differences with an outside file in words, with both values: for the coordinator's own screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from forms.form import Form
from forms.values import Value, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.deciding.compared_file import ComparedFile
from sheets_sync.french import month, number_runs
from sheets_sync.outside.applying import Applied
from sheets_sync.outside.difference import Difference, Kind

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_CELL = 6
"""Characters that the address of a cell takes in a row of the list."""
_CELL_LINES: Mapping[Kind, str] = {
    "differs": "outside.differs_cell",
    "doubtful": "outside.doubtful_cell",
}
_PERSON_LINES: Mapping[Kind, str] = {
    "doubtful": "outside.doubtful_person",
    "missing_here": "outside.missing_here_person",
    "missing_there": "outside.missing_there_person",
    "not_understood": "outside.not_understood_person",
}


def count_text(compared: ComparedFile) -> str:
    """Name of the file, how many are in it, and how much differs."""
    return sentence(
        "outside.compared",
        file=compared.there.name,
        label=compared.there.outside.label,
        people=len(compared.there.persons),
        count=len(compared.differences),
    )


def differences_texts(of_siae: Sequence[Difference], form: Form) -> Iterator[str]:
    """Those of an SIAE, each by itself but for whoever is neither here nor there any more.

    A file has all whom an SIAE ever hired: few of them are of the programme.
    """
    over = [one for one in of_siae if one.is_over]
    yield from (difference_text(one, form) for one in of_siae if not one.is_over)
    if over:
        rows = number_runs(one.file_row or 0 for one in over)
        count = len(over)
        yield sentence("outside.over_there", cell="–".rjust(_CELL), count=count, rows=rows)


def difference_text(one: Difference, form: Form) -> str:
    """One of them."""
    about, codes = "", _PERSON_LINES
    here, there = _shown_or_nothing(one.here), _shown_or_nothing(one.there)
    if one.field:
        about, codes = form.field(one.field).label, _CELL_LINES
    if one.is_unread:
        here = sentence("outside.unread", here=here)
    if one.held:
        there = sentence("outside.held", there=there, cell=one.held)
    if one.barred_by:
        field = form.field(one.barred_by).label
        there = sentence("outside.barred", there=there, field=field)
    elif one.goes_with:
        there = sentence(
            "outside.goes_with", there=there, fields=quoted_labels(one.goes_with, form)
        )
    whose = ""
    if one.name:
        code = "outside.whose_by_name" if one.is_by_name else "outside.whose"
        whose = sentence(code, name=one.name)
    code = codes[one.kind]
    if one.among:
        code = "outside.elsewhere_there_person" if one.file_row else "outside.not_among_person"
    if one.unlike:
        code = "outside.doubtful_person_because"
    return sentence(
        code,
        cell=(one.cell or "–").rjust(_CELL),
        unlike=list(_unlike_texts(one, form)),
        about=about,
        here=here,
        there=there,
        file_row=one.file_row or 0,
        whose=whose,
        among=one.among,
    )


def quoted_labels(fields: Iterable[str], form: Form) -> list[str]:
    """The labels of fields, as they stand in a sentence."""
    return [sentence("outside.column", title=form.field(field).label) for field in fields]


def _unlike_texts(one: Difference, form: Form) -> Iterator[str]:
    for field, here, there in one.unlike:
        words = {"here": _shown_or_nothing(here), "there": _shown_or_nothing(there)}
        yield sentence("outside.unlike", about=form.field(field).label, **words)


def left_aside_texts(compared: ComparedFile, form: Form) -> Iterator[str]:
    """Sentences on what was not compared, and on rows of the file for people who are in no tab."""
    if compared.there.accents_mended:
        yield sentence("outside.accents_mended")
    if compared.there.cut_row:
        yield sentence("outside.cut", file=compared.there.name, row=compared.there.cut_row)
    yield from _members_texts(compared)
    if compared.there.repeated:
        repeated = compared.there.repeated
        yield sentence("outside.repeated", count=len(repeated), rows=number_runs(repeated))
    if columns := compared.there.not_compared:
        quoted = [sentence("outside.column", title=title) for title in columns]
        yield sentence("outside.not_compared", columns=quoted)
    if compared.there.shows_no_order:
        yield sentence("outside.read_day_first")
    for code, by_column in (
        ("outside.not_understood", compared.there.not_understood),
        ("outside.doubtful_dates", compared.there.doubtful_dates),
    ):
        for title, numbers in by_column.items():
            column = sentence("outside.column", title=title)
            yield sentence(code, column=column, count=len(numbers), rows=number_runs(numbers))
    for siae, fields in compared.lacking.items():
        labels = [form.field(field).label for field in fields]
        yield sentence("outside.without_column", siae=siae, fields=labels)
    if compared.nowhere:
        rows = [one.rows[0] for one in compared.nowhere]
        yield sentence("outside.nowhere", count=len(rows), rows=number_runs(rows))


def _members_texts(compared: ComparedFile) -> Iterator[str]:
    """Which member a name of the file means, where it is another; and whose file it may not be."""
    for name, siae in compared.members.items():
        if name and compared.siae not in ("", siae):
            yield sentence("outside.siae_named", name=name, siae=siae, asked=compared.siae)
        elif name and fold(name) != fold(siae):
            yield sentence("outside.siae_meant", name=name, siae=siae)
    for siae, count in compared.strangers.items():
        yield sentence("outside.strangers", siae=siae, count=count)


def applied_texts(applied: Applied) -> Iterator[str]:
    """Sentences on what was written, and what was not and why."""
    code = "outside.written" if applied.written else "outside.none_written"
    yield sentence(code, count=len(applied.written))
    for left in applied.left:
        yield sentence("outside.not_written", cell=left.difference.cell, reason=left.reason)


def _shown_or_nothing(value: Value | None) -> str:
    if value is None:
        return sentence("outside.nothing")
    text = shown(value)
    # A day known by its month alone is kept as « 2026-12 », which nobody types.
    if _MONTH.fullmatch(text):
        return month(date.fromisoformat(f"{text}-01"))
    return text
