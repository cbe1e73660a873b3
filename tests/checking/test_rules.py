"""Rules over a row: a mistake is said once, in its cell; one that most rows make, once for all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.checking.entries import OneTab, changed, findings, rules_of
from tests.conftest import ANNA, HEADERS, OMAR
from tests.typing_commands import plain


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
        (changed(ANNA, entree="-"), "E2", "required.missing"),
        (changed(ANNA, entree="?"), "E2", "required.pending"),
        (changed(ANNA, entree="à voir"), "E2", "required.pending"),
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


def test_nothing_is_asked_for_in_a_column_that_the_tab_does_not_have(one_tab: OneTab) -> None:
    case = one_tab(HEADERS[:7], OMAR[:7], changed(OMAR, nom="KONÉ")[:7])
    [told] = [a for a in case.check()["anomalies"] if a["rule"] == "exit.reason_missing"]
    assert (told["severity"], told["cell"]) == ("warning", "G2")
    message = plain(told["message"])
    assert message.startswith("Cet onglet n'a pas de colonne « Motif de sortie »")
    assert "G2, G3" in message
    assert "Choisir" not in message


def test_what_waits_is_said_to_wait_and_what_to_type_with_an_example(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, changed(ANNA, entree="à voir"), changed(OMAR, entree=""))
    told = {a["rule"]: plain(a["message"]) for a in case.check()["anomalies"]}
    assert "en attente" in told["required.pending"]
    assert "par exemple 12/03/2024" in told["required.pending"]
    assert "par exemple 12/03/2024" in told["required.missing"]


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
