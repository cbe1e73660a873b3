"""A person in a tab made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any


def person(
    name: str, entry: date, exit_: date | str = "", motif: str = "", months: float | str = ""
) -> tuple[Any, ...]:
    return (name, "Essai", "Femme", date(1990, 5, 6), entry, "CDDI", exit_, motif, months)


# One person for each case of the exit rules that is easily counted wrong.
PATHS = (
    person(
        "UN", date(2024, 1, 8), date(2026, 2, 2), "CDI"
    ),  # positive, but 24.8 months after entry
    person("DEUX", date(2024, 6, 3), date(2025, 9, 1), "CDD", 7),  # positive, last year
    person(
        "TROIS", date(2025, 1, 6), date(2026, 3, 2), "CDD", 6
    ),  # just six months: not more than six
    person(
        "QUATRE", date(2025, 2, 3), date(2026, 4, 1), "Formation pré-qualifiante"
    ),  # dynamic, not positive
    person("CINQ", date(2025, 3, 3), date(2026, 5, 4), "Sans nouvelles"),
    person("SIX", date(2025, 4, 1), date(2026, 6, 1), "Décès"),  # neutral
    person("SEPT", date(2026, 5, 4), date(2026, 6, 15), "CDI"),  # too short for the State, positive
    person("HUIT", date(2026, 1, 5)),
    person("NEUF", date(2025, 5, 5), date(2026, 7, 1), "Formation qualifiante"),
)
