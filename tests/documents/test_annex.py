"""The annex of a funder's report."""

from __future__ import annotations

import openpyxl
from openpyxl import Workbook

from tests.conftest import AS_OF, Case
from tests.documents.reporting import report


def annex(case: Case, funder: str) -> Workbook:
    report(case, funder)
    return openpyxl.load_workbook(
        case.folder / "documents" / "rapports" / "dreets" / f"rapport-dreets-{AS_OF}-annexe.xlsx"
    )


def text_of(book: Workbook) -> str:
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(map(str, cells))


def test_the_annex_has_the_tables_of_the_report_and_the_definitions(case: Case) -> None:
    book = annex(case, "names_of_siae: true, siae: [Deux]")
    assert book.sheetnames == ["Tableaux", "Définitions"]
    tables = {row[0].value: row[1].value for row in book["Tableaux"].iter_rows(min_row=4)}
    assert tables["Deux"] == 7
    # Everybody there is a woman: a table would tell what each of them is.
    assert "Femme" not in tables


def test_each_count_of_the_definitions_is_under_its_header(case: Case) -> None:
    sheet = annex(case, "convention: C-1")["Définitions"]
    headers, people = [cell.value for cell in sheet[3]], [cell.value for cell in sheet[4]]
    row = dict(zip(headers, people, strict=True))
    assert row["Indicateur"] == "Personnes accompagnées"
    assert (row["Valeur"], row["Compté"], row["Sur"]) == (22, None, None)
    assert str(row["Définition"]).endswith(".")


def test_the_annex_never_has_a_cell_s_address(case: Case) -> None:
    assert "'Deux'!" not in text_of(annex(case, "names_of_siae: true, siae: [Deux]"))


def test_the_annex_names_no_siae_unless_config_says_so_and_never_a_person(case: Case) -> None:
    text = text_of(annex(case, "convention: C-1"))
    assert "Deux" not in text
    assert "NOM" not in text
