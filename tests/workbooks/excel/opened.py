"""A case whose workbook is open in the program."""

from __future__ import annotations

from typing import Any

from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import HEADERS, Case

EDITING = -2146777998
"""VBA_E_IGNORE: a cell is being edited."""


def opened(case: Case, calc: Calc, *rows: Any) -> ExcelDesk:
    """The case with its workbook open in the program, and config saying so."""
    case.make({"Essai": (HEADERS, *rows)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("workbook: essai", "workbook: excel:essai"),
        encoding="utf-8",
    )
    return ExcelDesk(calc, case.folder / "essai.xlsx")
