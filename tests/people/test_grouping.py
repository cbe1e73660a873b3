"""Rows of one person: joined when it is sure, or when the coordinator answered so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.people.grouping import group_rows, join_as_answered, pair_name
from sheets_sync.people.person_row import PersonRow
from sheets_sync.people.pseudonyms import fingerprints, name_groups

AWA = PersonRow(
    0,
    "Un",
    "Un",
    2,
    "A2",
    "diallo",
    "awa",
    date(1995, 3, 12),
    None,
    date(2025, 2, 3),
    None,
    (None, None, None, None, None),
)
SWAPPED = replace(AWA, index=1, row=3, family="awa", given="diallo")
NAMESAKE = replace(AWA, index=2, row=4, birth=date(1990, 7, 1))
KEY = b"k" * 32
NUMBER = "999992100001"


def test_names_in_any_order_and_the_full_birth_date_make_one_person() -> None:
    assert group_rows([AWA, SWAPPED, NAMESAKE]) == [[AWA, SWAPPED], [NAMESAKE]]


def test_a_partial_birth_date_joins_nobody() -> None:
    partial = [replace(row, birth="1995") for row in (AWA, SWAPPED)]
    assert len(group_rows(partial)) == 2


def test_an_answer_joins_two_groups_under_the_first_pseudonym() -> None:
    groups, names = [[AWA], [SWAPPED], [NAMESAKE]], ["P-A", "P-B", "P-C"]
    answers = {pair_name("P-C", "P-A"): True, pair_name("P-A", "P-B"): False, "P-A = P-Z": True}
    assert join_as_answered(groups, names, answers) == (
        [[AWA, NAMESAKE], [SWAPPED]],
        ["P-A", "P-B"],
    )


def test_a_pseudonym_met_before_is_kept_and_given_to_one_group_only() -> None:
    (name,), registry = name_groups([[AWA, NAMESAKE]], {}, KEY)
    apart, later = name_groups([[AWA], [NAMESAKE]], registry, KEY)
    assert apart[0] == name
    assert apart[1] != name
    assert later == registry


def test_a_pass_copied_into_another_row_moves_no_pseudonym() -> None:
    omar = replace(AWA, index=1, family="keita", given="omar", birth=None, pass_iae=NUMBER)
    names, registry = name_groups([[AWA], [omar]], {}, KEY)
    again, registry = name_groups([[replace(AWA, pass_iae=NUMBER)], [omar]], registry, KEY)
    assert again == names
    # nor is somebody new who has the number of one who left
    newcomer = replace(omar, family="kone", given="issa")
    assert name_groups([[newcomer]], registry, KEY)[0][0] not in names


def test_whom_an_older_register_knows_by_the_pass_alone_keeps_the_pseudonym() -> None:
    omar = replace(AWA, birth=None, pass_iae=NUMBER)
    assert name_groups([[omar]], {fingerprints(omar, KEY)[0]: "P-A"}, KEY)[0] == ["P-A"]


def test_a_pass_with_names_or_birth_finds_who_was_mistyped() -> None:
    one = replace(AWA, pass_iae=NUMBER)
    (name,), registry = name_groups([[one]], {}, KEY)
    for mended in (replace(one, family="sow"), replace(one, birth=date(1995, 12, 3))):
        assert name_groups([[mended]], registry, KEY)[0] == [name]


@pytest.mark.parametrize("birth", [date(1995, 3, 12), date(1995, 1, 1)])
def test_one_pass_under_unlike_names_is_no_proof(birth: date) -> None:
    one = replace(AWA, pass_iae=NUMBER, birth=birth)
    other = replace(one, index=1, row=3, family="kone", given="moussa")
    assert len(group_rows([one, other])) == 2


def test_one_pass_and_birth_under_names_of_another_spelling_is_one_person() -> None:
    one = replace(AWA, pass_iae=NUMBER)
    assert len(group_rows([one, replace(one, index=1, row=3, family="diallo bah")])) == 1
    assert len(group_rows([one, replace(one, index=1, row=3, family="dialo")])) == 1
