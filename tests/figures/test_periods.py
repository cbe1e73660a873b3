"""Periods and breakdowns that figures are asked for."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.conftest import HEADERS, Case
from tests.figures.people import person


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-11-23"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2026-S2", "2026-07-01", "2026-11-23"),
        ("2024-t1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("T3 2025", "2025-07-01", "2025-09-30"),
        ("2e trimestre 2025", "2025-04-01", "2025-06-30"),
        ("1er semestre de 2025", "2025-01-01", "2025-06-30"),
        ("année 2025", "2025-01-01", "2025-12-31"),
        ("févr. 2024", "2024-02-01", "2024-02-29"),
        ("02/2024", "2024-02-01", "2024-02-29"),
        ("01/02/2024", "2024-02-01", "2024-02-29"),
        ("12m", "2025-11-24", "2026-11-23"),
        ("debut", "2000-01-01", "2026-11-23"),
        ("dreets", "2026-03-01", "2026-11-23"),
    ],
)
def test_periods_have_names(case: Case, period: str, first: str, last: str) -> None:
    case.make(
        {"Essai": (HEADERS, person("A", date(2026, 1, 5)))},
        "funders: {dreets: {name: DREETS, start: 2026-03-01, end: 2027-02-28}}",
    )
    (figure,) = [
        f
        for f in json.loads(case.run("indicators", "--json", "--period", period).stdout)
        if f["id"] == "entrees" and f["siae"] is None
    ]
    assert (figure["from"], figure["to"]) == (first, last)


def test_an_unknown_period_or_breakdown_is_explained(case: Case) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    assert (
        "La période « 2026-Q3 » n'est pas connue"
        in case.run("indicators", "--period", "2026-Q3").stderr
    )
    assert "Vouliez-vous « sexe » ?" in case.run("indicators", "--by", "sex").stderr


def test_a_breakdown_has_every_value_and_the_unknown(case: Case) -> None:
    unknown = (*person("C", date(2026, 1, 5))[:2], "", *person("C", date(2026, 1, 5))[3:])
    case.make(
        {
            "Essai": (
                HEADERS,
                person("A", date(2026, 1, 5)),
                person("B", date(2026, 1, 5), date(2026, 9, 1), "CDI"),
                unknown,
            )
        }
    )
    figures = json.loads(case.run("indicators", "--json", "--by", "sexe").stdout)
    groups = [(f["group"], f["numerator"]) for f in figures if f["id"] == "participants_origine"]
    assert groups == [(None, 3), ("Femme", 2), ("Homme", 0), ("Autre", 0), ("non renseigné", 1)]
