"""What a run changes in an open workbook, and what it leaves as the person had it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, digest
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD
from tests.entry.card_office import AWA, Office
from tests.typing_commands import typed
from tests.workbooks.excel.opened import opened


@pytest.mark.office
def test_a_run_leaves_people_where_they_were_and_the_file_unsaved(case: Case, calc: Calc) -> None:
    desk = opened(case, calc, BAD, OMAR)
    before = digest(desk.file)
    desk.ask("select", "Essai", [3, 2, 3, 4])
    calc.app.calculation = "manual"
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    assert desk.tabs() == ["Essai", "Pilotage", "Anomalies", "Consortium"]
    assert desk.note("Essai", "D2").startswith("⚠ À corriger — Date de naissance")
    assert (desk.ask("active"), desk.ask("selection")) == ("Essai", [3, 2, 3, 4])
    assert (calc.app.calculation, calc.app.screen_updating, calc.app.display_alerts) == (
        "manual",
        True,
        True,
    )
    assert digest(desk.file) == before
    # Nobody has a column for how people leave: what is not collected has no chart.
    assert desk.ask("charts", "Pilotage") == 3
    assert case.run("consolidate", "--json").stdout.count('"unchanged"') == 1
    assert case.run("consolidate", "--save").exit_code == 0
    assert digest(desk.file) != before


@pytest.mark.office
def test_what_staff_computes_with_our_sheets_goes_on_computing(
    desk: ExcelDesk, copies: Copies
) -> None:
    desk.open().publish(WorkbookUpdate(sheets_for("Essai")), DAY, copies)
    desk.type("Notes", "B2", "=Pilotage!B6*2")
    desk.ask("refer", "effectif", "=Pilotage!$B$6")
    was = desk.value("Notes", "B2")
    desk.open().publish(WorkbookUpdate(sheets_for("Autre")), DAY, copies)
    assert desk.value("Anomalies", "B2") == "Autre ! A1"
    assert desk.ask("formulas", "Notes", [2, 2, 2, 2]) == [["=Pilotage!B6*2"]]
    assert (desk.value("Notes", "B2"), desk.value("Notes", "B1")) == (was, 4)
    assert desk.ask("names")["effectif"] == "=Pilotage!$B$6"


@pytest.mark.office
def test_a_protected_tab_is_reported_and_passed_over(case: Case, calc: Calc) -> None:
    desk = opened(case, calc, BAD)
    desk.ask("protect", "Essai")
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (
        "1 onglet est protégé dans Excel (Essai) : les remarques n'y sont pas posées."
        in result.stdout.replace("\u00a0", " ")
    )
    assert (desk.note("Essai", "D2"), "Pilotage" in desk.tabs()) == ("", True)


@pytest.mark.office
def test_texts_stay_texts_whatever_they_look_like(desk: ExcelDesk, copies: Copies) -> None:
    row = NewRow(
        3,
        {0: "=1+1", 1: "03300", 2: "mars 2024", 3: DAY, 4: 12.5, 5: "+33 6"},
        2,
        frozenset({3, 4}),
    )
    desk.open().publish(WorkbookUpdate(added={"Essai": Additions(rows=[row])}), DAY, copies)
    assert [desk.value("Essai", f"{column}4") for column in "ABCF"] == [
        "=1+1",
        "03300",
        "mars 2024",
        "+33 6",
    ]
    grid = desk.open().read("Essai")
    assert grid.rows[3][3:5] == [DAY, 12.5]


@pytest.mark.office
def test_what_is_typed_while_the_run_works_is_left_alone(desk: ExcelDesk, copies: Copies) -> None:
    book = desk.open()
    book.read("Essai")
    desk.type("Essai", "D2", "12/03/1995")
    book.publish(WorkbookUpdate(feedback={"Essai": {"D2": WRONG, "A3": WRONG}}), DAY, copies)
    assert (desk.note("Essai", "D2"), desk.note("Essai", "A3")) == ("", WRONG.text)
    with pytest.raises(Refusal, match="a été modifié pendant le travail"):
        book.publish(
            WorkbookUpdate(added={"Essai": Additions(edits=[Edit(1, 3, "31/02/1990", "x")])}),
            DAY,
            copies,
        )
    desk.type("Essai", "A4", "SOW")
    with pytest.raises(Refusal, match="a été modifié pendant le travail"):
        book.publish(
            WorkbookUpdate(added={"Essai": Additions(rows=[NewRow(3, {0: "KONÉ"})])}), DAY, copies
        )


@pytest.mark.office
def test_cards_are_taken_in_where_the_workbook_is_open(tmp_path: Path, calc: Calc) -> None:
    file = write_book(
        tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}
    )
    (tmp_path / "config.yaml").write_text(
        "programme: E\nworkbook: essai.xlsx\n"
        "siae: [{tab: Un, name: Un, kind: ACI}, {tab: Deux, name: Deux, kind: EI}]\n",
        encoding="utf-8",
    )
    assert typed(["setup", "--config", str(tmp_path / "config.yaml")]).exit_code == 0
    office = Office.__new__(Office)
    office.folder, office.desk = tmp_path, ExcelDesk(calc, file)
    office.know_rows("excel:essai.xlsx")
    office.fill({"SIAE": "Un", **AWA})
    office.fill({"SIAE": "Un", "Nom": "SOW", "Contrat": "CDDX"}, 2)
    assert "Fiche 1 : rangée (ligne 4 de Un)" in office.prepare()
    assert (office.people(), office.typed("Nom")) == (["DIALLO", "AHMADI", "KONÉ"], "")
    assert office.desk.open().read("Un").rows[3][3] == date(1999, 7, 4)
    assert office.answer("Contrat", 2).startswith("Contrat : « CDDX » n'est pas dans la liste")
    assert "Fiche 1" not in office.prepare()
