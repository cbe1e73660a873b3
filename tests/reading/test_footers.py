"""Footers and titles of groups are no people, and are told; sparse people stay people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.conftest import ANNA, HEADERS, OMAR
from tests.reading.what_is_read import OneTab, reasons, tab_of


@pytest.mark.parametrize(
    "row",
    [
        ("Effectif moyen", "8,5", "ETP"),
        ("Effectif moyen", 8.5, "ETP"),
        ("dont BPI : 4", "dont QPV : 2"),
        ("Contact DDETS", "Mme Durand"),
        ("Objectif 2026", "15 entrées"),
        ("Poste vacant", "à pourvoir"),
        ("X", "X"),
        ("Mise à jour", "Claire"),
        ("Site de Cenon", "3 salariés"),
        ("Encadrant : Paul", "6 places"),
        ("Équipe A", "Lundi"),
        ("CDDI PHC", "(1h à 20h)"),
        ("Secteur nord", "Bordeaux"),
        ("Référente sociale", "Lina"),
    ],
)
def test_a_footer_is_nobody_and_told_with_what_to_do(one_tab: OneTab, row: Sequence[Any]) -> None:
    case = one_tab(HEADERS, ANNA, OMAR, row)
    assert [each["row"] for each in case.export()] == ["2", "3"]
    told = [a for a in case.check()["anomalies"] if a["row"] == 4]
    if reasons(case)[4] == "ligne de total":
        # a count beside the word for it was known before, and needs no look
        return
    assert reasons(case)[4] == "pied de tableau ou titre de groupe"
    assert [(a["cell"], a["rule"], a["severity"]) for a in told] == [
        ("A4", "row.footer", "warning")
    ]
    assert "Si c'est une personne" in told[0]["message"]


def test_a_legend_wider_than_two_columns_is_one(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, OMAR, ("Légende", "Rouge", "→ sorti", "Vert", "→ présent"))
    assert (tab_of(case)["rows_read"], reasons(case)[4]) == (2, "légende")


@pytest.mark.parametrize(
    "row",
    [
        ("BAH", "Ada"),
        ("BAH", "Ada", "Femme"),
        ("BAH (née SY)", "Ada"),
        ("Site", "Ada", "", date(1991, 4, 5)),
        ("Poste", "Ada", "", "", "05/01/2026"),
        ("Groupe", "Ada", "Femme"),
        ("BAH 2", "Ada", "", "", "", "CDDI"),
        ("X", "X", "Homme"),
    ],
)
def test_somebody_of_whom_little_is_typed_stays_a_person(
    one_tab: OneTab, row: Sequence[Any]
) -> None:
    case = one_tab(HEADERS, ANNA, OMAR, row)
    assert (tab_of(case)["rows_read"], 4 in reasons(case)) == (3, False)


@pytest.mark.parametrize(
    "row",
    [
        ("***", "", "", "à partir d'ici : été"),
        ("~", "", "", "", date(2026, 9, 1)),
        ("vu", "", "", "", date(2026, 9, 1)),
        ("bis", "", "", "", "01/09/2026"),
        ("xxx", "xxx"),
        ("n°2", "", "", "", "01/09/2026"),
        ("A", "", "", "", date(2026, 9, 1)),
    ],
)
def test_a_mark_between_people_is_nobody_and_told(one_tab: OneTab, row: Sequence[Any]) -> None:
    case = one_tab(HEADERS, ANNA, row, OMAR)
    assert tab_of(case)["rows_read"] == 2
    assert [(a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["row"] == 3] == [
        ("A3", "row.footer")
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("Lê", "", "", "", date(2026, 9, 1)),
        ("Ba", "", "", "", date(2026, 9, 1)),
        ("LY", ""),
        ("Vu", "Thi", "", "", date(2026, 9, 1)),
        ("?", "", "", date(1991, 4, 5)),
        ("A", "", "Femme", "", date(2026, 9, 1)),
    ],
)
def test_a_short_name_or_a_birth_date_is_somebody_s(one_tab: OneTab, row: Sequence[Any]) -> None:
    assert tab_of(one_tab(HEADERS, ANNA, row, OMAR))["rows_read"] == 3


def test_a_letter_alone_between_names_needs_no_look(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, ("B",), OMAR)
    assert (tab_of(case)["rows_read"], case.check()["anomalies"]) == (2, [])


def test_codes_in_the_place_of_names_are_people(one_tab: OneTab) -> None:
    people = [(f"P{n}", f"A{n}", *ANNA[2:]) for n in range(1, 4)]
    case = one_tab(HEADERS, *people, ("P4", "A4"))
    assert tab_of(case)["rows_read"] == 4


def test_where_nobody_has_more_than_a_name_all_are_people(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ("BAH", "Ada 2"), ("SY", "Ali : lundi"), ("KONÉ", "Awa"))
    assert tab_of(case)["rows_read"] == 3
