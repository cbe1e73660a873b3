"""A funder's own form: numbers are numbers, and the tag that is wrong is the one that is blamed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter

from tests.conftest import HEADERS, Case, Rows
from tests.documents.reporting import people
from tests.typing_commands import plain

TWELVE = people(12, "oui", "U")


def programme(case: Case, template: str, rows: Rows = TWELVE) -> None:
    """Twelve women who came this year; the report to DREETS is in a form of its own."""
    case.make(
        {"Un": ((*HEADERS, "QPV"), *rows)},
        f"funders: {{dreets: {{name: DREETS, template: {template}}}}}",
    )
    (case.folder / "report_templates").mkdir()


def made(case: Case, ending: str) -> Path:
    result = case.run("report", "dreets", "--draft")
    assert result.exit_code == 0, result.output
    drafts = (case.folder / "documents").rglob(f"rapport-dreets-*{ending}")
    return next(file for file in drafts if "annexe" not in file.name)


def word_form(case: Case, *paragraphs: str) -> None:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(case.folder / "report_templates" / "bilan.docx"))


def excel_form(case: Case, *cells: str) -> None:
    """A workbook as other programs than Excel write it: its texts stand in their cells."""
    file = case.folder / "report_templates" / "bilan.xlsx"
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(cells):
            sheet.write(row, 0, text)


def test_a_whole_number_is_written_whole(case: Case) -> None:
    programme(case, "bilan.docx")
    word_form(case, "Entrées : {{ nombres.entrees }}", "{{ nombres.entrees / 8 }} par mois")
    texts = [paragraph.text for paragraph in docx.Document(str(made(case, ".docx"))).paragraphs]
    assert [plain(text) for text in texts] == ["Entrées : 12", "1,5 par mois"]


def test_a_number_is_one_to_a_workbook_whoever_wrote_the_form(case: Case) -> None:
    programme(case, "bilan.xlsx")
    excel_form(case, "{{ nombres.entrees }}", "Entrées : {{ nombres.entrees }}")
    sheet = openpyxl.load_workbook(made(case, ".xlsx")).active
    assert sheet is not None
    assert [sheet["A1"].value, plain(sheet["A2"].value)] == [12, "Entrées : 12"]


@pytest.mark.parametrize("form", ["bilan.docx", "bilan.xlsx"])
def test_only_a_text_that_the_form_has_a_place_for_is_left_to_write(case: Case, form: str) -> None:
    programme(case, form)
    make = {"bilan.docx": word_form, "bilan.xlsx": excel_form}[form]
    make(case, "Entrées : {{ nombres.entrees }}")
    assert "à compléter" not in case.run("report", "dreets", "--draft").stdout
    make(case, "La suite : {{ textes.perspectives | join(' ') }}")
    told = case.run("report", "dreets", "--draft").stdout
    assert re.findall("à compléter : (.*)", told) == ["Perspectives"]


def test_a_choice_that_nobody_has_is_nought(case: Case) -> None:
    programme(case, "bilan.docx")
    word_form(case, "Autre : {{ effectifs.sexe.autre }}, femmes : {{ effectifs.sexe.femme }}")
    (text,) = (paragraph.text for paragraph in docx.Document(str(made(case, ".docx"))).paragraphs)
    assert plain(text).startswith("Autre : ")
    assert "{{" not in text


@pytest.mark.parametrize(
    ("form", "where"), [("bilan.docx", ", dans"), ("bilan.xlsx", ", cellule Sheet1!A2,")]
)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("nombres.entres", "nombres.entrees"),
        ("effectifs.sexe.femmme", "effectifs.sexe.femme"),
        ("nombres.femme", "nombres.entrees"),
    ],
)
def test_the_wrong_tag_is_told_with_its_place_and_the_nearest_name_whole(
    case: Case, form: str, where: str, wrong: str, right: str
) -> None:
    programme(case, form)
    write = word_form if form.endswith("docx") else excel_form
    # Elsewhere the same last word is right, and stands before the wrong one.
    write(case, "Bon : {{ effectifs.sexe.femme }}", f"Mauvais : {{{{ {wrong} }}}}")
    result = case.run("report", "dreets", "--draft")
    assert result.exit_code == 2
    message = plain(result.stderr)
    assert f"« {wrong} » n'est pas connu{where} « Mauvais : {{{{ {wrong} }}}} »" in message
    assert right in message


def leavers(case: Case, template: str) -> None:
    """Twenty persons who left, twelve of them for a lasting contract."""
    left = date(2026, 6, 30)
    rows = [
        (*row[:6], left, "CDI" if number < 12 else "retour au chômage", "", "oui")
        for number, row in enumerate(people(20, "oui", "U"))
    ]
    programme(case, template, rows)


RATE = "{{ nombres.taux_sorties_positives }}"


def test_a_rate_is_written_in_per_cent(case: Case) -> None:
    leavers(case, "bilan.docx")
    word_form(case, f"Sorties positives : {RATE}")
    (text,) = (paragraph.text for paragraph in docx.Document(str(made(case, ".docx"))).paragraphs)
    assert plain(text) == "Sorties positives : 60 %"


@pytest.mark.parametrize(
    ("of_the_form", "then"),
    [("0", "0%"), ("# ##0", "0%"), ("@", "0%"), ("0.0", "0.0"), ("0.0 %", "0.0 %")],
)
def test_a_rate_is_shown_in_per_cent_where_the_form_would_round_it_to_one(
    case: Case, of_the_form: str, then: str
) -> None:
    leavers(case, "bilan.xlsx")
    excel_form(case, RATE)
    form = case.folder / "report_templates" / "bilan.xlsx"
    book = openpyxl.load_workbook(form)
    book.worksheets[0]["A1"].number_format = of_the_form
    book.save(form)
    sheet = openpyxl.load_workbook(made(case, ".xlsx")).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A1"].number_format) == (0.6, then)


def test_a_rate_is_a_number_that_a_workbook_shows_in_per_cent(case: Case) -> None:
    leavers(case, "bilan.xlsx")
    excel_form(case, RATE, f"Taux : {RATE}", "{{ nombres.entrees }}")
    sheet = openpyxl.load_workbook(made(case, ".xlsx")).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A1"].number_format) == (0.6, "0%")
    assert plain(str(sheet["A2"].value)) == "Taux : 60 %"
    assert sheet["A3"].number_format == "General"
