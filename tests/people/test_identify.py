"""Rows of one person come together, over all tabs; stays are checked, a pseudonym lasts."""

from __future__ import annotations

from datetime import date

from tests.checking.entries import OneTab, changed, findings
from tests.conftest import ANNA, HEADERS, OMAR, Case


def test_the_same_person_twice_in_a_tab(one_tab: OneTab) -> None:
    assert findings(one_tab(HEADERS, ANNA, OMAR, changed(ANNA, nom="Diallo ", prenom="awa"))) == {
        ("A4", "person.duplicate")
    }


def test_the_same_person_in_two_siae_is_one_person(case: Case) -> None:
    case.make(
        {
            "Un": (HEADERS, changed(OMAR, sortie="", motif="")),
            "Deux": (
                HEADERS,
                changed(
                    OMAR, nom="Omar", prenom="Ahmadi", entree=date(2025, 1, 6), sortie="", motif=""
                ),
            ),
        }
    )
    assert {row["person"] for row in case.export()} == {case.export()[0]["person"]}
    assert findings(case) == {("A2", "person.elsewhere")}


def test_a_new_path_after_an_exit_is_no_duplicate(one_tab: OneTab) -> None:
    assert (
        findings(
            one_tab(HEADERS, OMAR, changed(OMAR, entree=date(2025, 10, 1), sortie="", motif=""))
        )
        == set()
    )


def test_people_born_on_1_january_with_other_pass_numbers_stay_two(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "N° PASS IAE"), (*OMAR, "99999 21 00001"), (*OMAR, "99999 21 00002"))
    assert len({row["person"] for row in case.export()}) == 2


def test_pseudonyms_last_and_survive_a_corrected_spelling(one_tab: OneTab) -> None:
    headers = (*HEADERS, "N° PASS IAE")
    first = one_tab(headers, (*OMAR, "99999 21 00001")).export()[0]["person"]
    again = one_tab(headers, (*changed(OMAR, nom="AHMADI-KARIMI"), "99999 21 00001")).export()[0][
        "person"
    ]
    assert first == again
    assert first.startswith("P-")
