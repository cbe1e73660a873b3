"""Rows that move while an edited answer is put into the row it was brought into."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.desks import Programme, emulated
from tests.outside.test_reconcile import HEADERS as PEOPLE
from tests.outside.test_reconcile import HERE, OTHER, there, written
from tests.outside.test_submissions import NEW, export
from tests.sheets_emulator.server import Emulator
from tests.workbooks.google.movements import MOVEMENTS, NEWCOMER, Movement, hidden_tabs, movement
from tests.workbooks.google.rehearsal import ADDED, CHANGED, TAB, Rehearsal

EDITED = {"groupe_1_identite/date_naissance": "1998-07-04", "_uuid": "b2"}
BIRTH = 3
MOST_CALLS = 10
Case = tuple[Movement, int, int]
"""What somebody does to the tab, or a row of it (from 0), before the n-th call."""


def cases() -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = [
        (kind, call, row)
        for kind in MOVEMENTS
        for call in range(1, MOST_CALLS + 1)
        for row in ((2, 5) if kind in ("insert", "delete") else (2,))
    ]
    yield pytest.param(random.Random(20).sample(every, 6), id="a few")
    yield pytest.param(every, id="every", marks=pytest.mark.long)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A spreadsheet into which an answer was brought, in row 6."""
    folder = tmp_path_factory.mktemp("rehearsal")
    with emulated(folder) as google:
        rehearsal = Rehearsal(google, folder)
        rehearsal.empty_cards()
        brought = export(folder / "kobo.csv", NEW | {"siae": TAB})
        result = rehearsal.run(words=["forms", "import", str(brought)])
        assert result.exit_code == 0, result.output
        rehearsal.start, rehearsal.before = rehearsal.book.copy(), rehearsal.entries()
        shutil.rmtree(rehearsal.kept)
        shutil.copytree(rehearsal.folder, rehearsal.kept)
        yield rehearsal


@pytest.mark.parametrize("every", [*cases()])
def test_whatever_moves_an_edited_answer_changes_nobody_else(
    begun: Rehearsal, tmp_path: Path, every: Sequence[Case]
) -> None:
    edited = export(tmp_path / "k.csv", NEW | {"siae": TAB} | EDITED)
    words = ["forms", "import", str(edited), "--update"]
    moved = 0
    for kind, call, row in every:
        begun.reset()
        before = begun.entries()
        result = begun.run((call, movement(begun.desk, TAB, kind, row)), words=words)
        begun.check_message(result)
        has_moved = begun.google.counts["request"] >= call
        moved += has_moved
        if kind == "remove" and has_moved:
            continue
        gone = {2: CHANGED, 5: ADDED}[row] if kind == "delete" and has_moved else ""
        after = begun.entries()
        for name, cells in before.items():
            if name == gone:
                assert name not in after, (kind, call, row)
                continue
            assert {**after[name], BIRTH: {}} == {**cells, BIRTH: {}}, (kind, call, row, name)
            if name != ADDED:
                assert after[name].get(BIRTH) == cells.get(BIRTH), (kind, call, row, name)
        begun.check_message(begun.run(words=words))
        if kind not in ("rename", "remove") and gone != ADDED:
            assert begun.entries()[ADDED][BIRTH] != before[ADDED][BIRTH], (kind, call, row)
        assert not hidden_tabs(begun.desk)
    assert moved


def reconciled() -> Iterator[Case]:
    """Each movement, at two of the calls of `reconcile --apply`."""
    dice = random.Random(21)
    for kind in MOVEMENTS:
        yield from ((kind, call, 1) for call in dice.sample(range(1, 9), 2))


@pytest.mark.parametrize(("kind", "call", "row"), [*reconciled()])
def test_whatever_moves_a_file_that_is_applied_changes_nobody_else(
    google: Emulator, tmp_path: Path, kind: Movement, call: int, row: int
) -> None:
    tabs = {"Essai": (PEOPLE, HERE, OTHER), "Deux": (PEOPLE,)}
    programme = Programme(google, tmp_path / "p", tabs)
    file = written(tmp_path, there(fin=date(2027, 6, 30)))
    rows = {row[0]: row for row in programme.desk.open().read("Essai").rows}
    google.meanwhile = {call: movement(programme.desk, "Essai", kind, row)}
    google.counts.clear()
    result = programme.run("reconcile", str(file), "--apply", "--yes", "contrat_fin")
    assert google.meanwhile == {}, "there are so many calls"
    assert result.exit_code in (0, 2), result.output
    left = [tab for tab in programme.desk.tabs() if tab.startswith("Essai")]
    for tab in left:
        for after in programme.desk.open().read(tab).rows[1:]:
            if after[0] == NEWCOMER:
                assert not any(after[1:])
            elif after[0] != HERE[0]:
                assert after == rows[after[0]]
    assert len(left) == (kind != "remove")
