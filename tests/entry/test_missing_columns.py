"""Headers that a tab in use lacks: new columns to the right, names that changed."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_sync.files import Copies, digest
from sheets_sync.sheets.additions import Additions, NewColumn
from sheets_sync.sheets.update import WorkbookUpdate
from tests.calc.desk import Convert
from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.desks import GoogleDesk
from tests.entry.programme import Programme, columns, openpyxl_book
from tests.sheets_emulator.server import Emulator, Fault


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
    form = (Path(__file__).parents[2] / "forms" / "participant.yaml").read_text(encoding="utf-8")
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


def test_columns_that_are_missing_are_added_to_the_right_of_all_there_is(
    programme: Programme,
) -> None:
    rows: list[list[Any]] = [[*HEADERS, "Taille EPI"], [*ANNA, "M"], [*OMAR, ""]]
    write_book(programme.file, {"Un": rows, "Deux": rows})
    with openpyxl_book(programme.file) as book:
        book["Un"]["K3"].value, book["Un"]["L9"].value = "note", "légende : rouge = urgent"
        book["Un"]["L3"].value = "autre note"
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


def test_a_column_that_somebody_starts_meanwhile_is_hers(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA)})
    book = desk.open()
    desk.does({"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 20}})
    desk.type("Un", "J1", "Taille EPI")
    book.publish(
        WorkbookUpdate(added={"Un": Additions([NewColumn(0, 9, "QPV", "", None)])}),
        date(2026, 11, 23),
        Copies(tmp_path / "copies", 3, tmp_path),
    )
    assert desk.value("Un", "J1") == "Taille EPI"
