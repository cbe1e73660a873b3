"""Rows that move between our last look and our write: nobody's entry ends with somebody else."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests.desks import emulated
from tests.sheets_emulator.server import Fault
from tests.workbooks.google.movements import MOVEMENTS, Movement, hidden_tabs, movement
from tests.workbooks.google.rehearsal import ADDED, CARDS, CHANGED, TAB, Entries, Rehearsal

MOST_CALLS = 14
"""More than a disturbed run on cards makes."""


class Disturbance(NamedTuple):
    """What somebody does before the n-th call: to a tab, its row (from 0), or both."""

    kind: Movement
    call: int
    tab: str
    row: int


def disturbances(kind: Movement) -> list[Disturbance]:
    """Each movement at each call: above the person that is changed, of them, and on the cards."""
    places: dict[str, tuple[int, ...]] = {TAB: (1, 2), CARDS: (5, 8)}
    if kind in ("sort", "rename", "remove"):
        places = {TAB: (1,), CARDS: (5,)}
    return [
        Disturbance(kind, call, tab, row)
        for call in range(1, MOST_CALLS + 1)
        for tab, rows in places.items()
        for row in rows
    ]


def sampled(kind: Movement) -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = disturbances(kind)
    few = random.Random(kind).sample([each for each in every if each.call <= 8], 3)
    yield pytest.param(few, id=f"{kind} a few")
    yield pytest.param(every, id=f"{kind} every", marks=pytest.mark.long)


@pytest.fixture(scope="module", params=["range", "table"])
def begun(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Rehearsal]:
    """The same, whether staff left the rows as they are or made a table of them."""
    folder = tmp_path_factory.mktemp("rehearsal")
    with emulated(folder) as google:
        yield Rehearsal(google, folder, in_table=request.param == "table")


@pytest.fixture
def rehearsal(begun: Rehearsal) -> Rehearsal:
    """The spreadsheet with its cards filled in, as it was before anything moved."""
    begun.reset()
    return begun


CASES = [case for kind in MOVEMENTS for case in sampled(kind)]


@pytest.mark.parametrize("cases", CASES)
def test_whatever_moves_at_whatever_moment_cards_harm_nobody(
    rehearsal: Rehearsal, cases: list[Disturbance]
) -> None:
    for case in cases:
        rehearsal.reset()
        with named(case):
            check_disturbed(rehearsal, case)


@contextmanager
def named(case: object) -> Iterator[None]:
    """Say which of many cases it was that failed."""
    try:
        yield
    except AssertionError as error:
        error.add_note(f"in the case {case}")
        raise


def check_disturbed(rehearsal: Rehearsal, case: Disturbance) -> None:
    seen: list[Entries] = []
    moves = movement(rehearsal.desk, case.tab, case.kind, case.row)

    def happens() -> None:
        seen.append(rehearsal.entries())
        moves()

    result = rehearsal.run((case.call, happens))
    check_outcome(rehearsal, case, seen)
    rehearsal.check_message(result)
    # And once more, undisturbed: whatever was not done is done now, or told.
    rehearsal.check_message(rehearsal.run())
    check_outcome(rehearsal, case, seen)


def check_outcome(rehearsal: Rehearsal, case: Disturbance, seen: list[Entries]) -> None:
    after = rehearsal.entries()
    removed = case.kind == "remove" and bool(seen)
    if removed and case.tab == TAB:
        # What stood in it when it was deleted is all there was to be done.
        after = seen[0]
    gone = None
    if case.kind == "delete" and case.tab == TAB:
        gone = {1: "ZOUBIR", 2: CHANGED}[case.row]
    rehearsal.check_nobody_is_harmed(after, gone)
    assert not hidden_tabs(rehearsal.desk)
    if case.tab == CARDS:
        return
    stood = [after, *seen]
    if not rehearsal.card_is_full(1):
        assert rehearsal.card_is_empty(1)
        assert any(map(rehearsal.has_exit, stood)), "the exit is nowhere"
    if not rehearsal.card_is_full(2):
        assert rehearsal.card_is_empty(2)
        assert any(ADDED in entries for entries in stood), "the entry is nowhere"


def test_an_exit_never_ends_in_the_row_that_was_inserted_there(
    rehearsal: Rehearsal,
) -> None:
    # The third call is the first write: nothing is looked at between.
    result = rehearsal.run((3, movement(rehearsal.desk, TAB, "insert", 2)))
    assert result.exit_code == 0, result.output
    after = rehearsal.entries()
    rehearsal.check_nobody_is_harmed(after)
    assert rehearsal.has_exit(after)
    assert ADDED in after
    assert rehearsal.card_is_empty(1)
    assert rehearsal.card_is_empty(2)


FAULTS: list[dict[str, bool | int]] = [
    {"drop": True},
    {"drop": True, "applied": True},
    {"status": 503, "applied": True},
]
MOVES: tuple[Movement, ...] = ("insert", "sort", "delete")


class CutOff(NamedTuple):
    """A movement just before the first write, and a fault from a later call on.

    `length` calls are not answered; 99: none any more, as if the process had ended.
    """

    kind: Movement
    fault: dict[str, bool | int]
    first: int
    length: int


def cut_offs() -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = list(map(CutOff._make, itertools.product(MOVES, FAULTS, range(3, 9), (1, 99))))
    yield pytest.param(random.Random(20).sample(every, 4), id="a few")
    yield pytest.param(every, id="every", marks=pytest.mark.long)


@pytest.mark.parametrize("cases", [*cut_offs()])
def test_a_repair_that_is_cut_off_is_finished_exactly_once(
    rehearsal: Rehearsal, cases: list[CutOff]
) -> None:
    for case in cases:
        rehearsal.reset()
        with named(case):
            check_cut_off(rehearsal, case)


def check_cut_off(rehearsal: Rehearsal, case: CutOff) -> None:
    rehearsal.google.faults = [
        Fault(number, **case.fault)  # type: ignore[arg-type]
        for number in range(case.first, case.first + case.length)
    ]
    rehearsal.run((3, movement(rehearsal.desk, TAB, case.kind, 1)))
    rehearsal.google.faults = []
    result = rehearsal.run()
    assert result.exit_code == 0, result.output
    after = rehearsal.entries()
    rehearsal.check_nobody_is_harmed(after, "ZOUBIR" if case.kind == "delete" else None)
    assert rehearsal.has_exit(after)
    assert ADDED in after
    assert rehearsal.card_is_empty(1)
    assert rehearsal.card_is_empty(2)
    assert not hidden_tabs(rehearsal.desk)
