"""A tab is found by its name, in the shared workbook or in one of its own, and read whole."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book, write_config
from tests.reading.what_is_read import tab_of


def test_a_tab_is_found_whatever_its_case_and_spaces(case: Case, tmp_path: Path) -> None:

    write_book(tmp_path / "essai.xlsx", {"ESSAI ": (HEADERS, ANNA)})
    write_config(tmp_path, ["Essai"])
    assert tab_of(case)["rows_kept"] == 1


def test_each_siae_may_have_a_workbook_of_its_own(case: Case, tmp_path: Path) -> None:

    write_book(tmp_path / "un.xlsx", {"Participants": (HEADERS, ANNA)})
    write_book(tmp_path / "deux.xlsx", {"Participants": (HEADERS, OMAR, ANNA)})
    members = "".join(
        f"  - {{tab: Participants, name: {name}, kind: ACI, workbook: {name}.xlsx}}\n"
        for name in ("un", "deux")
    )
    (tmp_path / "config.yaml").write_text(
        f"programme: Essai\nworkbook: un.xlsx\nsiae:\n{members}", encoding="utf-8"
    )
    assert [(tab["siae"], tab["rows_kept"]) for tab in case.check()["tabs"]] == [
        ("un", 1),
        ("deux", 2),
    ]
    assert {a["rule"] for a in case.check()["anomalies"] if a["severity"] != "info"} == {
        "person.elsewhere"
    }
    assert case.run("consolidate").exit_code == 0


def test_error_cells_and_formulas_never_computed_are_told(case: Case, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Essai"
    for line in (HEADERS, ANNA, OMAR):
        sheet.append([None if cell == "" else cell for cell in line])
    sheet["C2"] = '=IF(1,"Femme","")'
    book.save(tmp_path / "essai.xlsx")

    write_config(tmp_path, ["Essai"])
    assert [
        (a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["rule"].startswith("value.")
    ] == [("C2", "value.not_computed")]
