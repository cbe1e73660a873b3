"""The public holidays of France, on which nobody meets."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter

# Code du travail, art. L. 3133-1: months and days, and days after Easter Sunday. Those of Alsace,
# Moselle and overseas are of some departments only.
_FIXED = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
_AFTER_EASTER = (1, 39, 50)


def is_public_holiday(day: date) -> bool:
    """True if a day is a holiday in all of mainland France."""
    sunday = easter(day.year)
    moving = (sunday + timedelta(days=days) for days in _AFTER_EASTER)
    return (day.month, day.day) in _FIXED or day in moving
