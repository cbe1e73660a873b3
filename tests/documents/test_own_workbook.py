"""A funder's own form as a workbook, filled."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
import xlsxwriter

from tests.conftest import Case
from tests.documents.reporting import report


def test_a_funder_s_own_workbook_is_filled_and_nothing_else_changes(case: Case) -> None:
    form = case.folder / "report_templates" / "formulaire.xlsx"
    form.parent.mkdir()
    with xlsxwriter.Workbook(str(form)) as book:
        sheet = book.add_worksheet("Bilan")
        bold = book.add_format({"bold": True, "bg_color": "#FFEEAA"})
        sheet.write_column(
            "A1",
            [
                "Bilan de {{ programme }}",
                "{{ nombres.personnes_accompagnees }}",
                "{{ effectifs.qpv.oui }}",
                "{{ nombres.taux_sorties_positives }}",
                "Reçu & lu <5>",
            ],
            bold,
        )
        sheet.write_formula("B2", "=A2*2", bold, 0)
        sheet.data_validation("C1", {"validate": "list", "source": ["oui", "non"]})
        sheet.write_comment("A1", "Note du financeur")
    file = report(case, "template: formulaire.xlsx")
    assert file.suffix == ".xlsx"
    filled = openpyxl.load_workbook(file)["Bilan"]
    assert [cell.value for cell in filled["A"]] == [
        "Bilan de Essai",
        22,
        16,
        "moins de 5 ou masqué",
        "Reçu & lu <5>",
    ]
    assert (filled["B2"].value, filled["A2"].font.bold) == ("=A2*2", True)
    with zipfile.ZipFile(form) as before, zipfile.ZipFile(file) as after:
        assert before.namelist() == after.namelist()
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"} | (
        changed & {"xl/workbook.xml"}
    )


def test_a_mistake_in_a_funder_s_workbook_names_its_cell(case: Case) -> None:
    form = case.folder / "report_templates" / "formulaire.xlsx"
    form.parent.mkdir()
    with xlsxwriter.Workbook(str(form)) as book:
        book.add_worksheet("Bilan").write("A1", "Total {{ nombre.entrees }}")
    report(case, "convention: C-1")
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("convention: C-1", "template: formulaire.xlsx"),
        encoding="utf-8",
    )
    result = case.run("report", "dreets")
    assert result.exit_code == 2
    assert (
        "« nombre » n'est pas connu, cellule Bilan!A1, « Total {{ nombre.entrees }} ». "
        "Vouliez-vous « nombres » ?" in result.stderr
    )


@pytest.mark.parametrize(
    ("article", "text"), [("", "Rapport à la DREETS"), (", article: les", "Rapport aux DREETS")]
)
def test_a_form_can_say_to_whom_with_the_article_guessed_or_given(
    case: Case, article: str, text: str
) -> None:
    form = case.folder / "report_templates" / "formulaire.xlsx"
    form.parent.mkdir()
    with xlsxwriter.Workbook(str(form)) as book:
        book.add_worksheet("Bilan").write("A1", "Rapport {{ financeur_a }}")
    file = report(case, f"template: formulaire.xlsx{article}")
    assert openpyxl.load_workbook(file)["Bilan"]["A1"].value == text
