"""Rules over a row: a mistake is said once, in its cell; one that most rows make, once for all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.checking.entries import OneTab, changed, findings, rules_of
from tests.conftest import ANNA, HEADERS, OMAR


def test_right_entries_raise_nothing(one_tab: OneTab) -> None:
    assert findings(one_tab(HEADERS, ANNA, OMAR)) == set()


@pytest.mark.parametrize(
    ("row", "cell", "rule"),
    [
        (changed(OMAR, sortie=date(2024, 8, 1)), "G2", "exit.before_entry"),
        (changed(OMAR, motif=""), "H2", "exit.reason_missing"),
        (changed(OMAR, sortie=""), "G2", "exit.date_missing"),
        (changed(OMAR, motif="CDD"), "I2", "exit.duration_missing"),
        (changed(OMAR, duree=12), "I2", "exit.duration_unexpected"),
        (changed(ANNA, naissance=date(2012, 5, 1)), "D2", "age.under_16"),
        (changed(ANNA, entree=""), "E2", "required.missing"),
        (changed(ANNA, entree="?"), "E2", "required.missing"),
        (changed(ANNA, entree="12/13/14/15"), "E2", "date.unreadable"),
        (changed(ANNA, contrat="CDD de chez nous"), "F2", "choice.unknown"),
        (changed(OMAR, sortie=date(2030, 1, 1)), "G2", "date.future"),
        (changed(ANNA, prenom="1 85 05 99 212 123 95"), "B2", "nir.found"),
    ],
)
def test_each_mistake_is_found_in_its_cell(
    one_tab: OneTab, row: tuple[Any, ...], cell: str, rule: str
) -> None:
    assert (cell, rule) in findings(one_tab(HEADERS, row))


def test_one_mistake_is_told_once(one_tab: OneTab) -> None:
    assert findings(one_tab(HEADERS, changed(OMAR, sortie="août 2025"))) == {("G2", "date.partial")}
    assert findings(one_tab(HEADERS, changed(ANNA, entree="n'importe"))) == {
        ("E2", "date.unreadable")
    }


def test_an_unknown_value_makes_a_rule_silent(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, changed(OMAR, entree="mars 2025", sortie=date(2024, 8, 1)))
    assert findings(case) == {("E2", "date.partial")}


def test_a_rule_is_told_beside_where_its_own_column_is_missing(one_tab: OneTab) -> None:
    assert findings(one_tab(HEADERS[:8], changed(OMAR, motif="CDD")[:8])) == {
        ("H2", "exit.duration_missing")
    }


def test_a_rule_that_fires_on_half_of_a_tab_is_said_once(one_tab: OneTab) -> None:
    rows = [
        (
            f"NOM{n}",
            "Awa",
            "Femme",
            date(1990, 1, n + 1),
            date(2025, 5, 5),
            "CDDI",
            date(2025, 2, 3),
            "CDI",
            "",
        )
        for n in range(20)
    ]
    found = rules_of(one_tab(HEADERS, *rows))
    assert [rule for rule, _ in found].count("rule.everywhere") == 1
    assert "exit.before_entry" not in dict(found)
    found = rules_of(one_tab(HEADERS, *[(*row[:3], "", *row[4:6], "", "", "") for row in rows]))
    assert [rule for rule, _ in found if rule.startswith("required")] == ["required.mostly_missing"]
