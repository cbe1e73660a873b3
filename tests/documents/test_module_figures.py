"""Indicators of a module in the report of who asks for them, as far as they may be told."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from docx import Document

from tests.conftest import ANNA, AS_OF, HEADERS, Case, Rows
from tests.documents.reporting import text_of
from tests.typing_commands import plain

SITUATION, HOUSING = "Situation avant l'entrée (FSE+)", "Sans domicile stable (FSE+)"
FSE = "modules: [fse]\nfunders: {fse: {name: FSE+}}\n"
CAME = date(2026, 1, 5)


def people(*groups: tuple[int, str]) -> list[tuple[object, ...]]:
    """Entries of this year: so many with each situation."""
    situations = [situation for count, situation in groups for _ in range(count)]
    return [
        (f"NOM{n}", "Awa", "Femme", date(1990, 1 + n % 12, 6), CAME, "CDDI", "", "", "", situation)
        for n, situation in enumerate(situations)
    ]


def indicators(case: Case, rows: Rows, more: str, funder: str = "fse") -> dict[str, str]:
    """Label → value of the section « Indicateurs » of a report; none where it has none."""
    case.make({"Un": ((*HEADERS, SITUATION), *rows)}, more)
    result = case.run("report", funder)
    assert result.exit_code == 0, result.output
    folder = case.folder / "documents" / "rapports" / funder
    document = Document(str(folder / f"rapport-{funder}-{AS_OF}.docx"))
    for table in document.tables:
        if table.cell(0, 0).text == "Indicateur" and table.cell(0, 1).text == "Valeur":
            return {row.cells[0].text[:6]: plain(row.cells[1].text) for row in table.rows[1:]}
    return {}


def test_the_report_to_the_union_shows_its_indicators_and_what_no_tab_collects(case: Case) -> None:
    rows = people((12, "demandeur d'emploi"), (8, "inactif"), (6, "en emploi"))
    value_of = indicators(case, rows, FSE)
    of_jobs = {name: value_of[name] for name in ("EECO01", "EECO02", "EECO04", "EECO05")}
    assert of_jobs == {"EECO01": "26", "EECO02": "12", "EECO04": "8", "EECO05": "6"}
    assert (value_of["EECO09"], value_of["EECO16"]) == ("non saisi", "non saisi")
    folder = case.folder / "documents" / "rapports" / "fse"
    annex = openpyxl.load_workbook(folder / f"rapport-fse-{AS_OF}-annexe.xlsx")["Définitions"]
    values = {str(row[0])[:6]: row[1] for row in annex.iter_rows(values_only=True)}
    assert (values["EECO04"], values["EECO05"]) == (8, 6)
    assert "EECO09" not in values


def test_a_small_count_is_not_what_the_others_leave_of_the_total(case: Case) -> None:
    rows = people((12, "demandeur d'emploi"), (8, "inactif"), (3, "en emploi"))
    value_of = indicators(case, rows, FSE)
    hidden = [name for name in ("EECO02", "EECO04", "EECO05") if value_of[name] == "●"]
    assert "EECO05" in hidden
    assert len(hidden) == 2


def test_all_alike_would_tell_the_situation_of_each(case: Case) -> None:
    value_of = indicators(case, people((12, "demandeur d'emploi")), FSE)
    assert (value_of["EECO01"], value_of["EECO02"]) == ("12", "●")


@pytest.mark.parametrize(("asked", "told"), [("", {}), (", indicators: [fse]", {"EECO02": "12"})])
def test_another_reader_is_shown_a_module_only_where_config_says_so(
    case: Case, asked: str, told: dict[str, str]
) -> None:
    rows = people((12, "demandeur d'emploi"), (8, "inactif"))
    more = f"modules: [fse]\nfunders: {{dreets: {{name: DREETS{asked}}}}}\n"
    value_of = indicators(case, rows, more, "dreets")
    assert {name: value_of[name] for name in told} == told
    assert bool(value_of) == bool(told)


def test_a_module_that_is_not_switched_on_is_told_with_its_line(case: Case) -> None:
    more = "funders: {dreets: {name: DREETS, indicators: [fse]}}\n"
    case.make({"Un": (HEADERS, ANNA)}, more)
    result = case.run("check")
    assert result.exit_code == 2
    assert "aucun module n'a d'indicateurs « fse »" in plain(result.output)


def test_the_cover_has_the_emblem_and_says_who_paid(case: Case) -> None:
    case.make({"Un": (HEADERS, *(row[:9] for row in people((12, ""))))}, FSE)
    assert case.run("report", "fse").exit_code == 0
    file = case.folder / "documents" / "rapports" / "fse" / f"rapport-fse-{AS_OF}.docx"
    document = Document(str(file))
    assert "Cofinancé par l'Union européenne" in plain(document.element.xml)
    assert document.inline_shapes


@pytest.mark.parametrize(
    ("sections", "is_told"), [("", False), (", sections: [indicateurs, methode]", True)]
)
def test_indicators_that_are_asked_for_and_not_collected_are_told(
    case: Case, sections: str, is_told: bool
) -> None:
    people_of_a_tab = [row[:9] for row in people((12, ""))]
    case.make({"Un": (HEADERS, *people_of_a_tab)}, f"funders: {{fse: {{name: FSE+{sections}}}}}")
    assert case.run("report", "fse").exit_code == 0
    folder = case.folder / "documents" / "rapports" / "fse"
    text = plain(text_of(folder / f"rapport-fse-{AS_OF}.docx"))
    assert ("sans donnée à montrer : Indicateurs." in text) is is_told
