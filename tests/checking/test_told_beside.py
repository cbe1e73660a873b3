"""A cell that tells of another field too: « CDD 12 mois » as the motif gives the length."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.checking.entries import OneTab, changed, findings
from tests.conftest import HEADERS, OMAR, Case
from tests.typing_commands import plain

NO_LENGTH = HEADERS[:8]
LENGTH = "Durée du contrat de sortie (mois)"


def left(motif: str, **more: Any) -> tuple[Any, ...]:
    return changed(OMAR, motif=motif, **more)


def figure(case: Case, name: str) -> dict[str, Any]:
    told = json.loads(case.run("indicators", "--json", "--from", "2025-01-01").stdout)
    return next(f for f in told if f["id"] == name and f["siae"] is None)


@pytest.mark.parametrize(
    ("motif", "length"),
    [
        ("CDD 12 mois", "12"),
        ("CDD de 8 mois", "8"),
        ("CDD d'un an", "12"),
        ("intérim 7 mois", "7"),
        ("CDD de plus de 6 mois", ">6"),
        ("CDD", ""),
    ],
)
def test_the_length_is_taken_from_the_motif(one_tab: OneTab, motif: str, length: str) -> None:
    (row,) = one_tab(NO_LENGTH, left(motif)[:8]).export()
    assert row["sortie_duree_mois"] == length


@pytest.mark.parametrize(
    ("motif", "positive"),
    [("CDD 12 mois", 1), ("CDD de plus de 6 mois", 1), ("CDD 4 mois", 0), ("CDD 6 mois", 0)],
)
def test_and_decides_how_the_exit_counts(one_tab: OneTab, motif: str, positive: int) -> None:
    rate = figure(one_tab(NO_LENGTH, left(motif)[:8]), "taux_sorties_positives")
    assert (rate["numerator"], rate["denominator"]) == (positive, 1)


def test_without_a_column_and_a_length_the_tab_is_told_once_what_to_do(one_tab: OneTab) -> None:
    rows = [left("CDD", nom=f"NOM{n}")[:8] for n in range(3)]
    case = one_tab(NO_LENGTH, *rows, left("CDD 8 mois", nom="AUTRE")[:8])
    told = [a for a in case.check()["anomalies"] if a["rule"] == "exit.duration_missing"]
    assert [(a["cell"], a["severity"]) for a in told] == [("H2", "warning")]
    assert "H2, H3, H4" in told[0]["message"]
    assert "CDD 8 mois" in told[0]["message"].replace("\u00a0", " ")


def test_with_a_column_each_row_without_its_length_is_told(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDD"), left("Intérim", nom="AUTRE"))
    assert findings(case) == {
        ("I2", "exit.duration_missing"),
        ("I3", "exit.duration_missing"),
    }


def test_a_cell_of_its_own_says_more_and_the_difference_is_told(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDD 12 mois", duree=4))
    assert findings(case) == {("H2", "value.told_twice")}
    assert case.export()[0]["sortie_duree_mois"] == "4"


def test_the_same_length_twice_is_no_difference(one_tab: OneTab) -> None:
    assert findings(one_tab(HEADERS, left("CDD 12 mois", duree=12))) == set()


def test_a_length_beyond_the_bounds_counts_nowhere(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDD 120 mois"))
    assert ("H2", "value.told_out_of_range") in findings(case)
    assert case.export()[0]["sortie_duree_mois"] == ""


def test_an_unreadable_cell_of_its_own_is_not_filled_from_the_motif(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDD 12 mois", duree="un certain temps"))
    assert case.export()[0]["sortie_duree_mois"] == ""


def test_bounds_and_numbers_go_into_one_export(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDD de plus de 6 mois"), left("CDD", nom="B", duree=7))
    for name in ("tout.parquet", "tout.xlsx", "tout.csv"):
        result = case.run("export", str(case.folder / name))
        assert result.exit_code == 0, result.output


def test_exits_without_a_length_are_said_beside_the_rate_with_its_bounds(one_tab: OneTab) -> None:
    rows = [left("CDD", nom=f"NOM{n}")[:8] for n in range(3)]
    rows += [left("CDI", nom=f"PRIS{n}")[:8] for n in range(2)]
    rows += [left("Sans nouvelles", nom=f"PERDU{n}")[:8] for n in range(2)]
    case = one_tab(NO_LENGTH, *rows)
    rate = figure(case, "taux_sorties_positives")
    assert (rate["numerator"], rate["denominator"], rate["missing"]) == (2, 4, 3)
    assert rate["bounds"] == [pytest.approx(2 / 7), pytest.approx(5 / 7)]
    said = "7 sorties, dont 3 sans durée : entre 29 % et 71 %"
    for words in (["indicators"], ["indicators", "--explain", "taux_sorties_positives"]):
        text = case.run(*words, "--from", "2025-01-01").stdout.replace("\u00a0", " ")
        assert said in text
    dynamic = figure(case, "taux_sorties_dynamiques")
    assert (dynamic["numerator"], dynamic["denominator"]) == (5, 7)


def test_an_exit_that_is_not_understood_is_said_beside_the_rate(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, left("CDI"), left("???", nom="AUTRE"))
    rate = figure(case, "taux_sorties_positives")
    assert (rate["numerator"], rate["denominator"], rate["missing"]) == (1, 1, 1)
    assert rate["bounds"] == [0.5, 1]
    text = plain(case.run("indicators", "--from", "2025-01-01").stdout)
    assert "2 sorties, dont 1 sans motif : entre 50 % et 100 %" in text
