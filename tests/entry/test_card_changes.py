"""Cards that change a person already entered: what the tab has is seen before it is replaced."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.desks import FileDesk
from tests.entry.card_office import Office
from tests.typing_commands import plain


def test_a_person_is_called_up_and_changed(office: Office) -> None:
    office.fill({"SIAE": "Un", "Que faire": "Modifier", "Nom": "diallo", "Prénom": "AWA"})
    assert "Fiche 1 : ce qui est déjà saisi y est montré (ligne 2 de Un)" in office.prepare()
    assert (office.shown("Sexe"), office.shown("Date de naissance"), office.shown("Contrat")) == (
        "Femme",
        "12/03/1995",
        "CDDI",
    )
    assert office.answer("Que faire") == "Ligne 2 de « Un » : saisir seulement ce qui change."
    office.fill({"Contrat": "effacer", "Date de sortie": "20/11/2026", "Motif de sortie": "CDI"})
    assert "Fiche 1 : reportée (ligne 2 de Un)" in office.prepare()
    row = office.desk.open().read("Un").rows[1]
    assert (row[5], row[7]) == ("", "CDI")
    assert row[6] == date(2026, 11, 20)
    assert (office.shown("Sexe"), office.typed("Nom")) == ("", "")
    assert office.answer() == "✓ Changée dans « Un », ligne 2, le 23/11/2026."


def test_what_the_tab_has_is_replaced_only_once_it_was_seen(office: Office) -> None:
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Contrat": "CDI inclusion",
        }
    )
    office.prepare()
    assert office.desk.value("Un", "F2") == "CDDI"
    assert office.answer("Contrat").startswith("L'onglet a déjà autre chose (à côté)")
    office.desk.type("Un", "F2", "Contrat de mission")
    office.prepare()
    assert (office.shown("Contrat"), office.desk.value("Un", "F2")) == (
        "Contrat de mission",
        "Contrat de mission",
    )
    office.prepare()
    assert office.desk.value("Un", "F2") == "CDI inclusion"


def test_a_change_that_makes_an_error_is_refused(office: Office) -> None:
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Date de sortie": "31/02/2026",
        }
    )
    office.prepare()
    assert "n'existe pas au calendrier" in office.answer("Date de sortie")
    office.fill({"Date de sortie": "", "Nom": "Inconnue"})
    office.prepare()
    assert (
        office.answer("Que faire")
        == "Personne de ce nom et de ce prénom dans « Un ». Vérifier l'orthographe et la SIAE."
    )


def test_two_cards_do_not_change_one_person_in_one_run(office: Office) -> None:
    for card, day in ((1, "20/11/2026"), (2, "21/11/2026")):
        office.fill(
            {
                "SIAE": "Un",
                "Que faire": "Modifier",
                "Nom": "Diallo",
                "Prénom": "Awa",
                "Date de sortie": day,
                "Motif de sortie": "CDI",
            },
            card,
        )
    office.prepare()
    assert office.desk.open().read("Un").rows[1][6] == date(2026, 11, 20)
    assert office.answer("Que faire", 2).startswith("La fiche 1 vient de changer cette personne")
    office.prepare()
    assert office.answer("Date de sortie", 2).startswith("L'onglet a déjà autre chose")
    office.prepare()
    assert office.desk.open().read("Un").rows[1][6] == date(2026, 11, 21)


def test_a_formula_in_the_tab_is_left_to_people(tmp_path: Path) -> None:
    rows = (HEADERS, (*ANNA[:5], '="CD"&"DI"', *ANNA[6:]))
    office = Office(
        tmp_path,
        FileDesk(write_book(tmp_path / "essai.xlsx", {"Un": rows, "Deux": (HEADERS, OMAR)})),
    )
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Contrat": "CDI inclusion",
        }
    )
    office.run("consolidate")
    result = office.run("consolidate")
    assert result.exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "essai.xlsx")
    assert book["Un"]["F2"].value == '="CD"&"DI"'
    answers = [str(cell.value) for row in book["Saisie"].iter_rows() for cell in row]
    assert any("sa cellule F2 contient une formule" in plain(answer) for answer in answers)
