"""Whom a funder's report is about, over which period, with which sections."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.table import _Row

from tests.conftest import AS_OF, Case
from tests.documents.reporting import programme, report, text_of
from tests.typing_commands import plain


def test_a_report_is_about_everybody_unless_config_says_otherwise(case: Case) -> None:
    assert "Qui : 22 personnes accompagnées" in text_of(report(case, "convention: C-1"))


def test_a_report_can_be_about_some_siae(case: Case) -> None:
    assert "Qui : 7 personnes accompagnées" in text_of(report(case, "siae: [Deux]"))


def test_a_report_can_be_about_some_people_in_words(case: Case) -> None:
    who = "where: 'qpv == \"oui\"', who: habitants de QPV"
    assert "participants : habitants de QPV." in text_of(report(case, who))


def test_or_as_the_condition(case: Case) -> None:
    text = text_of(report(case, "siae: [Un], where: 'qpv == \"oui\"'"))
    assert "Qui : 9 personnes accompagnées" in text
    assert "Périmètre : 1 SIAE (Un) ; participants : qpv ==" in text


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            "where: 'qpvv == \"oui\"'",
            "config.yaml, ligne 6, « funders.dreets.where », colonne 1 : "
            "« qpvv » n'est pas un champ. Vouliez-vous « qpv » ?",
        ),
        (
            "siae: [Deus]",
            "config.yaml, ligne 6, « funders.dreets.siae » : "
            "la SIAE « Deus » n'existe pas. Vouliez-vous « Deux » ?",
        ),
        (
            "where: 'nom == \"DIALLO\"'",
            "config.yaml, ligne 6, « funders.dreets.where » : « Nom » désigne une personne",
        ),
        ("sections: [publix]", "config.yaml, ligne 6, « funders.dreets.sections"),
    ],
)
def test_a_wrong_scope_names_the_line_of_config(case: Case, wrong: str, problem: str) -> None:
    programme(case, wrong)
    result = case.run("report", "dreets")
    assert result.exit_code == 2
    assert problem in result.stderr


def test_a_report_has_the_sections_and_the_period_it_should(case: Case) -> None:
    file = report(case, "sections: [publics, budget], breakdowns: [sexe], period: 2026-S1")
    paragraphs = Document(str(file)).paragraphs
    headings = [p.text for p in paragraphs if p.style and str(p.style.name).startswith("Heading")]
    assert [plain(heading) for heading in headings] == [
        "Qui : 22 personnes accompagnées",
        "Argent et temps : 300 € à dépenser en 184 jours",
        "Annexe : définitions et méthode",
    ]
    labels, values = (texts(row) for row in Document(str(file)).tables[0].rows[1:3])
    assert values[labels.index("Période")] == (
        "du 1er janvier au 30 juin 2026\nconvention jusqu'au 31 décembre 2026"
    )
    assert file.name == "rapport-dreets-2026-06-30.docx"


def texts(row: _Row) -> list[str]:
    return [plain(cell.text) for cell in row.cells]


FEW = "siae: [Deux], threshold: 8"
"""Seven persons."""
OF_FEW = (
    "where: 'date_naissance == 1990-03-06'",
    "where: 'not (date_naissance != 1990-03-06)'",
    "where: 'date_naissance >= 1990-03-06 and date_naissance < 1990-03-07'",
    "where: 'qpv == \"non\" and date_naissance < 1990-05-01'",
    "where: 'date_naissance == 1990-08-06 or date_naissance == 1990-09-06'",
    FEW,
    "period: 2026-T1, threshold: 23",
    "start: 2026-01-01, end: 2026-03-31, threshold: 23",
    "threshold: 23",
)
"""Scopes of one person at least, and fewer than their threshold."""


def test_few_people_are_not_counted_in_the_report(case: Case) -> None:
    text = text_of(report(case, FEW, draft=True))
    assert "Qui : moins de 8 personnes accompagnées" in text
    assert "Moins de 8 personnes accompagnées par 1 SIAE" in text


@pytest.mark.parametrize("scope", OF_FEW)
def test_a_scope_of_few_people_is_no_report(case: Case, scope: str) -> None:
    draft = report(case, scope, draft=True)
    refused = case.run("report", "dreets", "--yes")
    assert refused.exit_code == 2, refused.output
    assert "personnes sont accompagnées dans ce périmètre" in plain(refused.stderr)
    assert not [
        file for file in (case.folder / "documents").rglob("*.docx") if file.name != draft.name
    ]


@pytest.mark.parametrize(
    "where", ["date_naissance != 1990-03-06", "not (date_naissance == 1990-03-06)"]
)
def test_a_condition_that_leaves_out_few_people_is_no_report(case: Case, where: str) -> None:
    draft = report(case, f"where: '{where}'", draft=True)
    refused = case.run("report", "dreets", "--yes")
    assert refused.exit_code == 2, refused.output
    assert "ne laisse de côté que quelques personnes" in plain(refused.stderr)
    assert list((case.folder / "documents").rglob("*.docx")) == [draft]


def test_a_scope_of_nobody_is_issued(case: Case) -> None:
    report(case, "period: 2025")


def test_few_people_are_not_counted_in_the_annex(case: Case) -> None:
    report(case, f"{FEW}, names_of_siae: true", draft=True)
    assert 7 not in cells(
        case.folder
        / "documents"
        / "rapports"
        / "dreets"
        / f"rapport-dreets-{AS_OF}-projet-annexe.xlsx"
    )


def cells(file: Path) -> list[object]:
    sheets = openpyxl.load_workbook(file).worksheets
    return [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]


def test_a_funder_can_have_a_higher_threshold(case: Case) -> None:
    assert "Qui : moins de 11 personnes accompagnées" in text_of(
        report(case, "siae: [Deux], threshold: 11", draft=True)
    )
