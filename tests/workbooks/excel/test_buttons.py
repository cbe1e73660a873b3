"""The buttons in Excel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlwings

from sheets_sync.scheduling.excel_buttons import pressed
from tests.calc.engine import Calc
from tests.conftest import OMAR, Case
from tests.corpus import DAY
from tests.desks import BAD
from tests.typing_commands import plain
from tests.workbooks.excel.opened import opened


@pytest.mark.office
@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        ("Vérifier", "✗ D2       Date de naissance"),
        ("Préparer la réunion", "À relancer avant la réunion\xa0:"),
    ],
)
def test_a_button_in_excel_does_the_work_and_says_what_came_of_it(
    case: Case, calc: Calc, tab: str, expected: str
) -> None:
    desk = opened(case, calc, BAD, OMAR)
    assert case.run("setup", "--excel-buttons").exit_code == 0
    assert "pressed" in (case.folder / "boutons.py").read_text(encoding="utf-8")
    assert f'"PYTHONPATH","{case.folder}"' in (case.folder / "xlwings.conf").read_text(
        encoding="utf-8"
    )
    file = case.folder / "boutons.xlsm"
    with (
        zipfile.ZipFile(file) as made,
        zipfile.ZipFile(Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")) as shipped,
    ):
        assert made.read("xl/vbaProject.bin") == shipped.read("xl/vbaProject.bin")
        assert made.read("xl/drawings/vmlDrawing1.vml").decode().count("[0]!SampleCall") == 1
    buttons = xlwings.apps.active.books.open(str(file))  # type: ignore[union-attr]  # there is one
    buttons.sheets[tab].activate()
    calc.app.front = str(file)
    xlwings.Book.set_mock_caller(buttons)
    pressed(str(case.folder / "config.yaml"), DAY)
    shown = [row[0] for row in buttons.sheets[tab].range("A9:A60").options(ndim=2, empty="").value]
    assert any(expected in line for line in shown), shown
    assert ("Pilotage" in desk.tabs()) == (tab == "Préparer la réunion")
    pressed(str(case.folder / "absent.yaml"), DAY)
    assert "n'existe pas" in plain(buttons.sheets[tab].range("A9").value)
    assert buttons.sheets[tab].range("A10").value is None
