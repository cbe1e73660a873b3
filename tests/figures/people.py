"""A person in a tab made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any


def person(
    name: str, entry: date, exit_: date | str = "", motif: str = "", months: float | str = ""
) -> tuple[Any, ...]:
    return (name, "Essai", "Femme", date(1990, 5, 6), entry, "CDDI", exit_, motif, months)
