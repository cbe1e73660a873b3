"""Figures against right numbers, worked out by hand for the cases that go wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ANNA, HEADERS, Case
from tests.figures.people import PATHS, person

TRAPS = yaml.safe_load((Path(__file__).parent / "traps.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("id_", "numerator", "denominator"),
    [
        ("participants", 1, None),
        ("entrees", 2, None),
        ("sorties", 7, None),
        ("sorties_positives", 3, None),
        ("taux_sorties_positives", 3, 6),
        ("sorties_dynamiques", 4, None),
        ("taux_sorties_dynamiques", 4, 5),
        ("taux_emploi_durable", 1, 5),
        ("taux_emploi_transition", 1, 5),
        ("taux_sortie_formation", 2, 5),
        ("taux_positif_18_mois", 3, 6),
        ("taux_positif_en_18_mois", 2, 6),
        ("personnes_accompagnees", 8, None),
    ],
)
def test_figures_worked_out_by_hand(
    case: Case, id_: str, numerator: float, denominator: float | None
) -> None:
    case.make({"Essai": (HEADERS, *PATHS)})
    figures = json.loads(case.run("indicators", "--json").stdout)
    (figure,) = [f for f in figures if f["id"] == id_ and f["siae"] is None]
    assert (figure["numerator"], figure["denominator"]) == (numerator, denominator)
    assert set(figure) == {
        "id",
        "label",
        "siae",
        "from",
        "to",
        "value",
        "numerator",
        "denominator",
        "target",
        "why",
        "population",
        "coverage",
        "missing",
        "bounds",
        "approximate",
    }


@pytest.mark.parametrize(
    ("left", "motif"), [("août 2026", "CDI"), ("le 14/08", "CDI"), ("août 2026", "")]
)
def test_somebody_gone_on_an_unclear_day_is_not_counted_as_present(
    case: Case, left: str, motif: str
) -> None:
    case.make({"Essai": (HEADERS, *PATHS, person("DIX", date(2025, 5, 5), left, motif))})
    figures = {
        f["id"]: f["numerator"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert (figures["participants"], figures["sorties"]) == (1, 7)


def test_at_least_six_months_is_a_setting(case: Case) -> None:
    case.make({"Essai": (HEADERS, *PATHS)}, "exits: {six_months: at least}\n")
    figures = {
        f["id"]: f for f in json.loads(case.run("indicators", "--json").stdout) if f["siae"] is None
    }
    assert figures["taux_sorties_positives"]["numerator"] == 4


def test_a_rate_of_nothing_is_not_zero(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert "n. d." in case.run("indicators").stdout


def test_a_move_between_members_is_a_transfer_not_an_exit(case: Case) -> None:
    left = person("UN", date(2025, 1, 6), date(2026, 3, 2), "Autre SIAE")
    case.make({"Un": (HEADERS, left), "Deux": (HEADERS, person("UN", date(2026, 3, 9)))})
    figures = {
        f["id"]: f["numerator"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert (figures["sorties"], figures["entrees"], figures["participants"]) == (0, 0, 1)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["about"])
def test_traps_have_their_right_number(case: Case, trap: dict[str, Any]) -> None:
    case.make({"Essai": (HEADERS, *(person(*cells) for cells in trap["people"]))})
    start, end = (day.isoformat() for day in trap["period"])
    told = json.loads(case.run("indicators", "--json", "--from", start, "--to", end).stdout)
    figures = {figure["id"]: figure for figure in told if figure["siae"] is None}
    for name, right in trap["figures"].items():
        figure = figures[name]
        numerator, denominator = right if isinstance(right, list) else (right, None)
        assert (name, figure["numerator"], figure["denominator"]) == (name, numerator, denominator)
        assert figure["value"] == value_of(numerator, denominator)


def value_of(numerator: float, denominator: float | None) -> float | None:
    """A count is its numerator; a rate with nothing to divide by has no value."""
    if denominator is None:
        return numerator
    return numerator / denominator if denominator else None


def test_a_person_in_two_siae_is_one_for_the_whole(case: Case) -> None:
    case.make(
        {
            "Un": (HEADERS, person("A", date(2026, 1, 5))),
            "Deux": (HEADERS, person("A", date(2026, 2, 2)), person("B", date(2026, 2, 2))),
        }
    )
    figures = json.loads(case.run("indicators", "--json").stdout)
    assert [(f["siae"], f["numerator"]) for f in figures if f["id"] == "participants"] == [
        (None, 2),
        ("Un", 1),
        ("Deux", 2),
    ]
