"""Two persons side by side: what speaks for their being one, what against, when it is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.people.comparison import (
    NEAR_NAME,
    Comparison,
    Likeness,
    NameLikeness,
    Person,
    compare,
)
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


def test_namesakes_of_two_births_are_two_people_without_a_look_at_the_rest() -> None:
    other_birth = replace(OMAR, birth=date(1985, 2, 3), pass_iae=None)
    assert compare(OMAR, other_birth) is None


def test_other_names_at_one_birth_are_two_people_without_a_look_at_the_rest() -> None:
    other_name = replace(OMAR, family="hailemariam", pass_iae=None)
    assert compare(OMAR, other_name) is None


@given(
    names=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    births=st.sampled_from(get_args(Likeness)),
    passes=st.sampled_from(["near", "unknown"]),
    shared=st.integers(0, 9),
    tells=st.tuples(*[st.booleans()] * 4),
)
def test_nobody_who_would_be_asked_about_is_passed_over_so(
    names: tuple[float, float],
    births: Likeness,
    passes: Likeness,
    shared: int,
    tells: tuple[bool, bool, bool, bool],
) -> None:
    likeness = NameLikeness(*names, are_swapped=False)
    nationality, entries, new_year, in_two_tabs = tells
    comparison = Comparison(
        likeness,
        births,
        passes,
        sex_differs=False,
        nationality_differs=nationality,
        shared=shared,
        differing=0,
        entries_are_near=entries,
        is_new_year=new_year,
        are_in_two_tabs=in_two_tabs,
    )
    if births == "other" or likeness.weakest < NEAR_NAME:
        assert not comparison.is_worth_asking


def test_the_same_pass_is_asked_about_even_where_the_sex_differs() -> None:
    comparison = compare(OMAR, replace(OMAR, facts=("Femme", *OMAR.facts[1:])))
    assert comparison is not None
    assert comparison.is_worth_asking
    assert comparison.counter_evidence() == ["d’autres informations diffèrent"]


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
    assert "naissance un 1ᵉʳ janvier, qui prouve peu" in alike.counter_evidence()
