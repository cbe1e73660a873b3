"""Entries with a mistake in them, and what `check` finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import Case

OneTab = Callable[..., Case]


def findings(
    case: Case, severities: tuple[str, ...] = ("error", "warning")
) -> set[tuple[str, str]]:
    return {
        (a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["severity"] in severities
    }


def changed(person: tuple[Any, ...], **fields: Any) -> tuple[Any, ...]:
    places = dict(
        zip(
            ("nom", "prenom", "sexe", "naissance", "entree", "contrat", "sortie", "motif", "duree"),
            range(9),
            strict=True,
        )
    )
    cells = list(person)
    for name, value in fields.items():
        cells[places[name]] = value
    return tuple(cells)


def rules_of(case: Case) -> list[tuple[str, str]]:
    return [(anomaly["rule"], anomaly["cell"]) for anomaly in case.check()["anomalies"]]
