"""Excel refuses: a sentence, and all is as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.excel import native
from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import Case
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD
from tests.workbooks.excel.opened import EDITING, opened


def all_of(desk: ExcelDesk) -> dict[str, Any]:
    """Everything in it that a change could have touched."""
    found: dict[str, Any] = {"names": desk.ask("names")}
    for tab in desk.tabs():
        area = [1, 1, *desk.ask("used", tab)]
        colours = [
            desk.ask("colour", tab, [r, c, r, c])
            for r in range(1, min(area[2], 8) + 1)
            for c in range(1, min(area[3], 10) + 1)
        ]
        found[tab] = (
            desk.ask("values", tab, area),
            desk.ask("formulas", tab, area),
            sorted(desk.ask("notes", tab)),
            colours,
            desk.ask("charts", tab),
        )
    return found


def refused_at(step: int, run: Callable[[], str], desk: ExcelDesk) -> str:
    """The code of a run's refusal when that call is refused; "" where it makes fewer calls."""
    desk.calc.changing, desk.calc.fails = 0, {step: EDITING}
    try:
        run()
    except Refusal as refusal:
        return refusal.code
    finally:
        desk.calc.fails = {}
    return ""


@pytest.mark.office
def test_a_refusal_at_any_step_leaves_all_as_it_was(desk: ExcelDesk, copies: Copies) -> None:
    desk.open().publish(WorkbookUpdate(sheets_for("Essai"), {"Essai": {"A2": WRONG}}), DAY, copies)
    desk.type("Notes", "B2", "=Pilotage!B6*2")
    desk.type("Pilotage", "B6", 9999)  # two sheets are to be put anew
    before = all_of(desk)
    added = {
        "Essai": Additions(
            rows=[NewRow(3, {0: "KONÉ", 3: DAY}, 2)], edits=[Edit(1, 1, "Awa", "Fanta")]
        )
    }

    def run() -> str:
        return desk.open().publish(
            WorkbookUpdate(sheets_for("Autre"), {"Essai": {"B2": WRONG}}, added), DAY, copies
        )

    steps = 0
    while refused := refused_at(steps := steps + 1, run, desk):
        assert refused == "excel.busy"
        assert all_of(desk) == before, steps
    assert steps > 12
    assert any(tab.endswith("(ancien)") for tab in desk.tabs())  # Excel did not let an old one go …
    assert (
        desk.open().publish(
            WorkbookUpdate(sheets_for("Autre"), {"Essai": {"B2": WRONG}}), DAY, copies
        )
        == "changed"
    )
    assert desk.tabs() == [
        "Essai",
        "Notes",
        "Pilotage",
        "Anomalies",
        "Consortium",
    ]  # … and the next run does
    assert desk.ask("formulas", "Notes", [2, 2, 2, 2]) == [["=Pilotage!B6*2"]]
    assert (
        desk.value("Essai", "A4"),
        desk.value("Essai", "B2"),
        desk.value("Anomalies", "B2"),
    ) == (
        "KONÉ",
        "Fanta",
        "Autre ! A1",
    )


@pytest.mark.office
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (EDITING, "excel.busy"),
        (-2147418111, "excel.busy"),
        (-2147023174, "excel.gone"),
        (-2147024882, "excel.failed"),
    ],
)
def test_what_excel_refuses_is_one_sentence(case: Case, calc: Calc, number: int, code: str) -> None:
    desk = opened(case, calc, BAD)
    calc.fails = {1: number}
    result = case.run("consolidate")
    calc.fails = {}
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert desk.tabs() == ["Essai"]
    assert {
        "excel.busy": "Excel est occupé",
        "excel.gone": "Excel s'est fermé",
        "excel.failed": f"(erreur {number})",
    }[code] in result.stderr


def test_an_error_inside_an_exception_of_excels_is_the_one_that_is_told() -> None:
    for inside, code in ((EDITING, "excel.busy"), (-2146827284, "excel.failed")):
        with pytest.raises(Refusal) as refusal, native.refusing_busy("essai.xlsx"):
            raise ExcelError(
                -2147352567, "Exception", (0, "Microsoft Excel", "refus", None, 0, inside), None
            )
        assert refusal.value.code == code


class ExcelError(Exception):
    """As pywin32 gives an exception of Excel's own: the number stands inside."""

    hresult = -2147352567
