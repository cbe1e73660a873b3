"""Dates that can be read day first or month first: what the other dates of their column say.

« 03/04/2025 » is 3 April in France; a spreadsheet set to English, or an export, may mean 4 March.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from forms.values import Reading
from sheets_sync.french import day

_DAY_AND_MONTH = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_MONTHS = 12


class TypedDate(NamedTuple):
    """A date typed in figures: the text of the cell, and the day that it was read as."""

    cell: str
    date: date


def ambiguous_dates(readings: Mapping[Hashable, Reading]) -> dict[Hashable, Reading]:
    """The dates of a column to be asked about, since another of it can only be month first.

    Args:
        readings: what each distinct cell of the column is read as.
    """
    if not any(reading.rule == "date.month_first" for reading in readings.values()):
        return {}
    return {
        typed.cell: Reading(typed.date, "date.ambiguous", {"read": day(typed.date)})
        for typed in _typed_dates(readings)
        if _reads_both_ways(typed.date)
    }


def undecided_order(readings: Mapping[Hashable, Reading]) -> TypedDate | None:
    """The first date that can be read both ways, where no date of the column shows its order."""
    if any(reading.rule == "date.month_first" for reading in readings.values()):
        return None
    typed = list(_typed_dates(readings))
    if any(each.date.day > _MONTHS for each in typed):
        return None
    return next((each for each in typed if _reads_both_ways(each.date)), None)


def _typed_dates(readings: Mapping[Hashable, Reading]) -> Iterator[TypedDate]:
    for cell, reading in readings.items():
        if reading.rule is not None or not isinstance(reading.value, date):
            continue
        if isinstance(cell, str) and _DAY_AND_MONTH.match(cell):
            yield TypedDate(cell, reading.value)


def _reads_both_ways(typed: date) -> bool:
    return typed.day <= _MONTHS and typed.day != typed.month
