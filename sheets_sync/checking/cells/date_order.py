"""Dates that can be read day first or month first: what the other dates of their column say.

« 03/04/2025 » is 3 April in France; a spreadsheet set to English, or an export, may mean 4 March.
Worse: a program set to English that opens French dates takes « 03/04/2025 » for a date of 4 March
and leaves « 15/04/2025 », in which it sees no date, as text. A program set to French does the same
to English dates, and leaves « 04/15/2025 ». Nothing in a cell tells, the column does: the days of
all its real dates are 12 at most, those of all its texts 13 at least.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from forms.values import Reader, Reading
from sheets_sync.french import day

_DAY_AND_MONTH = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_MONTH_FIRST = "date.month_first"
_SLIP_AMONG = 10
"""Dates that are day first for each that is month first, from which on this is a slip."""
_MONTHS = 12
# Days of a year that are in the first twelve of their month: 144 of 365.25.
_SHARE_OF_LOW_DAYS = 144 / 365.25
_RARE = 0.03
"""Probability below which such a column is not put down to chance."""
_FEWEST_DATES = 3
_SURELY_RARE = 200
"""Dates of which nine in ten are never so by chance."""
_MOST_OTHERS = 0.1
"""Share of the dates that may be none of these without clearing the column."""


class TypedDate(NamedTuple):
    """A date typed in figures: the text of the cell, and the day that it was read as."""

    cell: str
    date: date


class HalfSwapped(NamedTuple):
    """A column whose real dates may have day and month swapped: one of them, and how sure it is."""

    example: date
    is_sure: bool


def half_swapped(readings: Mapping[Hashable, Reading]) -> HalfSwapped | None:
    """True if a program set to the other language seems to have made a column's real dates."""
    real = [cell for cell in readings if isinstance(cell, date)]
    days_first = [typed.date for typed in _typed_dates(readings)]
    month_first = [r.value for r in readings.values() if r.rule == _MONTH_FIRST]
    typed = days_first + month_first
    if not real or not typed or len(real) + len(typed) < _FEWEST_DATES:
        return None
    example = next(filter(_reads_both_ways, real), None)
    if example is None:
        return None
    # Texts of both orders were not left by one program: those with the day first speak against it.
    against = days_first if month_first else [day for day in days_first if day.day <= _MONTHS]
    others = sum(day.day > _MONTHS for day in real) + len(against)
    if others > _MOST_OTHERS * (len(real) + len(typed)):
        return None
    # Contracts begin on the first of a month: such a date is no sign of anything.
    low = sum(day.day > 1 for day in real)
    is_sure = _chance(low, len(typed), others) < _RARE
    # Somebody may have typed a date or two since: they do not clear the others.
    if others and not is_sure:
        return None
    return HalfSwapped(example, is_sure)


def low_date(cells: Iterable[object]) -> date | None:
    """A real date that may be swapped, where all of a column may be; None where one is not.

    Three dates prove nothing, unless other columns of the tab are known to be swapped.
    """
    real = [cell for cell in cells if isinstance(cell, date)]
    if any(day.day > _MONTHS for day in real):
        return None
    return next((day for day in real if day.day > 1 and _reads_both_ways(day)), None)


def _chance(real: int, typed: int, others: int) -> float:
    """Probability that so many dates have at most so many `others` that are no sign of it."""
    if real + typed > _SURELY_RARE:
        return 0.0
    shares = [1 - _SHARE_OF_LOW_DAYS] * real + [_SHARE_OF_LOW_DAYS] * typed
    # by the number of others met so far
    chances = [1.0, *([0.0] * others)]
    for share in shares:
        chances = [
            chances[count] * (1 - share) + (chances[count - 1] * share if count else 0.0)
            for count in range(others + 1)
        ]
    return sum(chances)


def swapped_back(readings: Mapping[Hashable, Reading], read: Reader) -> dict[Hashable, Reading]:
    """The real dates of a column once day and month have changed places."""
    return {cell: read(turned_round(cell)) for cell in readings if isinstance(cell, date)}


def turned_round(cell: date) -> date:
    """A real date of a column that is settled month first: as read of the cell, or as written."""
    if cell.day > _MONTHS:
        return cell
    return cell.replace(month=cell.day, day=cell.month)


def month_first_settled(readings: Mapping[Hashable, Reading]) -> dict[Hashable, Reading]:
    """The texts of a column that are month first, where it is said once of the whole column."""
    return {
        cell: Reading(reading.value)
        for cell, reading in readings.items()
        if reading.rule == _MONTH_FIRST
    }


def ambiguous_dates(readings: Mapping[Hashable, Reading]) -> dict[Hashable, Reading]:
    """The dates of a column to be asked about, since another of it can only be month first.

    Args:
        readings: what each distinct cell of the column is read as.
    """
    if not _is_month_first(readings):
        return {}
    return {
        typed.cell: Reading(typed.date, "date.ambiguous", {"read": day(typed.date)})
        for typed in _typed_dates(readings)
        if _reads_both_ways(typed.date)
    }


def doubtful_dates(
    columns: Mapping[str, Mapping[Hashable, Reading]],
) -> dict[str, frozenset[Hashable]]:
    """Column → its cells whose day and month may be swapped, for all the date columns of a file.

    What wrote one column month first wrote the others so as well, where they show no order.
    """
    together = dict(itertools.chain.from_iterable(map(Mapping.items, columns.values())))
    is_month_first = _is_month_first(together)
    doubtful = {
        name: frozenset(_doubtful_cells(readings, is_month_first))
        for name, readings in columns.items()
    }
    return {name: cells for name, cells in doubtful.items() if cells}


def _doubtful_cells(
    readings: Mapping[Hashable, Reading], beside_month_first: bool
) -> Iterator[Hashable]:
    yield from ambiguous_dates(readings)
    if beside_month_first and undecided_order(readings) is not None:
        yield from (typed.cell for typed in _typed_dates(readings) if _reads_both_ways(typed.date))
    swapped = half_swapped(readings)
    if swapped is not None and swapped.is_sure:
        yield from (cell for cell in readings if isinstance(cell, date) and _reads_both_ways(cell))


def _is_month_first(readings: Mapping[Hashable, Reading]) -> bool:
    """True if some dates can only be month first, and are no slip.

    « 12/13/2026 » among many that can only be day first is one, and is told by itself.
    """
    month_first = sum(reading.rule == _MONTH_FIRST for reading in readings.values())
    if not month_first:
        return False
    day_first = sum(typed.date.day > _MONTHS for typed in _typed_dates(readings))
    return day_first < _SLIP_AMONG * month_first


def undecided_order(readings: Mapping[Hashable, Reading]) -> TypedDate | None:
    """The first date that can be read both ways, where no date of the column shows its order."""
    if any(reading.rule == _MONTH_FIRST for reading in readings.values()):
        return None
    typed = list(_typed_dates(readings))
    if any(each.date.day > _MONTHS for each in typed):
        return None
    return next((each for each in typed if _reads_both_ways(each.date)), None)


def _typed_dates(readings: Mapping[Hashable, Reading]) -> Iterator[TypedDate]:
    for cell, reading in readings.items():
        if not isinstance(cell, str) or reading.rule is not None:
            continue
        if isinstance(reading.value, date) and _DAY_AND_MONTH.match(cell):
            yield TypedDate(cell, reading.value)


def _reads_both_ways(typed: date) -> bool:
    return typed.day <= _MONTHS and typed.day != typed.month
