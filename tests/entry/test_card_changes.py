"""Cards that change a person already entered: what the tab has is seen before it is replaced."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.conftest import ANNA, HEADERS, OMAR, Rows, write_book
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
    said = (
        "Aucune personne de ce nom et de ce prénom dans « Un ». Vérifier l'orthographe et la SIAE."
    )
    assert office.answer("Que faire") == said


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


Row = tuple[object, ...]
CALL_UP = {"SIAE": "Un", "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa"}
EXIT = {"Date de sortie": "20/11/2026", "Motif de sortie": "CDI"}


def with_rows(folder: Path, *rows: tuple[object, ...]) -> Office:
    """A workbook whose first tab has these rows under the usual header."""
    tabs: dict[str, Rows] = {"Un": (HEADERS, *rows), "Deux": (HEADERS, OMAR)}
    return Office(folder, FileDesk(write_book(folder / "essai.xlsx", tabs)))


def exits(office: Office) -> list[object]:
    return [row[7] for row in office.desk.open().read("Un").rows[1:]]


def unborn(
    person: tuple[object, ...], contract: str, entry: date | None = None
) -> tuple[object, ...]:
    """A row without a date of birth."""
    return (*person[:3], "?", entry or person[4], contract, *person[6:])


def put_in(office: Office, number: int, row: Row) -> None:
    """Type a whole row over the one of that number."""
    path = office.folder / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    for column, cell in enumerate(row, 1):
        book["Un"].cell(number, column).value = cell  # type: ignore[assignment]
    book.save(path)


ONE = unborn(ANNA, "CDDI")
OTHER = unborn(ANNA, "Contrat de mission", date(2025, 6, 2))


def test_an_exit_follows_its_row_when_the_tab_is_sorted_and_a_namesake_stands_there(
    tmp_path: Path,
) -> None:
    office = with_rows(tmp_path, ONE, OMAR, OTHER)
    office.fill({**CALL_UP, "Entrée dans le programme": "02/06/2025"})
    office.prepare()
    assert office.shown("Contrat") == "Contrat de mission"
    assert office.answer("Que faire").startswith(
        "Ligne 4 de « Un », entrée le 02/06/2025 (autres lignes de ce nom : 2)"
    )
    put_in(office, 2, OTHER)
    put_in(office, 4, ONE)
    office.fill({**EXIT, "Entrée dans le programme": ""})
    assert "Fiche 1 : reportée (ligne 2 de Un)" in office.prepare()
    assert exits(office) == ["CDI", "CDI", ""]


def test_namesakes_that_nothing_tells_apart_are_not_shown(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ONE, OMAR, OTHER)
    office.fill({**CALL_UP, **EXIT})
    assert "Fiche 1 : à compléter" in office.prepare()
    assert office.answer("Que faire").startswith("Les lignes 2 et 4 de « Un » ont ce nom")
    assert (office.shown("Nom"), exits(office)) == ("", ["", "CDI", ""])


def test_a_namesake_does_not_get_the_exit_of_whose_row_was_removed(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ONE, OMAR, OTHER)
    office.fill({**CALL_UP, "Entrée dans le programme": "02/06/2025"})
    office.prepare()
    for cell in "ABCDEF":
        office.desk.type("Un", f"{cell}4", "")
    office.fill(EXIT)
    office.prepare()
    assert office.answer("Que faire").startswith("Aucune ligne n'est plus telle que la colonne")
    assert exits(office)[:2] == ["", "CDI"]


def test_an_exit_goes_to_the_stay_that_was_shown_whatever_stay_came_since(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ANNA, OMAR)
    office.fill(CALL_UP)
    office.prepare()
    put_in(office, 4, (*ANNA[:4], date(2026, 11, 2), "CDDI"))
    office.fill(EXIT)
    assert "Fiche 1 : reportée (ligne 2 de Un)" in office.prepare()
    assert exits(office) == ["CDI", "CDI", ""]


def test_of_several_stays_the_latest_is_shown_and_said_before_it_is_changed(
    tmp_path: Path,
) -> None:
    office = with_rows(tmp_path, ANNA, OMAR, (*ANNA[:4], date(2026, 11, 2), "CDDI", "", "", ""))
    office.fill({**CALL_UP, **EXIT})
    assert "ce qui est déjà saisi y est montré (ligne 4 de Un)" in office.prepare()
    assert office.answer("Que faire").startswith("Ligne 4 de « Un », entrée le 02/11/2026")
    assert exits(office) == ["", "CDI", ""]
    office.prepare()
    assert exits(office) == ["", "CDI", "CDI"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"Nom": "Ahmadi", "Prénom": "Omar"}, "Ce nom est celui de la ligne 3"),
        ({"Nom": "AHMADI"}, "Nom, prénom et date de naissance ne sont plus"),
        ({"Nom": "SANKARA", "Prénom": "Lina"}, "Nom, prénom et date de naissance ne sont plus"),
    ],
)
def test_a_card_that_shows_somebody_is_not_taken_for_somebody_else(
    office: Office, typed: dict[str, str], answer: str
) -> None:
    office.fill(CALL_UP)
    office.prepare()
    office.fill({**typed, **EXIT})
    assert "Fiche 1 : à compléter" in office.prepare()
    assert office.answer("Que faire").startswith(answer)
    assert (office.people(), exits(office)[0]) == (["DIALLO", "AHMADI"], "")


def test_what_a_card_showed_of_somebody_since_changed_is_held_against_nobody(
    office: Office,
) -> None:
    office.fill({"SIAE": "Un", "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa"})
    office.prepare()
    assert office.shown("Contrat") == "CDDI"
    office.desk.type("Un", "F2", "Contrat de mission")
    new = {"Nom": "Neuf", "Prénom": "Lina", "Date de naissance": "04/05/1992"}
    office.fill({"Que faire": "", **new, "Entrée dans le programme": "02/11/2026"})
    assert "Fiche 1 : rangée" in office.prepare()
    assert (office.shown("Contrat"), office.shown("Nom")) == ("", "")
    assert "Neuf" in office.people()


def test_a_name_is_mended_on_a_card_that_shows_it(office: Office) -> None:
    office.fill(CALL_UP)
    office.prepare()
    office.fill({"Nom": "ahmady"})
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI"]
    office.fill({"Nom": "DIALLOU", "Prénom": "Hawa"})
    # What the tab has is replaced: it was seen.
    assert "Fiche 1 : reportée (ligne 2 de Un)" in office.prepare()
    assert office.people() == ["DIALLOU", "AHMADI"]


def test_accents_are_put_right_on_a_card_that_shows_the_name(office: Office) -> None:
    office.fill(CALL_UP | {"Nom": "Ahmádi", "Prénom": "Omar"})
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI"], "a name that calls somebody up mends nothing"
    office.fill({"Nom": "ahmádi"})
    assert "reportée" in office.prepare()
    assert office.people() == ["DIALLO", "AHMÁDI"]


def test_a_card_without_a_name_changes_nobody(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ANNA, ("", "", *OMAR[2:6], "", "", ""))
    office.fill({"SIAE": "Un", "Que faire": "Modifier", **EXIT})
    assert "Fiche 1 : à compléter" in office.prepare()
    assert office.answer("Que faire").startswith("« Modifier » : écrire sur la fiche le nom")
    assert exits(office) == ["", ""]


def merge(office: Office, cells: str) -> None:
    """Merge cells of the first tab, as staff do: what stands in all but the first is gone."""
    path = office.folder / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    book["Un"].merge_cells(cells)
    book.save(path)


def test_what_is_merged_over_two_persons_is_changed_for_neither(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ANNA, OMAR)
    merge(office, "F2:F3")
    for name in ({}, {"Nom": "AHMADI", "Prénom": "Omar"}):
        office.fill({**CALL_UP, **name, "Contrat": "CDI inclusion"})
        office.prepare()
        office.prepare()
        assert "la case est fusionnée" in office.answer()
        assert [row[5] for row in office.desk.open().read("Un").rows[1:]] == ["CDDI", ""]
        office.desk.type_all("Saisie", {office.cell(each, 1, 1): "" for each in office.rows})


def test_what_is_merged_over_the_rows_of_one_person_is_changed_where_it_shows(
    tmp_path: Path,
) -> None:
    again = (*ANNA[:4], date(2026, 11, 2), "CDDI", "", "", "")
    office = with_rows(tmp_path, ANNA, again, OMAR)
    merge(office, "F2:F3")
    merge(office, "A2:A3")
    office.fill(CALL_UP)
    assert "y est montré (ligne 3 de Un)" in office.prepare()
    office.fill({"Contrat": "CDI inclusion"})
    assert "Fiche 1 : reportée (ligne 3 de Un)" in office.prepare()
    assert [row[5] for row in office.desk.open().read("Un").rows[1:]] == [
        "CDI inclusion",
        "",
        "CDDI",
    ]


def test_nothing_is_written_over_the_result_of_an_array_formula(tmp_path: Path) -> None:
    office = with_rows(tmp_path, ANNA, (*OMAR[:6], "", "", ""))
    path = tmp_path / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    book["Un"]["F2"] = ArrayFormula("F2:F3", '=IF(A2:A3<>"","CDDI","")')
    book.save(path)
    office.fill({**CALL_UP, "Nom": "AHMADI", "Prénom": "Omar", "Contrat": "CDI inclusion"})
    office.fill({**CALL_UP, **EXIT}, 2)
    office.run("consolidate")
    office.run("consolidate")
    assert openpyxl.load_workbook(path)["Un"]["F3"].value != "CDI inclusion"
    assert "sa cellule F3 contient une formule" in office.answer()
    # The other card of that tab is filed.
    assert office.answer(card=2).startswith("✓ Changée dans « Un », ligne 2")


def test_a_doubt_in_the_tab_gives_way_to_what_is_sure(tmp_path: Path) -> None:
    office = with_rows(tmp_path, (*ANNA[:5], "CDDI ?", "", "", ""), OMAR)
    office.fill({**CALL_UP, "Contrat": "CDDI"})
    office.prepare()
    office.prepare()
    assert office.desk.value("Un", "F2") == "CDDI"
