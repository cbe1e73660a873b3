"""`setup`: the workbook that forms make; one in use that only gets what it lacks."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from sheets_sync.files import digest
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.entry.programme import TABS, Programme, columns
from tests.test_workbooks import rewritten, signed
from tests.typing_commands import plain


def test_a_workbook_in_use_gets_what_it_lacks_and_keeps_all_it_has(programme: Programme) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA, OMAR), "Nos notes": (("à nous",),)})
    with zipfile.ZipFile(programme.file) as package:
        before = {
            name: package.read(name)
            for name in package.namelist()
            if name.startswith("xl/worksheets/")
        }
    assert "13 onglets ajoutés" in programme.setup()
    with zipfile.ZipFile(programme.file) as package:
        assert {name: package.read(name) for name in before} == before
    book = openpyxl.load_workbook(programme.file)
    assert set(book.sheetnames) == {*TABS, "Nos notes"}
    assert book.sheetnames[:2] == ["Un", "Nos notes"]
    deux: Any = book["Deux"]
    assert deux.cell(2, columns(deux)["Date de naissance"]).comment.text.startswith(
        "Le 1er janvier"
    )
    assert any(rule.type == "list" for rule in deux.data_validations.dataValidation)
    assert len(deux.conditional_formatting) > 3
    again = digest(programme.file)
    assert "« Un » n'a pas de colonne pour Nationalité, Code postal" in programme.setup()
    assert digest(programme.file) == again
    assert programme.run("check").exit_code == 0


def test_a_longer_list_and_a_new_siae_reach_a_workbook_in_use(programme: Programme) -> None:
    programme.setup()
    book = openpyxl.load_workbook(programme.file)
    book["Un"]["A3"].value, book["Un"]["B3"].value = "DIALLO", "Awa"
    book.save(programme.file)
    programme.configure("essai.xlsx", ("Un", "Deux", "Trois"))
    form = (Path(__file__).parents[2] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (programme.folder / "forms").mkdir()
    longer = form.replace("{value: Apatride,", "{value: Autre protection}, {value: Apatride,")
    (programme.folder / "forms" / "participant.yaml").write_text(longer, encoding="utf-8")
    assert "1 onglet ajouté (Trois)" in programme.setup()
    book = openpyxl.load_workbook(programme.file)
    listed = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["Listes"].iter_cols()
    }
    assert "Autre protection" in listed["Statut"]
    assert listed["SIAE porteuse"] == ["Un", "Deux", "Trois"]
    assert book["Un"]["A3"].value == "DIALLO"


def test_what_is_typed_beside_what_we_wrote_stays_when_that_is_made_anew(
    programme: Programme,
) -> None:
    programme.setup()
    book = openpyxl.load_workbook(programme.file)
    at = {tab: f"{get_column_letter(book[tab].max_column + 2)}3" for tab in ("Lisez-moi", "Listes")}
    for tab, cell in at.items():
        book[tab][cell].value = "appeler Pôle emploi"
    book.save(programme.file)
    before = digest(programme.file)
    programme.setup()
    assert digest(programme.file) == before
    config = programme.folder / "config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("name: Deux, kind: ACI", "name: Bis, kind: EI")
    )
    programme.setup()
    book = openpyxl.load_workbook(programme.file)
    assert "Bis (EI)" in [cell.value for cell in book["Lisez-moi"]["A"]]
    assert "Bis" in [cell.value for row in book["Listes"].iter_rows() for cell in row]
    assert [book[tab][cell].value for tab, cell in at.items()] == ["appeler Pôle emploi"] * 2


def test_tabs_of_the_staff_with_our_names_are_left_or_asked_about(programme: Programme) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Lisez-moi": (("Bienvenue",),)})
    assert "L'onglet « Lisez-moi » est le vôtre : il est laissé tel quel." in programme.setup()
    assert openpyxl.load_workbook(programme.file)["Lisez-moi"]["A1"].value == "Bienvenue"
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Listes": (("Nos listes",),)})
    said = plain(programme.setup())
    assert "les listes de l'outil sont dans « Listes de choix »" in said
    book = openpyxl.load_workbook(programme.file)
    assert book["Listes"]["A1"].value == "Nos listes"
    sources = {each.formula1 for each in book["Deux"].data_validations.dataValidation}
    assert any("'Listes de choix'!" in str(source) for source in sources)
    added = len([cell for cell in book["Listes de choix"]["A"] if cell.value]) + 1
    book["Listes de choix"][f"A{added}"] = "Une valeur de plus"
    book.save(programme.file)
    told = json.loads(programme.run("check", "--json").stdout)["anomalies"]
    about = [(one["tab"], one["cell"]) for one in told if one["rule"].startswith("list.")]
    assert about == [("Listes de choix", f"A{added}")]
    assert not [one for one in told if one["rule"].startswith("tab.unknown")]


def test_where_both_names_of_the_lists_are_taken_it_is_asked_for_another(
    programme: Programme,
) -> None:
    own = (("Nos listes",),)
    tabs = {"Un": (HEADERS, ANNA), "Listes": own, "Listes de choix": own}
    write_book(programme.file, tabs)
    result = programme.run("setup")
    assert (result.exit_code, "le renommer" in result.output) == (2, True)
    programme.configure("essai.xlsx", ("Un", "Deux"), "tabs: {listes: Choix}\n")
    programme.setup()
    assert "Choix" in openpyxl.load_workbook(programme.file).sheetnames


def test_a_workbook_that_cannot_be_completed_is_told(programme: Programme) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    rewritten(signed, base=lambda file: None)(programme.file)
    before = digest(programme.file)
    result = programme.run("setup")
    assert (
        result.exit_code,
        "Rien n'est ajouté à essai.xlsx : il porte une signature électronique" in result.output,
    ) == (
        2,
        True,
    )
    assert digest(programme.file) == before


def test_a_file_whose_tab_has_the_name_of_a_blank_one_is_set_up(case: Case) -> None:
    case.make({"Feuil1": (HEADERS, ANNA)})
    result = case.run("setup")
    assert result.exit_code == 0, result.output
    assert "Feuil1" in case.tabs()
