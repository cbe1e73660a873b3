"""A funder's report: whom it is about, what is in it, and the account of the grant."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from docx import Document

from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.typing_commands import typed

MONEY = (
    "Financeur",
    "N° de convention",
    "Début",
    "Fin",
    "Ligne de budget",
    "Accordé",
    "Reçu",
    "Dépensé",
)
ROWS = [
    ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "personnel", 1000, 800, 900),
    ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "achats", 500, 500, 300),
    ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "", 100, 0, 100),
    ("Autre", "X", date(2026, 1, 1), date(2026, 12, 31), "achats", 9999, 0, 0),
]


def people(count: int, qpv: str, where: str) -> list[tuple[object, ...]]:
    return [
        (
            f"NOM{where}{qpv}{n}",
            "Awa",
            "Femme",
            date(1990, 1 + n % 12, 6),
            date(2026, 1, 5),
            "CDDI",
            "",
            "",
            "",
            qpv,
        )
        for n in range(count)
    ]


def report(case: Case, funder: str, members: tuple[str, ...] = ("Un", "Deux")) -> Path:
    case.make(
        {
            "Un": ((*HEADERS, "QPV"), *people(9, "oui", "U"), *people(6, "non", "U")),
            "Deux": ((*HEADERS, "QPV"), *people(7, "oui", "D")),
            "Financements": (MONEY, *ROWS),
        }
    )
    listed = "\n".join(f"  - {{tab: {name}, name: {name}, kind: ACI}}" for name in members)
    (case.folder / "config.yaml").write_text(f"programme: Essai\nworkbook: essai.xlsx\nsiae:\n{listed}\nfunders: {{dreets: {{name: DREETS, {funder}}}}}\n", encoding="utf-8")  # fmt: skip
    result = case.run("report", "dreets")
    assert result.exit_code == 0, result.stderr
    (file,) = [
        file
        for file in (case.folder / "documents").glob("rapport-dreets-*")
        if "annexe" not in file.name
    ]
    return file


def said(file: Path) -> str:
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return (
        "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def test_a_report_about_some_siae_and_some_people(case: Case) -> None:
    assert "22 personnes présentes au moins un jour" in said(report(case, "convention: C-1"))
    assert "7 personnes présentes" in said(report(case, "siae: [Deux]"))
    assert "participants : habitants de QPV." in said(
        report(case, "where: 'qpv == \"oui\"', who: habitants de QPV")
    )


def test_every_table_has_a_numbered_caption(case: Case) -> None:
    document = Document(str(report(case, "convention: C-1")))
    captions = [
        p.text for p in document.paragraphs if p.style is not None and p.style.name == "Caption"
    ]
    numbers = [
        p._p.xpath("string(.//w:fldSimple)")
        for p in document.paragraphs
        if "Tableau" in p.text and p.text in captions
    ]
    assert numbers == [str(number) for number in range(1, len(document.tables) + 1)]
    assert all(table._tbl.tblPr.xpath("./w:tblCaption/@w:val") for table in document.tables)
    text = said(report(case, "siae: [Un], where: 'qpv == \"oui\"'"))
    assert "9 personnes présentes" in text
    assert "Périmètre : 1 SIAE (Un) ; participants : qpv ==" in text


def test_a_wrong_scope_is_explained(case: Case) -> None:
    report(case, "convention: C-1")
    config = case.folder / "config.yaml"
    good = config.read_text(encoding="utf-8")
    config.write_text(good.replace("convention: C-1", "where: 'qpvv == \"oui\"'"), encoding="utf-8")
    assert (
        "funders, DREETS, where, colonne 1 : « qpvv » n'est pas un champ. Vouliez-vous « qpv » ?"
        in case.run("report", "dreets").stderr
    )
    config.write_text(good.replace("convention: C-1", "siae: [Deus]"), encoding="utf-8")
    assert "Vouliez-vous « Deux » ?" in case.run("report", "dreets").stderr
    config.write_text(good.replace("convention: C-1", "sections: [publix]"), encoding="utf-8")
    assert "sections" in case.run("report", "dreets").stderr


def test_a_report_has_the_sections_and_the_period_it_should(case: Case) -> None:
    file = report(case, "sections: [publics, budget], breakdowns: [sexe], period: 2026-S1")
    headings = [
        p.text
        for p in Document(str(file)).paragraphs
        if str(p.style.name if p.style else "").startswith("Heading")
    ]
    assert headings == ["Personnes accompagnées", "Sexe", "Tableau financier"]
    assert "période du 1er janvier 2026 au 30 juin 2026" in said(file)
    assert file.name == "rapport-dreets-2026-06-30.docx"


def test_the_account_of_a_grant_adds_up_and_loses_no_line(case: Case) -> None:
    file = report(case, "template: cerfa-15059.docx")
    charges, products = [
        table
        for table in Document(str(file)).tables
        if "Prévision" in table.rows[0].cells[2].text and len(table.columns) == 6
    ]
    by_account = {
        row.cells[1].text: [
            cell.text.replace("\u202f", "").replace("\u00a0", "") for cell in row.cells[2:]
        ]
        for row in charges.rows[1:]
    }
    assert by_account["Charges de personnel"] == ["1000€", "900€", "90%", "−10%"]
    assert by_account["Achats"] == ["500€", "300€", "60%", "−40%"]
    assert by_account["Lignes à ranger dans un compte"] == ["100€", "100€", "100%", "0%"]
    assert by_account["Total"] == ["1600€", "1300€", "81%", "−19%"]
    assert [
        cell.text.replace("\u202f", "").replace("\u00a0", "")
        for cell in products.rows[-1].cells[2:4]
    ] == ["1600€", "1300€"]
    assert "Achats, 500 € prévus, 300 € réalisés (−40 %) : [À compléter : pourquoi]" in said(file)
    assert "Charges de personnel, " not in said(file)


def test_expected_texts_are_listed_at_the_end(case: Case) -> None:
    case.make(
        {"Essai": (HEADERS, ANNA)},
        "funders: {dreets: {name: DREETS, sections: [publics, perspectives]}}",
    )
    lines = [
        line.strip()
        for line in case.run("report", "dreets").stdout.splitlines()
        if "à compléter" in line
    ]
    assert lines == ["à compléter : Perspectives"]


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
                "{{ effectifs.sexe.femme }}",
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
        22,
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


def test_a_mistake_in_a_funder_s_workbook_names_its_cell_s_text(case: Case) -> None:
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
        "« nombre » n'est pas connu, dans « Total {{ nombre.entrees }} ». Vouliez-vous « nombres » ?"
        in result.stderr
    )


def test_charts_say_in_words_what_they_show_and_only_what_may_be(case: Case) -> None:
    report(case, "convention: C-1")
    rows = [
        (*row[:9], "oui", "Réfugié" if n < 14 else "Apatride")
        for n, row in enumerate(people(20, "oui", "Z"))
    ]
    case.make(
        {
            "Un": ((*HEADERS, "QPV", "Statut"), *rows),
            "Deux": (HEADERS, ANNA),
            "Financements": (MONEY, *ROWS),
        }
    )
    (case.folder / "config.yaml").write_text(
        "programme: E\nworkbook: essai.xlsx\nsiae: [{tab: Un, name: Un, kind: ACI}]\n",
        encoding="utf-8",
    )
    assert case.run("report", "dreets", as_of="2026-12-01").exit_code == 0
    file = case.folder / "documents" / "rapport-dreets-2026-12-01.docx"
    (picture,) = Document(str(file)).inline_shapes
    assert (
        picture._inline.docPr.get("descr")
        == "Personnes accompagnées, par statut : Réfugié 14, Apatride 6."
    )
    before = file.read_bytes()
    assert "(inchangé)" in case.run("report", "dreets", as_of="2026-12-01").stdout
    assert file.read_bytes() == before


def test_the_annex_has_tables_and_definitions_and_never_a_cell_address(case: Case) -> None:
    report(case, "names_of_siae: true, siae: [Deux]")
    book = openpyxl.load_workbook(
        case.folder / "documents" / "rapport-dreets-2026-11-23-annexe.xlsx"
    )
    assert book.sheetnames == ["Tableaux", "Définitions"]
    tables = {row[0].value: row[1].value for row in book["Tableaux"].iter_rows(min_row=4)}
    assert (tables["Femme"], tables["oui"], tables["Deux"]) == (7, 7, 7)
    assert "'Deux'!" not in "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
    )
    report(case, "convention: C-1")
    plain = openpyxl.load_workbook(
        case.folder / "documents" / "rapport-dreets-2026-11-23-annexe.xlsx"
    )
    text = "\n".join(
        str(cell.value) for sheet in plain for row in sheet.iter_rows() for cell in row
    )
    assert "Deux" not in text
    assert "NOM" not in text


def test_a_report_says_what_indicators_says(demo: Path) -> None:
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--json"]
    figures = {
        f["id"]: f for f in json.loads(typed(["indicators", *options]).stdout) if f["siae"] is None
    }
    text = said(demo / "documents" / f"rapport-dreets-{AS_OF}.docx")
    assert (
        f"{figures['personnes_accompagnees']['value']:.0f} personnes accompagnées par 12 SIAE"
        in text
    )
    assert f"dont {figures['entrees']['value']:.0f} entrées" in text
    for name in (
        "taux_sorties_positives",
        "taux_positif_18_mois",
        "taux_sorties_dynamiques",
        "taux_emploi_durable",
    ):
        figure = figures[name]
        row = f"{figure['label']}\n{round(figure['value'] * 100)} %\n{figure['numerator']:.0f} sur {figure['denominator']:.0f}"
        assert row in text


def test_few_people_are_never_told(case: Case) -> None:
    text = said(
        report(case, "where: 'date_naissance < 1990-04-01', siae: [Deux], names_of_siae: true")
    )
    assert "moins de 5 personnes présentes" in text
    assert "Moins de 5 personnes accompagnées par 1 SIAE" in text
    assert "qu'un an plus tôt" not in text
    book = openpyxl.load_workbook(
        case.folder / "documents" / "rapport-dreets-2026-11-23-annexe.xlsx"
    )
    assert 3 not in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "7 personnes présentes" in said(report(case, "siae: [Deux]"))
    assert "moins de 11 personnes présentes" in said(report(case, "siae: [Deux], threshold: 11"))
