"""Days as JSON has them."""

from __future__ import annotations

from datetime import date


def iso_or_null(day: date | None) -> str | None:
    """« 2026-11-23 », with the time of one that has it; null for no day."""
    if day is None:
        return None
    return day.isoformat()


def with_iso_days(value: object) -> object:
    """A value of a cell, a day as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return value
