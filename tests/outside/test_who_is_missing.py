"""Who is in an outside file and in no row, or in a row and not in the file: said so it can be done.

A file has all whom an SIAE ever hired, and few of them are of the programme.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl

from tests.conftest import Case
from tests.outside.test_reconcile import END, HEADERS, HERE, OTHER, there, told, written
from tests.typing_commands import plain

NAMES = ["DIALLO", "TOURE", "BARRY", "CAMARA"]
HIRED = [
    there(nom=name, naissance=date(1995, 3, day), numero=f"99999260002{day}", fin=end)
    for day, (name, end) in enumerate(zip(NAMES, (END, *[date(2024, 5, 31)] * 3), strict=True), 1)
]


def said_of(case: Case, *rows: dict[str, object]) -> str:
    return plain(case.run("reconcile", str(written(case.folder, there(), *rows))).stdout)


def test_all_whom_a_tab_lacks_are_one_point_and_those_gone_there_one_line(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE)})
    said = said_of(case, *HIRED)
    assert said.count(" : pas de ligne ici") == 2
    assert "DIALLO Issa (ligne 3) : pas de ligne ici" in said
    assert "3 personnes dont l'embauche ou le PASS est fini dans le fichier (lignes 4 à 6)" in said
    (anomaly,) = told(case)
    assert anomaly["rule"] == "outside.missing_here"
    assert "lignes 3 à 6 de candidatures.xlsx" in plain(anomaly["message"])


def test_a_reason_beside_people_who_are_in_no_row_is_answered_with_why_it_is_no_use(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, HERE)})
    said_of(case, *HIRED)
    path = case.folder / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    sheet: Any = book["Anomalies"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    (header,) = [cell for cell in cells if plain(str(cell.value)).startswith("Accepter, parce")]
    (row,) = {cell.row for cell in cells if "sans ligne dans cet onglet" in plain(str(cell.value))}
    sheet.cell(row, header.column, "pas du programme")
    book.save(path)
    result = case.run("consolidate")
    assert "ce point vient d'un fichier d'ailleurs et ne s'accepte pas" in plain(result.output)


def test_somebody_here_who_is_in_the_file_otherwise_is_not_said_to_be_missing_in_it(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, HERE, OTHER), "Beta": (HEADERS,)})
    omar = {"nom": "AHMADI", "prenom": "Omar", "naissance": OTHER[2], "numero": ""}
    said = said_of(case, there(**omar, statut="Candidature déclinée"))
    assert "AHMADI Omar : pas dans le fichier avec « Candidature acceptée »" in said
    said = said_of(case, there(**omar, structure="Beta"))
    assert "AHMADI Omar : dans le fichier pour Beta (ligne 3), pas ici." in said


def test_a_folder_in_the_place_of_a_file_sends_nobody_to_the_config(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE)})
    for words in (("reconcile",), ("forms", "import")):
        said = plain(case.run(*words, str(case.folder)).output)
        assert "est un dossier : donner le fichier lui-même" in said
        assert "config.yaml" not in said


def test_of_somebody_in_doubt_a_cell_that_is_not_understood_is_shown_as_it_is(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE, (*OTHER[:8], "à demander", *OTHER[9:]))})
    said = said_of(case, there(nom="AHMADY", prenom="Omar", naissance=OTHER[2], numero=""))
    assert "N° PASS IAE : ici « à demander » (non compris), là rien" in said
