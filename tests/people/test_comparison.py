"""Two persons side by side: what speaks for their being one, what against, when it is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.people.comparison import Person, compare
from sheets_sync.people.phonetics import CUT_SHORT, SAME, name_similarity

OTHER_PASS = "999992288888"
OMAR = Person(
    0,
    "hassan",
    "omar",
    date(1991, 5, 17),
    "999992100001",
    ("Homme", "Soudan", "Pessac", None, None),
    date(2025, 3, 3),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mohamed", "mohammad"),
        ("abdul rahman", "abdoulrahmane"),
        ("yusuf", "youssouf"),
        ("hassan", "hasan"),
    ],
)
def test_transliterations_of_a_name_sound_the_same(one: str, other: str) -> None:
    assert name_similarity(one, other) == SAME


def test_a_name_cut_short_is_nearly_the_same_but_a_particle_is_no_name() -> None:
    assert name_similarity("bah camara", "camara") == CUT_SHORT
    assert name_similarity("el tayeb", "el hadj") < CUT_SHORT


@pytest.mark.parametrize(
    ("births", "day"),
    [
        ("same", date(1991, 5, 17)),
        ("near", date(1981, 5, 17)),
        ("other", date(1985, 2, 3)),
        ("unknown", None),
    ],
)
def test_birth_dates_are_the_same_near_other_or_unknown(births: str, day: date | None) -> None:
    comparison = compare(OMAR, replace(OMAR, birth=day))
    assert comparison is not None
    assert comparison.births == births


def test_two_pass_numbers_or_two_sexes_are_two_people() -> None:
    other_pass = replace(OMAR, pass_iae=OTHER_PASS)
    without_pass = replace(OMAR, pass_iae=None)
    woman = replace(without_pass, facts=("Femme", *OMAR.facts[1:]))
    assert compare(OMAR, other_pass) is None
    assert compare(without_pass, woman) is None


def test_the_same_pass_is_asked_about_even_where_the_sex_differs() -> None:
    comparison = compare(OMAR, replace(OMAR, facts=("Femme", *OMAR.facts[1:])))
    assert comparison is not None
    assert comparison.is_worth_asking
    assert comparison.counter_evidence() == ["d'autres informations diffèrent"]


def test_what_speaks_for_it_is_said_with_how_much_is_shared() -> None:
    comparison = compare(OMAR, replace(OMAR, family="omar", given="hassan", pass_iae=None))
    assert comparison is not None
    assert comparison.evidence() == [
        "mêmes nom et prénom",
        "nom et prénom intervertis",
        "même date de naissance",
        "2 autres informations en commun",
    ]


def test_a_first_of_january_proves_little() -> None:
    new_year = replace(OMAR, birth=date(1990, 1, 1), pass_iae=None)
    nothing_else = replace(new_year, facts=("Homme", None, None, None, None), entry=None)
    alike, apart = compare(new_year, new_year), compare(new_year, nothing_else)
    assert alike is not None
    assert apart is not None
    assert (alike.is_worth_asking, apart.is_worth_asking) == (True, False)
    assert "naissance un 1er janvier, qui prouve peu" in alike.counter_evidence()
