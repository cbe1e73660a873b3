"""Persons of a tab made by hand, as many as it takes for figures that may be shown."""

from __future__ import annotations

from datetime import date

TWENTY = [
    (f"NOM{n:02}", "Awa", sex, date(1990, 2, 1 + n), date(2026, 1, 1 + n), "CDDI", "", "", "")
    for n, sex in enumerate(("Homme", "Femme") * 10)
]
