"""What the tests of Excel share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import HEADERS, OMAR, write_book
from tests.desks import BAD


@pytest.fixture
def desk(calc: Calc, tmp_path: Path) -> ExcelDesk:
    return ExcelDesk(
        calc,
        write_book(
            tmp_path / "essai.xlsx",
            {"Essai": (HEADERS, BAD, OMAR), "Notes": (("Le total", "=2+2"),)},
        ),
    )
