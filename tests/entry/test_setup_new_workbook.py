"""`setup` where there is no workbook yet: what forms and config make of it."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from forms.loading import load_form
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import DataValidation
from sheets_sync.workbooks.google.api.calls import Api
from sheets_sync.workbooks.xlsx.drawing.validation import validation_options
from tests.calc.desk import Convert
from tests.conftest import write_book
from tests.desks import GoogleDesk
from tests.entry.programme import TABS, Programme, columns
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import plain


def test_a_new_workbook_has_a_tab_for_each_form_with_titles_help_lists_and_checks(
    programme: Programme,
) -> None:
    assert "14 onglets ajoutés" in programme.setup().replace("\u00a0", " ")
    book = openpyxl.load_workbook(programme.file)
    assert book.sheetnames == TABS
    sheet: Any = book["Un"]
    form = load_form("participant")
    assert list(columns(sheet)) == [field.label for field in form.fields]
    assert (sheet["A1"].value, sheet.freeze_panes, sheet.auto_filter.ref) == (
        "Identité",
        "C3",
        f"A2:{sheet.cell(502, len(form.fields)).coordinate}",
    )
    help_ = sheet.cell(2, columns(sheet)["Date de naissance"]).comment.text
    assert (
        help_
        == "Le 1er janvier est courant et n’est pas une erreur. Obligatoire. Reste dans cet onglet."
    )
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    status = rules[f"{sheet.cell(3, columns(sheet)['Statut']).coordinate}"]
    assert (status.type, status.errorStyle, "Listes" in status.formula1) == (
        "list",
        "warning",
        True,
    )
    birth = rules[f"{sheet.cell(3, columns(sheet)['Date de naissance']).coordinate}"]
    assert (birth.type, plain(birth.error)) == (
        "date",
        "« Date de naissance » : saisir une date, par exemple 12/03/1990.",
    )
    listed = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["Listes"].iter_cols()
    }
    assert listed["Statut"] == [
        "Réfugié",
        "Protection subsidiaire",
        "Apatride",
        "Protection temporaire",
        "Demandeur d'asile",
    ]
    assert listed["SIAE porteuse"] == ["Un", "Deux"]
    assert len(listed["Nationalité"]) > 150
    assert programme.setup() == f"{programme.file} : rien ne manque.\n"


def test_what_is_typed_in_it_is_read_back_whole(programme: Programme) -> None:
    programme.setup()
    book = openpyxl.load_workbook(programme.file)
    sheet: Any = book["Un"]
    place = columns(sheet)
    for name, value in {
        "Nom": "DIALLO",
        "Prénom": "Awa",
        "Sexe": "Femme",
        "Date de naissance": date(1995, 3, 12),
        "Code postal": "03300",
        "Entrée dans le programme": date(2025, 2, 3),
        "Statut": "Réfugié",
    }.items():
        sheet.cell(3, place[name]).value = value
    book.save(programme.file)
    result = programme.run("check")
    assert result.exit_code == 0, result.output
    file = programme.folder / "tout.csv"
    programme.run("export", str(file), "--with-names")
    text = file.read_text(encoding="utf-8")
    assert "DIALLO,Awa,Femme,1995-03-12" in text
    assert ",03300," in text
    assert programme.run("prepare").exit_code == 0


def test_dry_run_says_what_it_would_add(programme: Programme) -> None:
    said = programme.setup("--dry-run")
    assert "14 onglets à ajouter (Lisez-moi, Un, Deux" in said
    assert not programme.file.exists()


@pytest.mark.office
def test_libreoffice_opens_it_with_its_lists_and_colours(
    programme: Programme, tmp_path: Path, convert: Convert
) -> None:
    programme.setup()
    file = convert(programme.file, "ods", tmp_path)
    with zipfile.ZipFile(file) as package:
        content = package.read("content.xml").decode()
    assert content.count("<table:content-validation ") > 20
    assert "OFFSET(" in content
    assert re.search(r"<calcext:conditional-format ", content)
    assert "office:annotation" in content


@pytest.mark.office
def test_a_list_is_offered_to_its_last_value_whatever_was_cleared(
    tmp_path: Path, convert: Convert
) -> None:
    values = ("un", "", "trois", "quatre")
    validation = DataValidation(
        Span(0, 0, 0, 0), "list", "", "à choisir", source=("Listes", Span(1, 0, 60, 0))
    )
    formula = validation_options(validation)["source"].removeprefix("=")
    rows = [[f"=ROWS({formula})", f"=INDEX({formula},ROWS({formula}))"]]
    lists = [["Liste"], *[[value] for value in values]]
    file = write_book(tmp_path / "listes.xlsx", {"Vu": rows, "Listes": lists})
    with CalamineWorkbook.from_path(str(convert(file, "ods", tmp_path))) as book:
        assert book.get_sheet_by_name("Vu").to_python()[0] == [4.0, "quatre"]


def test_a_google_spreadsheet_gets_the_same(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Feuille 1": ()})
    programme = Programme(tmp_path, desk.where)
    said = programme.setup()
    assert "14 onglets ajoutés" in said
    assert "L'onglet vide « Feuille 1 » peut être supprimé." in said
    assert set(desk.tabs()) == {"Feuille 1", *TABS}
    tab = desk._tab("Un")
    assert tab.grid["rowCount"] == 502
    assert desk.note("Un", "D2").startswith("Le 1er janvier")
    status = next(
        cell["dataValidation"]
        for (row, column), cell in tab.cells.items()
        if row == 2 and desk.value("Un", f"{chr(65 + column)}2") == "Statut"
    )
    assert status["condition"]["type"] == "ONE_OF_RANGE"
    assert status["condition"]["values"][0]["userEnteredValue"].startswith("='Listes'!$")
    assert status.get("strict", False) is False
    formulas = [
        rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for rule in tab.extras["conditionalFormats"]
    ]
    assert re.fullmatch(r"=AND\(COUNTA\(\$A3:\$A[A-Z]3\)>0;ISBLANK\(A3\)\)", formulas[0])
    assert tab.extras["protectedRanges"][0]["warningOnly"] is True
    assert desk.open().tabs == desk.tabs()
    desk.type("Un", "A3", "DIALLO")
    assert "rien ne manque" in programme.setup()
    assert desk.value("Un", "A3") == "DIALLO"
    assert programme.run("check").exit_code in (0, 1)


def test_a_new_google_tab_is_never_made_again_over_what_was_typed_in_it(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Feuille 1": ()})
    programme = Programme(tmp_path, desk.where)
    google.counts.clear()
    google.faults = [
        Fault(2, on="write", drop=True, applied=True)
    ]  # the answer to the write is lost …
    monkeypatch.setattr(
        Api, "wait", lambda self, tries: desk.type("Un", "A3", "DIALLO")
    )  # … and somebody is quick
    programme.setup()
    assert desk.value("Un", "A3") == "DIALLO"
    assert set(desk.tabs()) == {"Feuille 1", *TABS}
