"""A run stopped dead at any turn to a file: the next one is equal to an undisturbed one."""

from __future__ import annotations

import functools
import random
import shutil
import signal
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.history.states.state import Changes
from sheets_sync.monthly import prepare_meeting
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.killed_runs import prepare_until, prepare_with_little_room, run, turns_of
from tests.history.memories import MEMORY, files_in, remembered

BEFORE, DAY = date(2026, 10, 30), date(2026, 11, 2)
NEVER = 10**9
_PARTS = 8
"""Of a run, in each of which it is killed once."""
CONFIG = "funders: {dreets: {name: DREETS}}\nmeetings: {}"
AWA = ("DIALO", "Awa", "Femme", date(1995, 3, 12), date(2025, 3, 3), "CDDI", "", "", "")
ALI: tuple[Any, ...] = (
    "KONÉ",
    "Ali",
    "Homme",
    date(1991, 2, 3),
    date(2026, 1, 5),
    "CDDI",
    "",
    "",
    "",
)


def answer_yes(workbook: Path) -> None:
    """Answer the question that « Anomalies » asks."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Anomalies"]
    headers = [cell.value for cell in sheet[4]]
    answer, code = headers.index("Même personne ?"), headers.index("Code")
    asked = [row for row in sheet.iter_rows(min_row=5) if " = " in str(row[code].value)]
    assert asked
    for row in asked:
        row[answer].value = "oui"
    book.save(workbook)


@pytest.fixture(scope="module")
def programmes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A programme in which much is to be done, and the same when that is done, undisturbed."""
    folder = tmp_path_factory.mktemp("killed") / "before"
    folder.mkdir()
    case = Case(folder).make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, AWA)}, CONFIG)
    prepare_meeting(open_workspace(folder / "config.yaml"), BEFORE)
    answer_yes(folder / "essai.xlsx")
    book = openpyxl.load_workbook(folder / "essai.xlsx")
    for column, value in enumerate(ALI, 1):
        book["Un"].cell(4, column).value = value or None
    book.save(folder / "essai.xlsx")
    after = folder.with_name("after")
    shutil.copytree(folder, after)
    assert run(prepare_until, after, DAY, NEVER) == 0
    assert len(remembered(Case(after))["answers"]) == 1
    assert case.folder == folder
    return folder, after


def outcome(folder: Path) -> Mapping[str, Any]:
    """All that a run leaves: workbook, documents, states, and what is remembered.

    A hidden draft that was not yet in its place is swept away by a run an hour later.
    """
    tables = remembered(Case(folder))
    tables["runs"] = [(number, mark) for number, mark, _ in tables["runs"]]
    tables["about"] = [row for row in tables["about"] if row[0] != "base"]
    left = {
        name: data
        for name, data in files_in(folder).items()
        if "copies" not in name and not name.endswith(MEMORY) and "/." not in f"/{name}"
    }
    return {"tables": {name: sorted(rows) for name, rows in tables.items()}, "files": left}


def turns(programmes: tuple[Path, Path]) -> int:
    return int(turns_of(programmes[1]).read_text())


@functools.cache
def changes_to_make(before: Path) -> Changes:
    """What the undisturbed run says that is new."""
    return prepare_meeting(open_workspace(before / "config.yaml"), DAY, dry_run=True).changes


def check_killed_at(programmes: tuple[Path, Path], tmp_path: Path, turn: int) -> None:
    before, after = programmes
    folder = tmp_path / str(turn)
    shutil.copytree(before, folder)
    assert run(prepare_until, folder, DAY, turn) == -signal.SIGKILL
    expected = changes_to_make(before)
    assert expected.since == BEFORE
    was_done = len(remembered(Case(folder))["runs"]) == 2
    done = prepare_meeting(open_workspace(folder / "config.yaml"), DAY)
    assert done.changes.nothing if was_done else done.changes == expected
    now, undisturbed = outcome(folder), outcome(after)
    assert now["tables"] == undisturbed["tables"], f"killed at turn {turn}"
    assert now["files"].keys() == undisturbed["files"].keys(), f"killed at turn {turn}"
    assert now == undisturbed, f"killed at turn {turn}"
    shutil.rmtree(folder)


@pytest.mark.parametrize("nth", range(_PARTS))
def test_killed_at_some_turns_the_next_run_makes_all_of_it(
    programmes: tuple[Path, Path], tmp_path: Path, nth: int
) -> None:
    last = turns(programmes)
    turn = random.Random(nth).randrange(nth * last // _PARTS, (nth + 1) * last // _PARTS)
    check_killed_at(programmes, tmp_path, turn)


@pytest.mark.long
def test_killed_at_any_turn_the_next_run_makes_all_of_it(
    programmes: tuple[Path, Path], tmp_path: Path
) -> None:
    last = turns(programmes)
    for turn in random.Random(20).choices(range(last), k=300):
        check_killed_at(programmes, tmp_path, turn)


def test_a_memory_that_finds_no_room_stops_the_run_before_anything_is_published(
    programmes: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "full"
    shutil.copytree(programmes[0], folder)
    before = files_in(folder)
    size = len(before[f"historique/{MEMORY}"])
    assert len(before["essai.xlsx"]) < size - 4096
    assert run(prepare_with_little_room, folder, DAY, size - 4096) == 0
    said = turns_of(folder).read_text(encoding="utf-8")
    assert said.startswith("output.full: ")
    assert files_in(folder) == before
    prepare_meeting(open_workspace(folder / "config.yaml"), DAY)
    assert outcome(folder) == outcome(programmes[1])
