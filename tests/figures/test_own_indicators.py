"""Indicators of the consortium's own, beside config."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.figures.people import person

OWN = """let:
  femme: 'sexe == "Femme"'
indicators:
  - {id: femmes_entrees, label: Femmes entrées, kind: flow, count: persons, unit: personnes, good: up, cell: sexe,
     definition: Femmes entrées dans la période., where: "entre_la and femme", source: essai}
"""


def test_an_indicator_is_added_beside_the_config_without_python(case: Case) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    (case.folder / "indicators.yaml").write_text(OWN, encoding="utf-8")
    figures = {
        f["id"]: f["value"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert figures["femmes_entrees"] == 1
    assert "où femme : sexe ==" in case.run("indicators", "--explain", "femmes_entrees").stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "entre_la and femmme",
            [
                "indicators.yaml, ligne 5",
                "femmes_entrees.where",
                "colonne 14",
                "Vouliez-vous « femme » ?",
            ],
        ),
        ("entre_la and (femme", ["indicators.yaml, ligne 5", "colonne 20"]),
    ],
)
def test_a_wrong_indicator_names_file_line_and_key(case: Case, wrong: str, said: list[str]) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    (case.folder / "indicators.yaml").write_text(
        OWN.replace("entre_la and femme", wrong), encoding="utf-8"
    )
    result = case.run("indicators")
    assert result.exit_code == 2
    assert [word for word in said if word not in result.stderr.replace("\u00a0", " ")] == [], (
        result.stderr
    )


def test_a_definition_has_its_own_period_breakdowns_and_target(case: Case) -> None:
    own = """indicators:
  - {id: entrees_12m, label: Entrées sur 12 mois, kind: flow, count: persons, unit: personnes, good: up, cell: date_entree, source: essai,
     definition: Entrées des douze derniers mois., where: entre_la, period: 12m, by: [sexe], target: 7}
"""
    case.make({"Essai": (HEADERS, ANNA, OMAR, person("TROIS", date(2025, 12, 1)))})
    (case.folder / "indicators.yaml").write_text(own, encoding="utf-8")
    figure = next(
        f for f in json.loads(case.run("indicators", "--json").stdout) if f["id"] == "entrees_12m"
    )
    assert (figure["from"], figure["value"], figure["target"]) == ("2025-11-24", 1, 7)
    asked = json.loads(case.run("indicators", "--json", "--period", "2025").stdout)
    assert next(f for f in asked if f["id"] == "entrees_12m")["value"] == 2
    parts = json.loads(case.run("indicators", "--json", "--breakdowns", "--period", "2025").stdout)
    found = [(f["by"], f["group"], f["value"]) for f in parts if f["id"] == "entrees_12m"]
    assert found == [
        (None, None, 2),
        ("sexe", "Femme", 2),
        ("sexe", "Homme", 0),
        ("sexe", "Autre", 0),
    ]
    assert "Sexe : Femme" in case.run("indicators", "--breakdowns").stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("by: [sex]", "« sex » n'est pas un champ. Vouliez-vous « sexe » ?"),
        ("period: 12 lunes", "n'est pas une période"),
        ("since: modifiee_le", "un seul de count, sum, mean, since"),
    ],
)
def test_a_mistake_in_them_is_told_with_its_place(case: Case, wrong: str, said: str) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    own = f"indicators:\n  - {{id: x, label: X, kind: flow, count: rows, unit: lignes, good: up, cell: nom, source: s, definition: d., where: 'true', {wrong}}}\n"
    (case.folder / "indicators.yaml").write_text(own, encoding="utf-8")
    result = case.run("check")
    assert (
        result.exit_code,
        said in result.output,
        "indicators.yaml, ligne 2" in result.output,
    ) == (2, True, True), result.output
