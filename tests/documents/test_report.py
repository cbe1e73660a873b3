"""What stands in a funder's report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from sheets_sync import french
from tests.conftest import ANNA, AS_OF, HEADERS, Case, write_config
from tests.documents.reporting import MONEY, ROWS, people, report, text_of
from tests.typing_commands import plain, typed


def test_every_table_has_a_numbered_caption(case: Case) -> None:
    document = Document(str(report(case, "convention: C-1")))
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption"]
    of_tables = [caption for caption in captions if "Tableau" in caption.text]
    numbers = [caption._p.xpath("string(.//w:fldSimple)") for caption in of_tables]
    assert numbers == [str(number) for number in range(1, len(document.tables) + 1)]
    assert all(table._tbl.tblPr.xpath("./w:tblCaption/@w:val") for table in document.tables)


def test_texts_that_a_person_must_write_are_listed_at_the_end(case: Case) -> None:
    sections = "funders: {dreets: {name: DREETS, sections: [publics, perspectives]}}"
    case.make({"Essai": (HEADERS, ANNA)}, sections)
    lines = case.run("report", "dreets").stdout.splitlines()
    to_write = [line.strip() for line in lines if "à compléter" in line]
    assert to_write == ["à compléter : Perspectives"]


def with_statuses(case: Case) -> Path:
    """A report on 14 refugees and 6 stateless persons, where hardly anybody left."""
    statuses = ["Réfugié"] * 14 + ["Apatride"] * 6
    rows = [(*row, status) for row, status in zip(people(20, "oui", "Z"), statuses, strict=True)]
    case.make(
        {"Un": ((*HEADERS, "QPV", "Statut"), *rows), "Financements": (MONEY, *ROWS)},
    )
    write_config(case.folder, ["Un"])
    assert case.run("report", "dreets").exit_code == 0
    return case.folder / "documents" / f"rapport-dreets-{AS_OF}.docx"


def test_a_chart_says_in_words_what_it_shows(case: Case) -> None:
    (picture,) = Document(str(with_statuses(case))).inline_shapes
    description = picture._inline.docPr.get("descr")
    assert description == "Personnes accompagnées, par statut : Réfugié 14, Apatride 6."


def test_a_report_made_again_that_day_is_the_same(case: Case) -> None:
    file = with_statuses(case)
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
    text = text_of(demo / "documents" / f"rapport-dreets-{AS_OF}-projet.docx")
    people, entries = figures["personnes_accompagnees"]["value"], figures["entrees"]["value"]
    assert f"{people:.0f} personnes accompagnées par 12 SIAE" in text
    assert f"dont {entries:.0f} entrées" in text


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
    row = f"{figure['label']}\n{french.percent(figure['value'])}\n{counts}"
    assert plain(row) in text_of(demo / "documents" / f"rapport-dreets-{AS_OF}-projet.docx")
