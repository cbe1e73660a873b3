"""Rows that move while feedback, columns or collected answers are written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import HEADERS
from tests.desks import emulated
from tests.outside.test_submissions import NEW, export
from tests.workbooks.google.movements import MOVEMENTS, NEWCOMER, Movement, hidden_tabs, movement
from tests.workbooks.google.rehearsal import ADDED, CARDS, TAB, Entries, Rehearsal

MOST_CALLS = 12
"""More than a disturbed run makes."""
FEEDBACK, COLUMNS, ANSWERS = "consolidate", "setup --columns", "forms import kobo.csv"


class Case(NamedTuple):
    """What somebody does to the tab, or a row of it, before the n-th call of a command."""

    kind: Movement
    call: int
    row: int


def cases(command: str) -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = [
        Case(kind, call, row)
        for kind in MOVEMENTS
        for call in range(1, MOST_CALLS + 1)
        for row in ((0, 1, 2) if kind in ("insert", "delete") else (1,))
    ]
    # The header row is nobody's to delete while the run goes on: then the tab cannot be read.
    every = [case for case in every if (case.kind, case.row) != ("delete", 0)]
    few = random.Random(command).sample([case for case in every if case.call <= 7], 4)
    yield pytest.param(command, few, id=f"{command}, a few")
    yield pytest.param(command, every, id=f"{command}, every", marks=pytest.mark.long)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A spreadsheet whose cards are empty, and something to be said that was not said before."""
    folder = tmp_path_factory.mktemp("rehearsal")
    with emulated(folder) as google:
        rehearsal = Rehearsal(google, folder)
        rehearsal.empty_cards()
        rehearsal.desk.type(TAB, "D2", "31/02/1990")
        rehearsal.start = rehearsal.book.copy()
        rehearsal.before = rehearsal.entries()
        yield rehearsal


@pytest.fixture
def rehearsal(begun: Rehearsal) -> Rehearsal:
    begun.reset()
    return begun


PARAMETERS = [case for command in (FEEDBACK, COLUMNS, ANSWERS) for case in cases(command)]


@pytest.mark.parametrize(("command", "every"), PARAMETERS)
def test_whatever_moves_no_write_harms_anybody(
    rehearsal: Rehearsal, tmp_path: Path, command: str, every: Sequence[Case]
) -> None:
    export(tmp_path / "kobo.csv", NEW | {"siae": "Un"})
    words = [word.replace("kobo", str(tmp_path / "kobo")) for word in command.split()]
    rehearsal.run()
    expected = rehearsal.our_notes()
    for case in every:
        rehearsal.reset()
        try:
            check(rehearsal, words, case, expected)
        except AssertionError as error:
            error.add_note(f"in the case {case}")
            raise


def without_new_columns(entries: Entries) -> Entries:
    return {
        name: {column: cell for column, cell in cells.items() if column < len(HEADERS)}
        for name, cells in entries.items()
    }


def check(
    rehearsal: Rehearsal, words: Sequence[str], case: Case, expected: set[tuple[str, int, str]]
) -> None:
    seen: list[bool] = []
    moves = movement(rehearsal.desk, TAB, case.kind, case.row)

    def happens() -> None:
        seen.append(True)
        moves()

    rehearsal.check_message(rehearsal.run((case.call, happens), words=words))
    gone = None
    if case.kind == "delete":
        gone = {1: "ZOUBIR", 2: "DIALLO"}[case.row]
    for _ in range(2):
        if case.kind == "remove" and seen:
            return
        after = without_new_columns(rehearsal.entries())
        header = after.get("Nom", {})
        without_header = {name: cells for name, cells in after.items() if name != "Nom"}
        rehearsal.check_nobody_is_harmed({**without_header, "Nom": rehearsal.before["Nom"]}, gone)
        assert rehearsal.before["Nom"].items() <= header.items()
        assert not hidden_tabs(rehearsal.desk)
        of_others = {note for note in rehearsal.our_notes() if note[0] not in (NEWCOMER, ADDED)}
        assert {note[:2] for note in of_others} <= {note[:2] for note in expected}
        rehearsal.check_message(rehearsal.run(words=words))
    if "import" in words and case.kind not in ("rename", "remove"):
        assert ADDED in rehearsal.entries()
    if "setup" in words and case.kind not in ("rename", "remove"):
        found = next(tab for tab in rehearsal.book.tabs if tab.title == TAB)
        titles = [str(value) for row in rehearsal.desk.open().read(TAB).rows for value in row]
        assert titles.count("Poste") == 1, found.title


def test_columns_land_in_the_header_row_wherever_it_is_by_then(
    rehearsal: Rehearsal,
) -> None:
    result = rehearsal.run(
        (3, movement(rehearsal.desk, TAB, "insert", 0)), words=["setup", "--columns"]
    )
    assert result.exit_code == 0, result.output
    rows = rehearsal.desk.open().read(TAB).rows
    assert [row[0] for row in rows[:2]] == [NEWCOMER, "Nom"]
    assert not any(rows[0][1:])
    assert "Poste" in rows[1]
    assert CARDS in rehearsal.desk.tabs()
