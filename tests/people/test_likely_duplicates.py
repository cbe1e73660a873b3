"""Persons typed twice are asked about, those who only look alike are left in peace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.conftest import Case
from tests.people.alike import HEADERS, MAYBE_ONE, TWO_PEOPLE, asked, typed


@pytest.mark.parametrize("rows", MAYBE_ONE.values(), ids=MAYBE_ONE)
def test_rows_that_may_be_one_person_are_asked_about(case: Case, rows: tuple[Any, ...]) -> None:
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    found = asked(case)
    assert [(anomaly["siae"], anomaly["row"]) for anomaly in found] == [("Un", 2), ("Deux", 2)]
    assert "Hassan" not in found[0]["message"]
    assert len({row["person"] for row in case.export()}) == 2, "asked about, not decided"


@pytest.mark.parametrize("rows", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_people_who_only_look_alike_are_left_in_peace(case: Case, rows: tuple[Any, ...]) -> None:
    assert asked(case.make({"Un": (HEADERS, *rows)})) == []


def test_what_speaks_for_and_against_is_said(case: Case) -> None:
    (anomaly,) = asked(case.make({"Un": (HEADERS, *MAYBE_ONE["1 January, much in common"])}))
    assert (
        "nom et prénom proches" in anomaly["message"] or "mêmes nom et prénom" in anomaly["message"]
    )
    assert "mais naissance un 1er janvier, qui prouve peu" in anomaly["message"]
    assert (anomaly["cell"], anomaly["severity"]) == ("A3", "warning")


def test_new_year_namesakes_of_two_countries_are_two_people(case: Case) -> None:
    rows = (
        typed("ALI", "Omar", date(1990, 1, 1)),
        typed("Ali", "Omar", date(1990, 1, 1), nationalite="Somalie"),
    )
    assert len({row["person"] for row in case.make({"Un": (HEADERS, *rows)}).export()}) == 2


def test_one_full_name_in_two_tabs_with_a_birth_date_missing_is_asked_about(case: Case) -> None:
    rows = (
        typed("ALI", "Omar", commune="Pessac", entree=date(2024, 3, 4)),
        typed("Ali", "Omar", "", commune="Cenon", entree=date(2026, 1, 5), nationalite=""),
    )
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    assert [(anomaly["siae"], anomaly["row"]) for anomaly in asked(case)] == [
        ("Un", 2),
        ("Deux", 2),
    ]


def test_the_holders_of_one_pass_under_unlike_names_are_told(case: Case) -> None:
    number = "99999 21 35866"
    rows = (typed("ALI", "Omar", number=number), typed("KONE", "Moussa", number=number))
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    assert len({row["person"] for row in case.export()}) == 2
    assert "pass.shared" in {anomaly["rule"] for anomaly in case.check()["anomalies"]}
