"""The workbook read where it is open."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import AS_OF
from tests.typing_commands import typed


@pytest.mark.office
def test_the_sample_says_the_same_in_the_program_as_in_the_file(
    demo: Path, tmp_path: Path, calc: Calc
) -> None:
    folder = tmp_path / "programme"
    shutil.copytree(demo, folder)
    words = ["check", "--json", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]
    in_file = json.loads(typed(words).stdout)
    ExcelDesk(calc, folder / "impulser.xlsx")
    config = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(
        config.replace("workbook: impulser", "workbook: excel:impulser"), encoding="utf-8"
    )
    calc.asked.clear()
    assert json.loads(typed(words).stdout) == in_file
    assert calc.asked.count("values") <= len(
        calc.ask("sheets", str(folder / "impulser.xlsx"))
    )  # one call a tab
