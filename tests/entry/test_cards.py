"""The entry cards (« Saisie »).

What is typed there goes to the SIAE's tab once, or is answered beside the field; on a file and in
Google.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Rows, write_book
from tests.desks import FileDesk
from tests.entry.card_office import AWA, Office
from tests.typing_commands import plain

UNMOVED: dict[str, Rows] = {
    "Un": (HEADERS, ANNA, OMAR, ("TOTAL", "=SUM(Un:Deux!B2)")),
    "Deux": (HEADERS, OMAR),
}
"""Two tabs, the first with a total that cannot be moved down."""


def test_a_filled_card_goes_to_the_tab_and_is_emptied(office: Office) -> None:
    office.fill({"SIAE": "un", **AWA})
    assert "Fiche 1 : rangée (ligne 4 de Un)" in office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert office.desk.open().read("Un").rows[3][3] == date(1999, 7, 4)
    assert [office.typed(label) for label in ("SIAE", *AWA)] == [""] * 6
    assert office.answer() == "✓ Ajoutée dans « Un », ligne 4, le 23/11/2026."
    assert "Fiche" not in office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert office.run("consolidate", "--json").stdout.count("unchanged") == 1


@pytest.mark.parametrize("command", ["consolidate", "prepare"])
def test_a_run_for_another_day_puts_cards_in_on_the_day_that_it_is(
    office: Office, command: str
) -> None:
    office.fill({"SIAE": "Un", **AWA})
    # On the day that the figures are for, she had not come yet.
    assert office.run(command, as_of="2026-06-01", today="2026-11-23").exit_code == 0
    assert office.answer() == "✓ Ajoutée dans « Un », ligne 4, le 23/11/2026."


def test_a_card_half_filled_says_what_is_missing_beside_the_field(office: Office) -> None:
    office.fill({"SIAE": "Un", "Nom": "KONÉ", "Prénom": "Fanta", "Contrat": "CDDX"}, 2)
    office.fill({"Nom": "SANS", "Prénom": "Siae"}, 3)
    said = office.prepare()
    assert "Fiche 2 : à compléter, la fiche dit quoi (Un)" in said
    assert (
        office.answer("Date de naissance", 2)
        == "Date de naissance : cette case est obligatoire et vide. "
        "Écrire jj/mm/aaaa, par exemple 12/03/1990."
    )
    assert office.answer("Contrat", 2).startswith(
        "Contrat : « CDDX » n'est pas dans la liste. Choisir parmi : CDDI"
    )
    # The third card is that of « Deux »: nobody has to say so.
    assert "Fiche 3 : à compléter, la fiche dit quoi (Deux)" in said
    assert "obligatoire" in office.answer("Date de naissance", 3)
    assert office.typed("Nom", 2) == "KONÉ"
    assert office.people() == ["DIALLO", "AHMADI"]
    office.fill(
        {
            "Contrat": "CDDI",
            "Date de naissance": "4/7/1999",
            "Entrée dans le programme": "02/11/2026",
        },
        2,
    )
    assert "Fiche 2 : rangée" in office.prepare()
    assert (office.answer("Date de naissance", 2), office.answer("Contrat", 2)) == ("", "")
    office.fill({"Nom": "", "Prénom": ""}, 3)
    office.prepare()
    assert office.answer("SIAE", 3) == ""


def test_whoever_is_on_a_card_that_waits_is_known_and_found(office: Office) -> None:
    office.fill({"Nom": "SÉDIKOU", "Prénom": "Fanta", "Date de naissance": "2/8/1994"}, 2)
    office.desk.type_all("Un", {"J1": "Remplace Fanta Sédikou", "K1": "Né le 02/08/1994"})
    assert "Fiche 2 : à compléter" in office.prepare()
    assert office.run("check", "--json").stdout.count("text.person_title") == 2
    everything = plain(office.run("person", "Fanta Sédikou").stdout)
    assert "cette personne, sans pseudonyme" in everything
    assert "Date de naissance : 2/8/1994" in everything
    refused = office.run("forget", "Fanta Sédikou", "--yes")
    assert refused.exit_code == 2
    assert f"« Saisie » {office.cell('Nom', 2)}" in plain(refused.stderr)


def test_a_card_asks_for_nothing_that_its_tab_has_no_column_for(tmp_path: Path) -> None:
    def without_entry(row: Sequence[Any]) -> list[Any]:
        return [cell for column, cell in enumerate(row) if column != 4]

    rows: Rows = [without_entry(row) for row in (HEADERS, ANNA)]
    tabs: dict[str, Rows] = {"Un": rows, "Deux": (HEADERS, OMAR)}
    office = Office(tmp_path, FileDesk(write_book(tmp_path / "essai.xlsx", tabs)))
    card = {name: text for name, text in AWA.items() if name != "Entrée dans le programme"}
    office.fill({"SIAE": "Un", **card})
    assert "Fiche 1 : rangée (ligne 3 de Un)" in office.prepare()
    asked = openpyxl.load_workbook(tmp_path / "essai.xlsx")["Saisie"].conditional_formatting
    amber = {str(one.sqref) for one in asked for rule in one.rules if "<>" in rule.formula[0]}
    assert office.cell("Nom") in amber
    assert office.cell("Entrée dans le programme") not in amber
    assert office.cell("Entrée dans le programme", 3) in amber


def test_what_is_asked_of_who_leaves_looks_closed_until_then(tmp_path: Path) -> None:
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    office = Office(tmp_path, FileDesk(file))
    formats = openpyxl.load_workbook(file)["Saisie"].conditional_formatting
    closed = {
        str(one.sqref): rule.formula[0]
        for one in formats
        for rule in one.rules
        if rule.formula[0].startswith("NOT(")
    }
    leaving = office.cell("Date de sortie").replace("B", "$B$")
    assert closed[office.cell("Motif de sortie")] == f'NOT({leaving}<>"")'
    assert '="CDD"' in closed[office.cell("Durée du contrat de sortie (mois)")]


def test_a_name_in_the_place_of_the_siae_is_not_repeated(office: Office) -> None:
    office.fill({**AWA, "SIAE": "KONÉ Fanta"})
    said = office.prepare()
    assert "Fiche 1 : à compléter" in said
    assert "Fanta" not in said
    assert office.answer("SIAE") == "SIAE : choisir une SIAE de ce classeur."


def test_nobody_is_entered_twice(office: Office) -> None:
    office.fill({"SIAE": "Un", **AWA}, 1)
    office.fill({"SIAE": "Un", **AWA}, 2)
    returning = {
        "Nom": "Diallo",
        "Prénom": "Awa",
        "Date de naissance": "12/03/1995",
        "Entrée dans le programme": "02/11/2026",
    }
    office.fill({"SIAE": "Un", **returning}, 3)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert (
        office.answer("Que faire", 2)
        == "La même personne est sur la fiche 1, qui vient d'être rangée."
    )
    assert office.answer("Que faire", 3).startswith(
        "Déjà dans « Un », ligne 2. Pour la compléter, choisir « Modifier »"
    )
    office.fill({"Que faire": "Nouveau parcours"}, 3)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ", "Diallo"]


def test_a_dry_run_says_what_it_would_do(office: Office) -> None:
    office.fill({"SIAE": "Un", **AWA})
    result = office.run("prepare", "--dry-run")
    assert "Fiche 1 : à ranger (ligne 4 de Un)" in result.stdout.replace("\u00a0", " ")
    assert (office.people(), office.typed("Nom")) == (["DIALLO", "AHMADI"], "KONÉ")


def test_a_tab_that_can_get_nothing_says_so_on_its_card_and_the_others_are_served(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, FileDesk(write_book(tmp_path / "essai.xlsx", UNMOVED)))
    office.fill({"SIAE": "Un", **AWA}, 1)
    office.fill({"SIAE": "Deux", **AWA}, 2)
    said = office.prepare()
    assert "Fiche 1 : à compléter, la fiche dit quoi (Un)" in said
    assert "qui additionne plusieurs onglets" in office.answer()
    assert office.typed("Nom") == "KONÉ"
    assert office.people("Deux") == ["AHMADI", "KONÉ"]


def test_a_card_offers_no_field_that_its_tab_holds_beside_others(tmp_path: Path) -> None:
    headers = (*HEADERS, "Frein 1", "Frein 2")
    rows: Rows = (headers, (*ANNA, "Logement", "Langue"))
    file = write_book(tmp_path / "essai.xlsx", {"Un": rows, "Deux": (headers, OMAR)})
    office = Office(tmp_path, FileDesk(file))
    assert not [label for label in office.rows if "frein" in label.casefold()]
    office.fill({"SIAE": "Un", **AWA})
    assert "Fiche 1 : rangée (ligne 3 de Un)" in office.prepare()


def test_both_names_go_to_the_one_column_that_a_tab_has_for_them(tmp_path: Path) -> None:
    joined: Rows = tuple(
        (f"{row[0]} {row[1]}" if number else "Nom Prénom", *row[2:])
        for number, row in enumerate((HEADERS, ANNA))
    )
    file = write_book(tmp_path / "essai.xlsx", {"Un": joined, "Deux": (HEADERS, OMAR)})
    office = Office(tmp_path, FileDesk(file))
    office.fill({"SIAE": "Un", **AWA, "Nom": "Ben Ali Koné"})
    assert "Fiche 1 : rangée (ligne 3 de Un)" in office.prepare()
    assert office.people() == ["DIALLO Awa", "BEN ALI KONÉ Fanta"]
    office.fill(
        {"SIAE": "Un", "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa", "Sexe": "Homme"}
    )
    office.prepare()
    office.prepare()
    assert office.desk.value("Un", "B2") == "Homme"
    # Where nobody could tell the two names apart again, it is said, and nothing is written.
    office.fill({"SIAE": "Un", **AWA, "Nom": "SOW", "Prénom": "LIA MARIE"}, 2)
    office.prepare()
    assert "dans une seule colonne" in office.answer("Nom", 2)
    assert office.people() == ["DIALLO Awa", "BEN ALI KONÉ Fanta"]


def test_who_is_added_hears_of_a_sum_that_does_not_count_them(tmp_path: Path) -> None:
    total = ("TOTAL", *("",) * 6, "=H2+H3")
    tabs: dict[str, Rows] = {"Un": (HEADERS, ANNA, OMAR, total), "Deux": (HEADERS, OMAR)}
    office = Office(tmp_path, FileDesk(write_book(tmp_path / "essai.xlsx", tabs)))
    office.fill(AWA)
    office.prepare()
    assert office.answer() == (
        "✓ Ajoutée dans « Un », ligne 4, le 23/11/2026. "
        "La formule de la colonne H additionne les cases une par une et ne la compte pas : "
        "y ajouter la ligne 4."
    )


def test_an_entry_typed_in_the_grey_column_stays_there_and_is_told(office: Office) -> None:
    office.desk.type_all("Saisie", {office.cell(label, 1, 1): text for label, text in AWA.items()})
    assert "Fiche 1 : à compléter, la fiche dit quoi (Un)" in office.prepare()
    assert [office.shown(label) for label in AWA] == list(AWA.values())
    assert office.answer("Nom").startswith("La colonne grise montre ce que dit l'onglet")
    assert office.people() == ["DIALLO", "AHMADI"]
    # Moved to where it belongs it is taken, and nothing is told any more.
    office.desk.type_all("Saisie", {office.cell(label, 1, 1): "" for label in AWA})
    office.fill(AWA)
    assert "Fiche 1 : rangée (ligne 4 de Un)" in office.prepare()
    assert (office.answer("Nom"), office.people()[-1]) == ("", "KONÉ")


def test_what_is_typed_among_the_answers_stays_there_and_is_told(office: Office) -> None:
    office.fill(AWA)
    office.desk.type("Saisie", office.cell("Nom", 1, 2), "Remarque pour Marie.")
    office.prepare()
    assert (office.answer("Nom"), office.typed("Nom")) == ("Remarque pour Marie.", "KONÉ")
    cell = office.cell("Nom", 1, 2)
    assert office.answer().startswith(f"Ce qui est écrit dans cette colonne ({cell}) n'est pas lu")
    office.desk.type("Saisie", cell, "")
    assert "Fiche 1 : rangée" in office.prepare()


def test_a_card_with_a_text_on_a_row_of_the_teams_own_is_left_as_it_is(office: Office) -> None:
    row, group = (office.rows[label] for label in list(filter(str.isupper, office.rows))[1:3])
    title = office.desk.value("Saisie", f"A{group}")
    # A row for a thing of the team's own; and something beside the title of a group.
    office.desk.type_all(
        "Saisie",
        {f"A{row}": "Téléphone", f"B{row}": "06 00 00 00 00", f"B{group}": "voir Marie"},
    )
    office.fill(AWA)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI"]
    assert office.desk.value("Saisie", f"B{row}") == "06 00 00 00 00"
    assert office.desk.value("Saisie", f"B{group}") == "voir Marie"
    for asked, label in ((row, "Téléphone"), (group, title)):
        answer = plain(office.desk.value("Saisie", f"D{asked}"))
        assert answer.startswith(f"« {label} » n'est pas une question de la fiche")
    office.desk.type_all("Saisie", {f"B{row}": "", f"B{group}": ""})
    assert "Fiche 1 : rangée" in office.prepare()


def test_a_change_typed_over_what_the_tab_says_is_not_lost(office: Office) -> None:
    office.fill({"SIAE": "Un", "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa"})
    office.prepare()
    office.desk.type("Saisie", office.cell("Contrat", 1, 1), "CDI inclusion")
    office.prepare()
    assert (office.shown("Contrat"), office.typed("Nom")) == ("CDI inclusion", "Diallo")
    assert "n'est pas lue" in office.answer("Contrat")


def test_a_card_that_only_shows_an_entry_is_emptied_once_nothing_is_typed_on_it(
    office: Office,
) -> None:
    ask = {"SIAE": "Un", "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa"}
    office.fill(ask)
    office.prepare()
    office.fill(dict.fromkeys(ask, ""))
    assert "Fiche" not in office.prepare()
    assert (office.shown("Nom"), office.shown("Contrat"), office.answer("Que faire")) == ("",) * 3


@pytest.mark.parametrize(
    ("exit_typed", "asked"),
    [
        (
            {"Date de sortie": "02/11/2026", "Motif de sortie": "CDD"},
            "Durée du contrat de sortie (mois)",
        ),
        ({"Date de sortie": "02/11/2026"}, "Motif de sortie"),
        ({"Motif de sortie": "CDI"}, "Date de sortie"),
    ],
)
def test_an_exit_half_told_stays_on_its_card_until_the_tab_would_take_it(
    office: Office, exit_typed: dict[str, str], asked: str
) -> None:
    office.fill({"SIAE": "Un", **AWA, **exit_typed})
    assert "Fiche 1 : à compléter" in office.prepare()
    assert office.answer(asked) != ""
    assert office.people() == ["DIALLO", "AHMADI"]


def test_the_first_exits_of_a_tab_go_in_as_days(office: Office) -> None:
    """No cell of the column shows days yet: as texts they would be sorted by their first figure."""
    office.desk.type_all("Un", {"G3": "", "H3": ""})
    left = {"Date de sortie": "20/11/2026", "Motif de sortie": "CDI"}
    office.fill({"SIAE": "Un", **AWA, **left})
    awa = {"Que faire": "Modifier", "Nom": "DIALLO", "Prénom": "Awa"}
    office.fill({"SIAE": "Un", **awa, **left}, 2)
    said = office.prepare()
    assert "Fiche 1 : rangée" in said
    assert "Fiche 2 : reportée" in said
    rows = office.desk.open().read("Un").rows
    assert [row[6] for row in rows[1:4]] == [date(2026, 11, 20), "", date(2026, 11, 20)]
