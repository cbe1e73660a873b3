"""Two tables side by side are told and not read; two names of one person are no two tables."""

from __future__ import annotations

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.reading.what_is_read import OneTab, tab_of
from tests.typing_commands import plain

TITLES = ("Nom", "Prénom", "DDN", "Entrée le")
AWA = ("KONÉ", "Awa", "23/03/1995", "13/01/2025")
OMID = ("SAFI", "Omid", "14/02/1990", "15/01/2024")


def test_a_tab_with_two_tables_side_by_side_is_an_error_and_not_read(case: Case) -> None:
    double = [(*TITLES, "", *TITLES), (*AWA, "", *OMID)]
    case.make({"Un": double, "Deux": (HEADERS, ANNA, OMAR)})
    found = case.check()
    errors = [a for a in found["anomalies"] if a["severity"] == "error"]
    assert [(a["siae"], a["cell"], a["rule"]) for a in errors] == [("Un", "F1", "tab.side_by_side")]
    assert [tab["rows_kept"] for tab in found["tabs"]] == [0, 2]


def test_alone_it_is_refused_with_what_to_do(one_tab: OneTab) -> None:
    case = one_tab((*TITLES, "", *TITLES), (*AWA, "", *OMID))
    result = case.run("check")
    assert result.exit_code == 2
    assert "côte à côte" in result.output


def test_names_behind_an_empty_column_are_a_table_whatever_their_title(one_tab: OneTab) -> None:
    case = one_tab(
        (*TITLES, "", "Partis", "Date de sortie", "Motif"),
        (*AWA, "", "SOW Lia", "03/06/2025", "CDI"),
        (*OMID, "", "BA Ali", "03/07/2025", "CDI"),
    )
    result = case.run("check")
    assert result.exit_code == 2
    assert "le second commence en F1" in plain(result.output)


def test_referents_behind_an_empty_column_are_no_table(one_tab: OneTab) -> None:
    case = one_tab(
        (*TITLES, "", "Contacts", "Téléphone"),
        (*AWA, "", "Sophie Martin", "poste 12"),
        (*OMID, "", "Julie Durand", "poste 13"),
    )
    assert tab_of(case)["rows_kept"] == 2


@pytest.mark.parametrize(
    ("more", "cells"),
    [
        (("Nom de naissance", "Prénom usuel"), ("SY", "Awa")),
        (("Nom", "Téléphone"), ("Durand", "")),
        (("Nom", "Prénom", "DDN"), ("", "", "")),
    ],
)
def test_other_names_beside_are_no_second_table(
    one_tab: OneTab, more: tuple[str, ...], cells: tuple[str, ...]
) -> None:
    case = one_tab((*TITLES, *more), (*AWA, *cells))
    assert tab_of(case)["rows_kept"] == 1
