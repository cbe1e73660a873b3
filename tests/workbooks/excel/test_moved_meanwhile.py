"""Rows that move in an open workbook between our look and our write."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from tests.calc.desk import ExcelDesk
from tests.conftest import HEADERS, OMAR
from tests.corpus import DAY, WRONG

DURATION = len(HEADERS) - 1
NEW = "KONÉ"
KINDS = ("insert", "delete", "swap", "rename", "remove")


class Moved(NamedTuple):
    """What a person does just before the n-th call."""

    kind: str
    call: int


def cases() -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = [Moved(kind, call) for kind in KINDS for call in range(1, 60)]
    yield pytest.param(random.Random(7).sample(every, 10), id="a few")
    around = [Moved("insert", call) for call in range(17, 22)]
    yield pytest.param(around, id="while the new row is looked at")
    yield pytest.param(every, id="every", marks=pytest.mark.long)


def movement(desk: ExcelDesk, kind: str) -> Callable[[], None]:
    """What a person does: what we hold of Excel goes along, but with sorting."""
    doing: dict[str, tuple[Any, ...]] = {
        "insert": ("insert_row", "Essai", 2),
        "delete": ("delete_row", "Essai", 2),
        "swap": ("swap_rows", "Essai", 2, 3, len(HEADERS)),
        "rename": ("rename", "Essai", "Essai (ancien)"),
        "remove": ("delete", "Essai"),
    }

    def happens() -> None:
        desk.ask(*doing[kind])
        for cells in [*desk.calc.ranges]:
            if kind == "rename":
                cells.sheet.known_as("Essai (ancien)")
            if kind in ("insert", "delete"):
                cells.go_along(2 if kind == "insert" else 3, 1 if kind == "insert" else -1)

    return happens


def people(desk: ExcelDesk) -> dict[str, list[Any]]:
    """Name → the cells of the row, of all rows that hold something."""
    tab = next((tab for tab in desk.tabs() if tab.startswith("Essai")), None)
    if tab is None:
        return {}
    rows = desk.ask("values", tab, [2, 1, 9, len(HEADERS)])
    # Rows that change places leave their formats behind: a day is then shown as its number.
    plain = [[cell["day"] if isinstance(cell, dict) else cell for cell in row] for row in rows]
    return {str(row[0]): row for row in plain if any(row)}


@pytest.mark.office
@pytest.mark.parametrize("every", [*cases()])
def test_whatever_moves_in_an_open_workbook_nobody_is_harmed(
    desk: ExcelDesk, copies: Copies, every: Sequence[Moved]
) -> None:
    original = desk.file.read_bytes()
    for case in every:
        with contextlib.suppress(RuntimeError):
            desk.ask("close")
        desk.file.write_bytes(original)
        desk.calc.app.books.open(str(desk.file))
        try:
            check(desk, copies, case)
        except AssertionError as error:
            error.add_note(f"in the case {case}")
            raise


def check(desk: ExcelDesk, copies: Copies, case: Moved) -> None:
    before = people(desk)
    book = desk.open()
    book.read("Essai")
    additions = Additions(
        rows=[NewRow(3, {0: NEW, 1: "Issa"}, 2)],
        edits=[Edit(1, DURATION, "", 12.0), Edit(1, 7, "", "CDI")],
    )
    desk.calc.meanwhile = {case.call: movement(desk, case.kind)}
    refusal = ""
    try:
        book.publish(
            WorkbookUpdate(feedback={"Essai": {"D2": WRONG}}, added={"Essai": additions}),
            DAY,
            copies,
        )
    except Refusal as error:
        refusal = error.code
    desk.calc.meanwhile = {}
    after = people(desk)
    if not after:
        return
    changed = {name for name in before if name in after and after[name] != before[name]}
    assert changed <= {"DIALLO"}
    if "DIALLO" in changed:
        assert after["DIALLO"] == [*before["DIALLO"][:7], "CDI", 12.0]
        assert NEW in after
    assert {*after} <= {*before, NEW}
    assert (str(OMAR[0]) in after) or case.kind == "delete"
    assert refusal in ("", "workbook.changed", "workbook.tab_gone", "excel.failed", "excel.gone")
