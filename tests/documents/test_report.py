"""What stands in a funder's report."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from sheets_sync import french
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.documents.reporting import MONEY, people, report, text_of
from tests.typing_commands import plain, typed


def test_every_table_has_a_numbered_caption(case: Case) -> None:
    document = Document(str(report(case, "convention: C-1")))
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption"]
    of_tables = [caption for caption in captions if "Tableau" in caption.text]
    numbers = [caption._p.xpath("string(.//w:fldSimple)") for caption in of_tables]
    # The cover, the cards and the places to write in are no tables to a reader.
    read = [table for table in document.tables if table.style and table.style.name == "Tableau"]
    assert numbers == [str(number) for number in range(1, len(read) + 1)]
    assert all(table._tbl.tblPr.xpath("./w:tblCaption/@w:val") for table in document.tables)


def test_a_table_of_which_every_count_is_hidden_is_a_sentence(case: Case) -> None:
    case.make(
        {"Un": ((*HEADERS, "QPV"), *people(12, "oui", "U"))},
        "funders: {dreets: {name: DREETS, names_of_siae: true, breakdowns: [sexe, qpv]}}",
    )
    assert case.run("report", "dreets", "--draft").exit_code == 0
    folder = case.folder / "documents" / "rapports" / "dreets"
    (file,) = (path for path in folder.glob("*.docx"))
    text = text_of(file)
    assert "Groupe" not in text
    # nobody has left, and no tab has the hours
    assert "Calculé sur" not in text
    assert re.search("Parties sans donnée à montrer : .*Parcours", text)
    assert "(trop petit, ou qui en donnerait un) : Sexe et Quartier prioritaire." in text
    assert "Périmètre : la SIAE du programme." in text


def test_a_hidden_rate_keeps_its_objective_and_is_explained(case: Case) -> None:
    funder = "{name: DREETS, sections: [resume], rates: [taux_sorties_positives]}"
    left = [(*row[:6], date(2026, 11, 2), *row[7:]) for row in people(3, "non", "V")]
    case.make(
        {"Un": ((*HEADERS, "QPV"), *people(12, "oui", "U"), *left)},
        f"targets: {{taux_sorties_positives: 0.5}}\nfunders: {{dreets: {funder}}}",
    )
    assert case.run("report", "dreets", "--draft").exit_code == 0
    (file,) = (case.folder / "documents" / "rapports" / "dreets").glob("*.docx")
    text = text_of(file)
    assert re.search("●\\s+objectif 50 %", text)
    assert text.count("● : effectif de moins de 5") == 1
    assert "Un effectif de 1 à 4 personnes n'est pas donné seul" in text


@pytest.mark.parametrize(
    ("positive", "other", "told"),
    [
        (6, 4, "sur 10 sorties comptées, 6 sont positives et 4 non"),
        (6, 0, None),
        (5, 5, None),
        (2, 1, "Sorties comptées : 3, que le rapport ne montre pas : un effectif de 1 à 4"),
    ],
)
def test_the_coordinator_is_told_which_declared_total_is_hidden_and_why(
    case: Case, positive: int, other: int, told: str | None
) -> None:
    ends = ["CDI"] * positive + ["Sans nouvelles"] * other
    rows = zip(people(positive + other, "non", "V"), ends, strict=True)
    left = [(*row[:6], date(2026, 11, 2), end, "", "non") for row, end in rows]
    funder = "{name: DREETS, sections: [resume], rates: [taux_sorties_positives]}"
    case.make(
        {"Un": ((*HEADERS, "QPV"), *people(12, "oui", "U"), *left)},
        f"funders: {{dreets: {funder}}}",
    )
    drafted = json.loads(case.run("report", "dreets", "--draft", "--json").stdout)
    issued = plain(case.run("report", "dreets", "--yes").output)
    told_of = [plain(sentence) for sentence in drafted["hidden"]]
    assert [told in sentence for sentence in told_of if told] == [True] * (told is not None)
    assert len(told_of) == issued.count("que le rapport ne montre pas") == (told is not None)


def test_what_no_figure_is_shown_of_is_not_defined_and_persons_come_first(case: Case) -> None:
    file = report(case, "sections: [resume, resultats]", draft=True)
    text = text_of(file)
    assert text.index("Personnes accompagnées") < text.index("Entrées")
    assert "Personnes accompagnées : " in text
    assert "Taux positif à 18 mois (cohorte) :" not in text
    headings = [each.text for each in Document(str(file)).paragraphs if "Heading" in _style(each)]
    assert not [heading for heading in headings if heading.startswith("Résultats")]


def _style(paragraph: Any) -> str:
    return str(paragraph.style.name)


def test_a_blank_about_the_money_stays_below_the_note_of_its_table() -> None:
    paragraphs = Document("report_templates/rapport-financeur.docx").paragraphs
    notes = [each for each in paragraphs if "titres.budget_note" in each.text]
    assert [bool(note.paragraph_format.keep_with_next) for note in notes] == [True, False]


def test_a_lone_breakdown_has_the_whole_width_above_its_total(case: Case) -> None:
    document = Document(str(report(case, "breakdowns: [qpv], sections: [publics]")))
    (table,) = (each for each in document.tables if each.cell(0, 0).text == "Groupe")
    widths = [int(str(column.get(qn("w:w")))) for column in table._tbl.tblGrid]
    assert (len(widths), sum(widths)) == (3, 9638)
    assert [plain(cell.text) for cell in table.rows[-1].cells] == ["Ensemble", "22", "100 %"]


def told_to_write(case: Case) -> list[str]:
    lines = plain(case.run("report", "dreets", "--draft").stdout).splitlines()
    return [line.strip() for line in lines if "à compléter" in line]


def test_texts_that_a_person_must_write_are_listed_at_the_end(case: Case) -> None:
    sections = "funders: {dreets: {name: DREETS, sections: [publics, perspectives], %s}}"
    case.make({"Essai": (HEADERS, ANNA)}, sections % "convention: C-1")
    assert told_to_write(case) == ["à compléter : Perspectives"]
    case.make({"Essai": (HEADERS, ANNA)}, sections % "")
    number = "à compléter : Numéro de la convention (convention, dans config.yaml)"
    assert told_to_write(case) == ["à compléter : Perspectives", number]


def test_a_chart_says_in_words_what_it_shows(case: Case) -> None:
    file = report(case, "names_of_siae: true, sections: [publics]")
    drawings = Document(str(file)).element.body.iter("{*}docPr")
    (words,) = [each.get("descr") for each in drawings if "Graphique" in each.get("name")]
    assert plain(words) == "De 7 à 15 personnes par SIAE : Un 15 et Deux 7."


def test_a_report_made_again_that_day_is_the_same(case: Case) -> None:
    file = report(case, "convention: C-1")
    before = file.read_bytes()
    assert "(inchangé)" in case.run("report", "dreets").stdout
    assert file.read_bytes() == before


@pytest.fixture(scope="module")
def figures(demo: Path) -> dict[str, Any]:
    """The figures of the sample as a whole, by id."""
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--json"]
    listed = json.loads(typed(["indicators", *options]).stdout)
    return {figure["id"]: figure for figure in listed if figure["siae"] is None}


def test_a_report_has_the_counts_that_indicators_has(demo: Path, figures: dict[str, Any]) -> None:
    text = text_of(
        demo / "documents" / "rapports" / "dreets" / f"rapport-dreets-{AS_OF}-projet.docx"
    )
    people, entries = figures["personnes_accompagnees"]["value"], figures["entrees"]["value"]
    assert f"{people:.0f} personnes accompagnées par 12 SIAE" in text
    assert f"dont {entries:.0f} entrées" in text


def result_rows(file: Path) -> list[list[str]]:
    """The cells of the table of results, row by row, without its header."""
    (table,) = (t for t in Document(str(file)).tables if t.cell(0, 0).text == "Indicateur")
    return [[plain(cell.text) for cell in row.cells] for row in table.rows[1:]]


@pytest.mark.parametrize(
    "rate",
    [
        "taux_sorties_positives",
        "taux_positif_18_mois",
        "taux_emploi_durable",
    ],
)
def test_a_report_has_the_rates_that_indicators_has(
    demo: Path, figures: dict[str, Any], rate: str
) -> None:
    figure = figures[rate]
    counts = f"{figure['numerator']:.0f} sur {figure['denominator']:.0f}"
    file = demo / "documents" / "rapports" / "dreets" / f"rapport-dreets-{AS_OF}-projet.docx"
    (row,) = (cells for cells in result_rows(file) if cells[0] == plain(figure["label"]))
    assert row[2:4] == [plain(french.percent(figure["value"])), counts]


def test_each_result_has_a_bar_that_a_screen_reader_reads(demo: Path) -> None:
    file = demo / "documents" / "rapports" / "fondation" / f"rapport-fondation-{AS_OF}-projet.docx"
    (row,) = result_rows(file)
    drawings = Document(str(file)).element.body.iter("{*}docPr")
    words = [plain(each.get("descr")) for each in drawings]
    assert f"{row[0]} : {row[2]}, {row[3]}." in words


@pytest.mark.parametrize(("spent", "mark"), [(400, "▲ −"), (900, "+")])
def test_money_that_is_off_its_pace_is_marked_in_the_total_as_in_its_line(
    case: Case, spent: int, mark: str
) -> None:
    day = date.fromisoformat
    money = ("DREETS", "C-1", day("2026-01-01"), day("2026-12-31"), "achats", 1000, 0, spent)
    case.make(
        {"Essai": (HEADERS, ANNA), "Financements": (MONEY, money)},
        "funders: {dreets: {name: DREETS, sections: [budget]}}",
    )
    assert case.run("report", "dreets", "--draft").exit_code == 0
    file = next((case.folder / "documents").rglob("rapport-dreets-*.docx"))
    (table,) = (each for each in Document(str(file)).tables if each.cell(0, 0).text == "Ligne")
    gaps = [plain(row.cells[-1].text) for row in table.rows[1:]]
    assert gaps[0] == gaps[1]
    assert gaps[0].startswith(mark)


def test_a_total_stays_on_the_page_of_the_note_below_it(demo: Path) -> None:
    file = demo / "documents" / "rapports" / "fondation" / f"rapport-fondation-{AS_OF}-projet.docx"
    (table,) = (each for each in Document(str(file)).tables if each.cell(0, 0).text == "Ligne")
    total = [cell.paragraphs[0] for cell in table.rows[-1].cells]
    assert all(text.paragraph_format.keep_with_next for text in total)


def test_a_text_that_somebody_was_taken_out_of_is_told_before_the_report_goes_out(
    case: Case,
) -> None:
    fact = ("SIAE", "Date", "Fait marquant", "Publiable")
    told = ("Un", date(2026, 3, 2), "Awa Diallo a eu son permis", "oui")
    rows = [*people(12, "oui", "U"), (*ANNA, "oui")]
    case.make(
        {"Un": ((*HEADERS, "QPV"), *rows), "Faits marquants": (fact, told)},
        "funders: {dreets: {name: DREETS}}",
    )
    asked = plain(case.run("report", "dreets").output)
    assert "[nom retiré] a eu son permis" in asked
    assert "Émettre quand même ?" in asked
    assert not list((case.folder / "documents").rglob("rapport-dreets-*"))
    seen = case.run("report", "dreets", "--dry-run")
    assert (seen.exit_code, "[nom retiré] a eu son permis" in plain(seen.output)) == (0, True)
    drafted = plain(case.run("report", "dreets", "--draft").output)
    assert "à compléter : « [nom retiré] a eu son permis" in drafted
    assert "Émettre quand même ?" not in drafted
