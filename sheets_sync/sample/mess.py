"""Untidy values that staff really type in the place of tidy ones, by type of field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

MESS = 0.05
"""Share of the entries with something staff really type."""
Mess = Callable[[Any], str]
_NATIONALITIES = {
    "Afghanistan": "afghan",
    "Soudan": "soudanais",
    "Syrie": "Syrien",
    "Guinée": "guinéenne",
}
_DAY_PATTERNS = (
    "dd/MM/yy",
    "dd.MM.yyyy",
    "dd-MM-yyyy",
    "yyyy-MM-dd",
    "d MMMM yyyy",
    "d MMM yy",
    "MMMM yyyy",
)


def _always(text: str) -> Mess:
    return lambda value: text


def _day_as(pattern: str) -> Mess:
    def written(value: Any) -> str:
        return format_date(value, pattern, locale="fr") if isinstance(value, date) else str(value)

    return written


def _day_without_year(value: Any) -> str:
    if isinstance(value, date):
        return f"le {value:%d/%m}"
    return "?"


def _serial_number(value: Any) -> str:
    """A day as Excel counts it, where the format of the cell was lost."""
    if isinstance(value, date):
        # Excel's own count, as a cell shows it that somebody gave the format of a number.
        return str((value - date(1899, 12, 30)).days)
    return str(value)


def _hours_and_minutes(value: float) -> str:
    if not value % 1:
        return f"{value:g} h"
    return f"{int(value)} h {round(value % 1 * 60):02}"


def _yes_or_no(yes: str, no: str) -> Mess:
    answers = {"oui": yes, "non": no}
    return lambda value: answers[value]


MESSES: Mapping[str, tuple[Mess, ...]] = {
    "name": (
        lambda value: f"{value}\u00a0 ",
        lambda value: str(value).lower(),
        lambda value: f" {str(value).title()}",
    ),
    "date": (
        *map(_day_as, _DAY_PATTERNS),
        _day_without_year,
        _always("à voir"),
        _serial_number,
    ),
    "choice": (
        lambda value: str(value).upper(),
        lambda value: f"{value} ",
        lambda value: str(value).lower().replace("é", "e"),
        _always("?"),
        _always("NC"),
        lambda value: f"{value} (à confirmer)",
    ),
    "yes_no": (
        _yes_or_no("O", "N"),
        _yes_or_no("x", "-"),
        _yes_or_no("✓", "0"),
        _always("NC"),
    ),
    "number": (
        lambda value: f"{value:g}h".replace(".", ","),
        lambda value: f"{value:g}".replace(".", ","),
        _hours_and_minutes,
        _always("ND"),
        lambda value: f"environ {value:g}",
    ),
    "integer": (lambda value: f"{value} ", _always("?")),
    "country": (
        lambda value: str(value).upper(),
        lambda value: f"{value}\u00a0",
        lambda value: _NATIONALITIES.get(value, str(value)),
    ),
    "postal_code": (lambda value: f"{value[:2]} {value[2:]}",),
    "pass_iae": (
        lambda value: f"{value[:5]}-{value[5:7]}-{value[7:]}",
        _always("en cours"),
        _always("9,99999E+11"),
    ),
}
"""Type of field (« name » for the family name) → the ways it is typed."""
