"""Persons typed twice are asked about, those who only look alike are left in peace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_sync.people import likely_duplicates
from sheets_sync.people.comparison import Person, compare
from sheets_sync.people.known_digests import KnownDigests
from sheets_sync.people.likely_duplicates import find_likely_duplicates
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


def person(index: int, family: str, given: str, birth: date, **others: Any) -> Person:
    """With a fact on each that nobody else has, unless it is given."""
    facts = others.pop("facts", ("Homme", f"Pays {index}", None, None, None))
    return Person(index, family, given, birth, None, facts, None, **others)


PEOPLE = [
    person(0, "ali", "omar", date(1990, 5, 6)),
    person(1, "ali", "omar", date(1990, 6, 7)),
    person(2, "kone", "moussa", date(1985, 2, 3)),
    person(3, "konee", "mousa", date(1985, 2, 3)),
]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []

    def noting(one: Person, other: Person) -> Any:
        pairs.append((one.index, other.index))
        return compare(one, other)

    monkeypatch.setattr(likely_duplicates, "compare", noting)
    return pairs


def test_people_among_whom_no_two_were_alike_are_not_compared_in_the_next_run(
    compared: list[tuple[int, int]],
) -> None:
    first = KnownDigests()
    pairs = find_likely_duplicates(PEOPLE, first)
    assert [(pair.first, pair.second) for pair in pairs] == [(2, 3)]
    assert (0, 1) in compared
    compared.clear()
    assert find_likely_duplicates(PEOPLE, KnownDigests(first.met)) == pairs
    assert set(compared) == {(2, 3)}


def test_whoever_is_another_now_is_compared_with_all_again() -> None:
    first = KnownDigests()
    find_likely_duplicates(PEOPLE, first)
    people = [PEOPLE[0], person(1, "ali", "omar", date(1990, 5, 6)), *PEOPLE[2:]]
    pairs = find_likely_duplicates(people, KnownDigests(first.met))
    assert pairs == find_likely_duplicates(people, KnownDigests())
    assert len(pairs) == 2
