"""`setup`: the workbook that forms make, a second run that changes nothing, and one in use that only gets what it lacks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import Result

from forms.definition import load_form
from sheets_sync.files import Copies, digest
from sheets_sync.sheets.additions import Additions, NewColumn
from sheets_sync.workbooks.google.api.calls import Api
from tests.calc.desk import Convert
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, write_book
from tests.desks import GoogleDesk
from tests.sheets_emulator.server import Emulator, Fault
from tests.test_workbooks import rewritten, signed
from tests.typing_commands import plain, typed

TABS = [
    "Lisez-moi",
    "Un",
    "Deux",
    "Actions",
    "Ordre du jour",
    "Décisions",
    "Financements",
    "Faits marquants",
    "Saisie",
    "Listes",
]


class Programme:
    """A config.yaml for two SIAE, and the commands run on it."""

    def __init__(
        self, folder: Path, workbook: str = "essai.xlsx", siae: tuple[str, ...] = ("Un", "Deux")
    ) -> None:
        self.folder, self.file = folder, folder / "essai.xlsx"
        self.configure(workbook, siae)

    def configure(self, workbook: str, siae: tuple[str, ...], more: str = "") -> None:
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in siae)
        (self.folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {workbook}\nsiae:\n{members}\n{more}", encoding="utf-8"
        )

    def run(self, *words: str) -> Result:
        return typed([*words, "--config", str(self.folder / "config.yaml"), "--as-of", AS_OF])

    def setup(self, *words: str) -> str:
        result = self.run("setup", *words)
        assert result.exit_code == 0, result.output
        return result.stdout


def columns(sheet: Any) -> dict[str, int]:
    return {cell.value.removesuffix(" *"): cell.column for cell in sheet[2] if cell.value}


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme(tmp_path)


def test_a_new_workbook_has_a_tab_for_each_form_with_titles_help_lists_and_checks(
    programme: Programme,
) -> None:
    assert "10 onglets ajoutés" in programme.setup().replace("\u00a0", " ")
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
        == "Le 1er janvier est courant et n'est pas une erreur. Obligatoire. Reste dans cet onglet."
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
        "« Date de naissance » : saisir une date, par exemple 12/03/2024.",
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
    for name, value in {"Nom": "DIALLO", "Prénom": "Awa", "Sexe": "Femme", "Date de naissance": date(1995, 3, 12), "Code postal": "03300", "Entrée dans le programme": date(2025, 2, 3), "Statut": "Réfugié"}.items():  # fmt: skip
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
    assert "10 onglets à ajouter (Lisez-moi, Un, Deux" in said
    assert not programme.file.exists()


def test_a_workbook_in_use_gets_what_it_lacks_and_keeps_all_it_has(programme: Programme) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA, OMAR), "Nos notes": (("à nous",),)})
    with zipfile.ZipFile(programme.file) as package:
        before = {
            name: package.read(name)
            for name in package.namelist()
            if name.startswith("xl/worksheets/")
        }
    assert "9 onglets ajoutés" in programme.setup()
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
    form = (Path(__file__).parents[1] / "forms" / "participant.yaml").read_text(encoding="utf-8")
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


def test_a_label_that_is_another_now_is_renamed_where_it_stands_as_it_was(
    programme: Programme,
) -> None:
    programme.setup()
    book = openpyxl.load_workbook(programme.file)
    place = columns(book["Un"])
    book["Deux"].cell(2, place["Poste"]).value = "Notre mot pour le poste"
    for column, text in (
        (place["Nom"], "DIALLO"),
        (place["Prénom"], "Awa"),
        (place["Poste"], "Cuisine"),
    ):
        book["Un"].cell(3, column).value = text
    book.save(programme.file)
    form = (Path(__file__).parents[1] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (programme.folder / "forms").mkdir()
    (programme.folder / "forms" / "participant.yaml").write_text(
        form.replace("label: Poste,", "label: Métier exercé,"), encoding="utf-8"
    )
    before = digest(programme.file)
    assert "« Un » : le titre « Poste » deviendrait « Métier exercé »." in programme.setup(
        "--dry-run"
    )
    assert digest(programme.file) == before
    assert "« Un » : le titre « Poste » devient « Métier exercé »." in programme.setup()
    book = openpyxl.load_workbook(programme.file)
    assert [book["Un"].cell(row, place["Poste"]).value for row in (2, 3)] == [
        "Métier exercé",
        "Cuisine",
    ]
    assert book["Un"].cell(2, place["Poste"]).style_id == book["Un"].cell(2, place["Sexe"]).style_id
    assert book["Deux"].cell(2, place["Poste"]).value == "Notre mot pour le poste"
    assert "devient" not in programme.setup()


def test_tabs_of_the_staff_with_our_names_are_left_or_asked_about(programme: Programme) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Lisez-moi": (("Bienvenue",),)})
    assert "L'onglet « Lisez-moi » est le vôtre : il est laissé tel quel." in programme.setup()
    assert openpyxl.load_workbook(programme.file)["Lisez-moi"]["A1"].value == "Bienvenue"
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Listes": (("Nos listes",),)})
    result = programme.run("setup")
    assert (result.exit_code, "donner un autre nom aux listes" in result.output) == (2, True)
    programme.configure("essai.xlsx", ("Un", "Deux"), "tabs: {listes: Choix}\n")
    programme.setup()
    assert "Choix" in openpyxl.load_workbook(programme.file).sheetnames


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


def test_a_google_spreadsheet_gets_the_same(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Feuille 1": ()})
    programme = Programme(tmp_path, desk.where)
    said = programme.setup()
    assert "10 onglets ajoutés" in said
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


def test_columns_that_are_missing_are_added_to_the_right_of_all_there_is(
    programme: Programme,
) -> None:
    rows: list[list[Any]] = [[*HEADERS, "Taille EPI"], [*ANNA, "M"], [*OMAR, ""]]
    write_book(programme.file, {"Un": rows, "Deux": rows})
    with openpyxl_book(programme.file) as book:
        book["Un"]["L9"].value = "légende : rouge = urgent"
        rule = DataValidation(type="list", formula1='"a,b"')
        rule.add("J2:J9")
        book["Un"].add_data_validation(rule)
        for cell in (
            "J1",
            "P1",
            "AZ1",
        ):  # a row of titles is often coloured beyond the last of them
            book["Un"][cell].fill = PatternFill(
                "solid", fgColor="FF1F5C7A" if cell == "J1" else "FF00FF00"
            )
    before = {
        cell.coordinate: cell.value
        for row in openpyxl.load_workbook(programme.file)["Un"].iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "« Un » : 32 colonnes à ajouter à droite (Nationalité," in programme.setup(
        "--columns", "--dry-run"
    )
    assert "« Un » : 32 colonnes ajoutées à droite (Nationalité," in programme.setup("--columns")
    sheet: Any = openpyxl.load_workbook(programme.file)["Un"]
    after = {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert before.items() <= after.items()
    assert (sheet["M1"].value, sheet["N1"].value) == ("Nationalité", "Code postal")
    assert (
        sheet["M1"].fill.fgColor.rgb,
        sheet["P1"].fill.fgColor.rgb,
        sheet["Q1"].fill.fgColor.rgb,
    ) == (
        "FF1F5C7A",
        "FF00FF00",
        "FF1F5C7A",
    )
    assert (sheet["P1"].value, sheet["AZ1"].value) == ("QPV", None)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["J2"].formula1, "Listes" in rules["M2"].formula1, rules["N2"].type) == (
        '"a,b"',
        True,
        "textLength",
    )
    assert programme.setup("--columns") == f"{programme.file} : rien ne manque.\n"
    with openpyxl_book(programme.file) as book:
        book["Un"]["N2"].value = "03300"
    file = programme.folder / "tout.csv"
    programme.run("export", str(file), "--with-names")
    assert ",03300," in file.read_text(encoding="utf-8")


@pytest.mark.office
def test_libreoffice_opens_a_tab_with_added_columns(
    programme: Programme, tmp_path: Path, convert: Convert
) -> None:
    write_book(programme.file, {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    programme.setup("--columns")
    with zipfile.ZipFile(convert(programme.file, "ods", tmp_path)) as package:
        content = package.read("content.xml").decode()
    assert content.count(">Niveau de français actuel<") == 3


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


def test_two_tables_in_a_tab_are_left_to_people(programme: Programme) -> None:
    write_book(
        programme.file, {"Un": (HEADERS, ANNA, (), (), HEADERS, OMAR), "Deux": (HEADERS, OMAR)}
    )
    said = programme.setup("--columns")
    assert "« Un » : plusieurs tableaux l'un sous l'autre" in said
    assert "« Deux » : 32 colonnes ajoutées" in said


@pytest.mark.parametrize(
    "fault",
    [None, Fault(1, on="write", status=503), Fault(2, on="write", status=503, applied=True)],
)
def test_columns_are_added_once_to_a_google_tab(
    google: Emulator, tmp_path: Path, fault: Fault | None
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    programme = Programme(tmp_path, desk.where)
    desk.paint("Un", "I1", "#1F5C7A")
    google.faults = [fault] if fault else []
    google.counts.clear()
    assert "« Un » : 32 colonnes ajoutées à droite" in programme.setup("--columns")
    assert (desk.value("Un", "J1"), desk.colour("Un", "J1"), desk.value("Un", "A2")) == (
        "Nationalité",
        "#1F5C7A",
        "DIALLO",
    )
    assert desk.note("Un", "J1") == "Pays de nationalité."
    assert desk._tab("Un").columns == 41
    assert "rien ne manque" in programme.setup("--columns")


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
    assert len(desk.tabs()) == 11


def test_a_column_that_somebody_starts_meanwhile_is_hers(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA)})
    book = desk.open()
    desk.does({"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 20}})
    desk.type("Un", "J1", "Taille EPI")
    book.publish(
        [],
        {},
        date(2026, 11, 23),
        Copies(tmp_path / "copies", 3, tmp_path),
        {"Un": Additions([NewColumn(0, 9, "QPV", "", None)])},
    )
    assert desk.value("Un", "J1") == "Taille EPI"


@contextmanager
def openpyxl_book(file: Path) -> Iterator[Any]:
    book = openpyxl.load_workbook(file)
    yield book
    book.save(file)
