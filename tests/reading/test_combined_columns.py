"""A column that holds family and given name is cut in two, and a doubtful cut is said."""

from __future__ import annotations

import pytest

from forms.headers.shared.definitions import Combined
from sheets_sync.reading.combined_columns import PersonName, cut_column, split_name
from tests.reading.what_is_read import OneTab


def test_name_and_given_name_in_one_column_are_split(one_tab: OneTab) -> None:
    headers = ("Nom et prénom", "DDN", "Date d'entrée")
    case = one_tab(
        headers,
        ("EL TAYEB Omar", "01/01/1990", "03/02/2025"),
        ("Ahmadi, Reza", "02/01/1990", "03/02/2025"),
        ("Diallo Awa", "03/01/1990", "03/02/2025"),
    )
    assert [(row["nom"], row["prenom"]) for row in case.export()] == [
        ("EL TAYEB", "Omar"),
        ("Ahmadi", "Reza"),
        ("Diallo", "Awa"),
    ]


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ("{nom: A, prenom: A}", ("Diallo", "Awa")),
        ("{prenom: A, nom: A}", ("Awa", "Diallo")),
        ("{nom: A}", ("Diallo Awa", "")),
    ],
)
def test_config_may_say_that_a_column_holds_both_names(
    one_tab: OneTab, columns: str, names: tuple[str, str]
) -> None:
    case = one_tab(("Qui", "DDN", "Date d'entrée"), ("Diallo Awa", "01/01/1990", "03/02/2025"))
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("kind: ACI", f"kind: ACI, columns: {columns}"), encoding="utf-8")
    [row] = case.export()
    assert (row["nom"], row["prenom"]) == names
    assert "column.not_found" not in [one["rule"] for one in case.check()["anomalies"]]


def test_config_may_say_that_no_column_is_a_field(one_tab: OneTab) -> None:
    headers = ("Nom", "Prénom", "DDN", "Date d'entrée", "Sexe")
    case = one_tab(headers, ("DIALLO", "Awa", "01/01/1990", "03/02/2025", "Femme"))
    assert [row["sexe"] for row in case.export()] == ["Femme"]
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("kind: ACI", 'kind: ACI, columns: {sexe: "-"}'), encoding="utf-8"
    )
    assert [row["sexe"] for row in case.export()] == [""]
    assert "column.not_found" not in [one["rule"] for one in case.check()["anomalies"]]


@pytest.mark.parametrize(
    ("text", "family_first", "name"),
    [
        ("AHMADI Reza", False, PersonName("AHMADI", "Reza")),
        ("Reza AHMADI", True, PersonName("AHMADI", "Reza")),
        ("Ahmadi, Reza", False, PersonName("Ahmadi", "Reza")),
        ("Reza / Ahmadi", False, PersonName("Ahmadi", "Reza")),
        ("Mme Diallo Awa", True, PersonName("Diallo", "Awa")),
        ("Ould Cheikh Omar", True, PersonName("Ould Cheikh", "Omar")),
        ("Diallo Awa Binta", True, PersonName("Diallo", "Awa Binta", is_sure=False)),
        ("Awa Binta Diallo", False, PersonName("Diallo", "Awa Binta", is_sure=False)),
        ("El Hassan épouse Sow Fatima", True, PersonName("El Hassan épouse Sow", "Fatima")),
        ("Fatima El Hassan épouse Sow", False, PersonName("El Hassan épouse Sow", "Fatima")),
        ("EL HASSAN ÉPOUSE SOW FATIMA", True, PersonName("EL HASSAN ÉPOUSE SOW", "FATIMA")),
        ("SOW Awa (née DIALLO)", True, PersonName("SOW née DIALLO", "Awa")),
        ("SOW (ép. DIALLO) Awa", True, PersonName("SOW ép. DIALLO", "Awa")),
        ("Sow Awa (ép. Diallo)", True, PersonName("Sow ép. Diallo", "Awa")),
        ("Awa Sow [veuve Diallo]", False, PersonName("Sow veuve Diallo", "Awa")),
        ("SOW ép. DIALLO Awa", True, PersonName("SOW ép. DIALLO", "Awa")),
        ("El HASSAN Fatima", True, PersonName("El HASSAN", "Fatima")),
        ("Maria de Souza", False, PersonName("de Souza", "Maria")),
        ("El Amin", True, PersonName("El", "Amin", is_sure=False)),
        ("Le Gall", False, PersonName("Gall", "Le", is_sure=False)),
        ("Diallo", True, PersonName("Diallo", "")),
        ("  ", True, PersonName("", "")),
    ],
)
def test_a_name_is_cut_by_sign_capitals_or_order(
    text: str, family_first: bool, name: PersonName
) -> None:
    assert split_name(text, family_first) == name


def test_the_place_of_birth_is_taken_off_the_date() -> None:
    combined = Combined(headers=("Né(e) le",), split="date_place", fields=("date_naissance",))
    cut = cut_column(["12/03/1990 à Kaboul", "12/03/1990 (Kaboul)", 3.0], combined)
    assert cut.cells == {"date_naissance": ["12/03/1990", "12/03/1990", 3.0]}


def test_a_sign_behind_a_name_is_no_part_of_it_and_told() -> None:
    names = Combined(fields=("nom", "prenom"), headers=("Nom et prénom",), split="name")
    cut = cut_column(["OSMAN Ibrahim *", "DIALLO Awa†", "SOW Lia"], names)
    assert cut.cells["prenom"] == ["Ibrahim", "Awa", "Lia"]
    assert cut.says_more == [0, 1]
