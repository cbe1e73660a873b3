"""Sheets go where config wants them, or to a second file with the reason told."""

from __future__ import annotations

import openpyxl
import pytest

from sheets_sync.generated.feedback import feedback_by_tab
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.generated.test_anomalies_sheet import anomaly


def test_a_sheet_of_the_staff_with_our_name_sends_ours_to_a_second_file(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Pilotage": (("à nous",),)})
    result = case.run("consolidate")
    assert result.exit_code == 0
    assert "Les feuilles produites ne sont pas mises dans essai.xlsx" in result.stdout
    assert "Les feuilles sont dans essai-consortium.xlsx." in result.stdout
    second = openpyxl.load_workbook(case.folder / "essai-consortium.xlsx")
    assert second.sheetnames == ["Pilotage", "Anomalies", "Consortium"]
    staffs = openpyxl.load_workbook(case.folder / "essai.xlsx")
    assert staffs["Pilotage"]["A1"].value == "à nous"


def test_what_stands_in_a_second_file_counts_no_more_once_sheets_are_elsewhere(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Pilotage": (("à nous",),)})
    case.run("consolidate")
    assert len(open_workspace(case.folder / "config.yaml").anomalies_sheets) == 1
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR)})
    case.run("consolidate")
    [sheet] = open_workspace(case.folder / "config.yaml").anomalies_sheets
    assert sheet == XlsxWorkbook(case.folder / "essai.xlsx").read("Anomalies").rows


def test_what_the_last_run_published_is_read_once(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    case.run("consolidate")
    reads: list[str] = []
    read = XlsxWorkbook.read

    def noted(book: XlsxWorkbook, tab: str) -> Grid:
        reads.append(tab)
        return read(book, tab)

    monkeypatch.setattr(XlsxWorkbook, "read", noted)
    case.run("consolidate")
    assert reads.count("Anomalies") == 1


def test_each_sheet_goes_to_the_workbook_that_config_names(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "steering: {workbook: directions.xlsx}\n")
    assert case.run("consolidate").exit_code == 0
    assert openpyxl.load_workbook(case.folder / "directions.xlsx").sheetnames == ["Pilotage"]
    assert set(case.tabs()) == {"Un", "Anomalies", "Consortium"}


def test_one_cell_says_all_that_is_wrong_there_the_gravest_first() -> None:
    warning = anomaly("Un", "B3", "warning")._replace(message="Douteux.")
    error = anomaly("Un", "B3", "error")._replace(message="Faux.")
    by_tab = feedback_by_tab([warning, error, error, anomaly("Un", "B4", "info")])
    assert list(by_tab) == [("Un", "Un")]
    (cell, feedback), *others = by_tab["Un", "Un"].items()
    assert (cell, others, feedback.role) == ("B3", [], "error")
    assert (
        feedback.text == f"{FEEDBACK_START}À corriger — Faux.\n"
        f"{FEEDBACK_START}À vérifier — Douteux.\n\n{FEEDBACK_END}"
    )
