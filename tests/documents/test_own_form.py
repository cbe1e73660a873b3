"""A funder's own form: numbers are numbers, and the tag that is wrong is the one that is blamed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import docx
import openpyxl
import pytest
import xlsxwriter

from sheets_sync.documents.reports.own_form import NUMBER_NAMES
from tests.conftest import HEADERS, Case, Rows
from tests.documents.reporting import MONEY, ROWS, people
from tests.typing_commands import plain

TWELVE = people(12, "oui", "U")


def programme(
    case: Case,
    template: str,
    rows: Rows = TWELVE,
    others: Mapping[str, Rows] = MappingProxyType({}),
) -> None:
    """Twelve women who came this year; the report to DREETS is in a form of its own."""
    case.make(
        {"Un": ((*HEADERS, "QPV"), *rows), **others},
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


def test_the_exits_that_a_report_tells_can_be_asked_for(case: Case) -> None:
    left = [(*row[:6], date(2026, 11, 2), "CDI", *row[8:]) for row in people(6, "non", "V")]
    stay = [(*row[:6], date(2026, 11, 3), "Inactivité", *row[8:]) for row in people(7, "oui", "W")]
    programme(case, "bilan.docx", [*TWELVE, *left, *stay])
    word_form(case, "{{ nombres.sorties_positives }} sur {{ nombres.sorties_comptees }}")
    (text,) = (paragraph.text for paragraph in docx.Document(str(made(case, ".docx"))).paragraphs)
    assert plain(text) == "6 sur 13"


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


def test_a_choice_that_is_counted_with_others_says_with_which(case: Case) -> None:
    sexes = ["Femme"] * 14 + ["Homme"] * 7 + [""] * 2
    rows = [
        (*row[:2], sex, *row[3:]) for row, sex in zip(people(23, "oui", "U"), sexes, strict=True)
    ]
    programme(case, "bilan.docx", rows)
    word_form(case, "{{ effectifs.sexe.homme }}", "{{ effectifs.sexe.femme }}")
    texts = [paragraph.text for paragraph in docx.Document(str(made(case, ".docx"))).paragraphs]
    assert [plain(text) for text in texts] == ["9 avec non renseigné", "14"]


def test_what_the_report_says_of_exits_and_money_is_asked_for_by_name(case: Case) -> None:
    money = (MONEY, *ROWS)
    leavers(case, "bilan.xlsx", {"Financements": money})
    names = ("sorties_comptees", "sorties_positives", "accorde", "depense")
    excel_form(case, *(f"{{{{ nombres.{name} }}}}" for name in names))
    sheet = openpyxl.load_workbook(made(case, ".xlsx")).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(max_row=4)] == [20, 12, 1600, 1300]


@pytest.mark.parametrize("name", NUMBER_NAMES)
def test_the_guide_names_each_number(name: str) -> None:
    guide = Path("docs/guide/coordination.md").read_text(encoding="utf-8")
    assert f"`{name}`" in guide


@pytest.mark.parametrize(
    ("form", "where"), [("bilan.docx", ", dans"), ("bilan.xlsx", ", cellule Sheet1!A2,")]
)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("nombres.entres", "nombres.entrees"),
        ("effectifs.sexe.femmme", "effectifs.sexe.femme"),
        ("nombres.sorties", "nombres.sorties_comptees"),
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


def leavers(case: Case, template: str, others: Mapping[str, Rows] = MappingProxyType({})) -> None:
    """Twenty persons who left, twelve of them for a lasting contract."""
    left = date(2026, 6, 30)
    rows = [
        (*row[:6], left, "CDI" if number < 12 else "retour au chômage", "", "oui")
        for number, row in enumerate(people(20, "oui", "U"))
    ]
    programme(case, template, rows, others)


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
