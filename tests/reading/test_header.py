"""A table is found by its titles, wherever it starts and whatever they are called."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_config
from tests.reading.what_is_read import OneTab, reasons, tab_of


def test_a_table_may_start_anywhere(one_tab: OneTab) -> None:
    shifted = [("", "", *row) for row in (HEADERS, ANNA, OMAR)]
    case = one_tab((), (), (), (), (), (), *shifted)
    assert (tab_of(case)["header_row"], tab_of(case)["rows_kept"]) == (7, 2)


def test_group_titles_above_tell_columns_apart(case: Case, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "essai.xlsx")) as book:
        sheet = book.add_worksheet("Essai")
        plain = book.add_format({"bold": True})
        sheet.merge_range("A1:C1", "Identité", plain)
        sheet.merge_range("D1:F1", "Contrat", plain)
        sheet.merge_range("G1:H1", "Niveau de français", plain)
        sheet.write_row("A2", ["Nom", "Prénom", "DDN", "Type", "Début", "Fin", "Entrée", "Actuel"])
        sheet.write("I2", "Entré(e) le")
        sheet.write_row(
            "A3",
            [
                "KONÉ",
                "Awa",
                "12/03/1995",
                "CDDI",
                "01/02/2025",
                "31/12/2026",
                "A1",
                "A2",
                "01/02/2025",
            ],
        )

    write_config(tmp_path, ["Essai"])
    (row,) = case.export()
    assert row["contrat_type"] == "CDDI"
    assert (row["contrat_debut"], row["contrat_fin"]) == ("2025-02-01", "2026-12-31")
    assert (row["niveau_francais_entree"], row["niveau_francais_actuel"], row["date_entree"]) == (
        "A1",
        "A2",
        "2025-02-01",
    )


def test_headers_in_the_words_of_the_field(one_tab: OneTab) -> None:
    case = one_tab(
        ("NOM ", "PRENOMS", "Né(e) le", "entrée le", "H/F", "Nb h FLE", "Motif"),
        ("KONÉ", "Awa", "12/03/1995", "03/02/2025", "F", "24,5", ""),
    )
    (row,) = case.export()
    assert (row["date_naissance"], row["date_entree"], row["sexe"], row["heures_francais"]) == (
        "1995-03-12",
        "2025-02-03",
        "Femme",
        "24.5",
    )


def test_headers_repeated_further_down_begin_a_new_table(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, (), ("Entrées 2024",), HEADERS, OMAR)
    assert [row["row"] for row in case.export()] == ["2", "6"]
    assert reasons(case)[5] == "ligne de titres"


def test_a_second_table_may_order_its_columns_otherwise(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS,
        ANNA,
        (),
        ("Prénom", "Nom", "Entrée dans le programme", "Date de naissance"),
        ("Omar", "AHMADI", date(2024, 9, 2), date(1990, 1, 1)),
    )
    assert [(row["nom"], row["date_entree"]) for row in case.export()] == [
        ("DIALLO", "2025-02-03"),
        ("AHMADI", "2024-09-02"),
    ]


def test_days_of_sessions_beside_titles_of_people_are_titles(one_tab: OneTab) -> None:
    sessions = [date(2026, month, 3 + month) for month in (2, 5, 6, 9, 10)]
    header = ("Nom", "Prénom", "DDN", "Date d'entrée", *sessions, "Nb présences")
    person = ("KONÉ", "Awa", date(1995, 3, 23), date(2025, 1, 13), *("P" * len(sessions)), 5)
    tab = tab_of(one_tab(header, person, person))
    assert (tab["header_row"], tab["rows_kept"]) == (1, 2)


@pytest.mark.parametrize(
    "series",
    [
        tuple(range(1, 32)),
        (2023, 2024, 2025, 2026),
        tuple(date(2026, month, 1) for month in range(1, 13)),
    ],
    ids=["jours", "années", "mois"],
)
def test_days_years_and_months_that_follow_each_other_are_titles(
    one_tab: OneTab, series: tuple[Any, ...]
) -> None:
    header = ("Nom", "Prénom", "DDN", "Entrée le", *series)
    person = ("KONÉ", "Awa", "23/03/1995", "13/01/2025", *([7] * len(series)))
    tab = tab_of(one_tab(header, person, person))
    assert (tab["header_row"], tab["rows_kept"]) == (1, 2)
