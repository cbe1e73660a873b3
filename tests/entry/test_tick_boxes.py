"""A column of tick-boxes gets a tick, and no word « Oui » that no box can show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.desks import Programme
from tests.outside.test_submissions import NEW, export
from tests.sheets_emulator.server import Emulator

BOXES = (*HEADERS, "QPV", "CIR signé")
ROWS = (BOXES, (*ANNA, True, "Oui"), (*OMAR, False, "Non"))
ANSWER = {**NEW, "qpv": "oui", "cir": "oui"}


def test_in_a_file(case: Case) -> None:
    case.make({"Essai": ROWS})
    result = case.run("forms", "import", str(export(case.folder / "kobo.csv", ANSWER)))
    assert result.exit_code == 0, result.output
    sheet: Any = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]
    assert (sheet["J4"].value, sheet["K4"].value) == (True, "oui")


def test_in_google(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": ROWS})
    result = programme.run("forms", "import", str(export(tmp_path / "kobo.csv", ANSWER)))
    assert result.exit_code == 0, result.output
    row = programme.desk.open().read("Essai").rows[3]
    assert (row[9], row[10]) == (True, "oui")
