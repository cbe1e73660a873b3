"""Dates that can be read day first or month first: what the other dates of their column say.

« 03/04/2025 » is 3 April in France; a spreadsheet set to English, or an export, may mean 4 March.
Worse: a program set to English that opens French dates takes « 03/04/2025 » for a date of 4 March
and leaves « 15/04/2025 », in which it sees no date, as text. Nothing in a cell tells, the column
does: the days of all its real dates are 12 at most, those of all its texts 13 at least.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from forms.values import Reader, Reading
from sheets_sync.french import day

_DAY_AND_MONTH = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_MONTHS = 12
# Days of a year that are in the first twelve of their month: 144 of 365.25.
_SHARE_OF_LOW_DAYS = 144 / 365.25
_RARE = 0.03
"""Probability below which such a column is not put down to chance."""
_FEWEST_DATES = 3


class TypedDate(NamedTuple):
    """A date typed in figures: the text of the cell, and the day that it was read as."""

    cell: str
    date: date


class HalfSwapped(NamedTuple):
    """A column whose real dates may have day and month swapped: one of them, and how sure it is."""

    example: date
    is_sure: bool


def half_swapped(readings: Mapping[Hashable, Reading]) -> HalfSwapped | None:
    """True if a program set to English seems to have made the real dates of a column."""
    if any(reading.rule == "date.month_first" for reading in readings.values()):
        return None
    real = [cell for cell in readings if isinstance(cell, date)]
    typed = list(_typed_dates(readings))
    if not real or not typed or len(real) + len(typed) < _FEWEST_DATES:
        return None
    if any(day.day > _MONTHS for day in real) or any(each.date.day <= _MONTHS for each in typed):
        return None
    example = next(filter(_reads_both_ways, real), None)
    if example is None:
        return None
    # Contracts begin on the first of a month: such a date is no sign of anything.
    low = sum(day.day > 1 for day in real)
    chance = _SHARE_OF_LOW_DAYS**low * (1 - _SHARE_OF_LOW_DAYS) ** len(typed)
    return HalfSwapped(example, chance < _RARE)


def swapped_back(readings: Mapping[Hashable, Reading], read: Reader) -> dict[Hashable, Reading]:
    """The real dates of a column once day and month have changed places."""
    return {
        cell: read(cell.replace(month=cell.day, day=cell.month))
        for cell in readings
        if isinstance(cell, date) and cell.day <= _MONTHS
    }


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
