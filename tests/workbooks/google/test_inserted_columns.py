"""A column that somebody inserts between our look and our write: what we write goes by headers."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.desks import emulated
from tests.outside.test_submissions import NEW, export
from tests.workbooks.google.movements import hidden_tabs
from tests.workbooks.google.rehearsal import ADDED, CHANGE, TAB, Rehearsal

SPARSE = "SEUL"
"""Somebody of whom only the name is filled in: an inserted column leaves their row as it was."""
FIRST_WRITE = 3
"""Of the calls of a run: nothing is looked at between it and the call before."""


def cases() -> Iterator[object]:
    """Calls and columns: a few in every run, all in the long one."""
    every = [*itertools.product(range(1, 8), (0, 4, 7))]
    few = [(FIRST_WRITE, 0), (FIRST_WRITE, 7), *random.Random(20).sample(every, 2)]
    yield pytest.param(few, id="a few")
    yield pytest.param(every, id="every", marks=pytest.mark.long)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("columns")
    with emulated(folder) as google:
        rehearsal = Rehearsal(google, folder)
        rehearsal.desk.type(TAB, "A6", SPARSE)
        rehearsal.desk.type(TAB, "B6", "Mo")
        rehearsal.before = rehearsal.entries()
        rehearsal.start = rehearsal.book.copy()
        yield rehearsal


@pytest.fixture
def rehearsal(begun: Rehearsal) -> Rehearsal:
    begun.reset()
    return begun


def _changes_column(rehearsal: Rehearsal, kind: str, column: int) -> None:
    tab = next(tab for tab in rehearsal.book.tabs if tab.title == TAB)
    columns = {"sheetId": tab.id, "dimension": "COLUMNS"}
    area = {**columns, "startIndex": column, "endIndex": column + 1}
    rehearsal.desk.does({kind: {"range": area}})


def _insertion(rehearsal: Rehearsal, column: int) -> Callable[[], None]:
    return lambda: _changes_column(rehearsal, "insertDimension", column)


def _take_out(rehearsal: Rehearsal, column: int) -> None:
    """Take the inserted column out again, in which nobody and nothing has written."""
    rows = rehearsal.desk.open().read(TAB).rows
    assert not any(row[column] for row in rows if column < len(row)), column
    _changes_column(rehearsal, "deleteDimension", column)


@pytest.mark.parametrize("every", [*cases()])
def test_cards_are_taken_in_by_the_headers(
    rehearsal: Rehearsal, every: Sequence[tuple[int, int]]
) -> None:
    for call, column in every:
        rehearsal.reset()
        check_cards(rehearsal, call, column)


def check_cards(rehearsal: Rehearsal, call: int, column: int) -> None:
    rehearsal.check_message(rehearsal.run((call, _insertion(rehearsal, column))))
    result = rehearsal.run()
    assert result.exit_code == 0, result.output
    _take_out(rehearsal, column)
    after = rehearsal.entries()
    rehearsal.check_nobody_is_harmed(after)
    assert rehearsal.has_exit(after)
    assert ADDED in after
    assert rehearsal.card_is_empty(1)
    assert rehearsal.card_is_empty(2)
    assert not hidden_tabs(rehearsal.desk)


@pytest.mark.parametrize("card", ["Ajouter", "Modifier"])
def test_one_card_alone_goes_by_the_headers_too(rehearsal: Rehearsal, card: str) -> None:
    rehearsal.office.fill(dict.fromkeys(CHANGE, ""))
    if card == "Modifier":
        rehearsal.office.fill(CHANGE | {"Nom": SPARSE, "Prénom": "Mo"})
        rehearsal.office.fill({"SIAE": "", "Nom": "", "Prénom": ""}, 2)
    result = rehearsal.run((FIRST_WRITE, _insertion(rehearsal, 4)))
    assert result.exit_code == 2
    rows = rehearsal.desk.open().read(TAB).rows
    assert [row[0] for row in rows[1:] if row[0]] == [*rehearsal.before][1:]
    assert not any(rows[5][2:]), "nothing went into the row of which little is filled in"
    assert rehearsal.run().exit_code == 0
    _take_out(rehearsal, 4)
    row = rehearsal.desk.open().read(TAB).rows[6 if card == "Ajouter" else 5]
    assert row[0] == (ADDED if card == "Ajouter" else SPARSE)
    assert any(row[4:])


def test_collected_answers_go_by_the_headers(rehearsal: Rehearsal, tmp_path: Path) -> None:
    file = tmp_path / "kobo.csv"
    export(file, NEW | {"siae": "Un"})
    words = ["forms", "import", str(file)]
    rehearsal.check_message(rehearsal.run((FIRST_WRITE, _insertion(rehearsal, 4)), words=words))
    assert rehearsal.run(words=words).exit_code == 0
    _take_out(rehearsal, 4)
    after = rehearsal.entries()
    rehearsal.check_nobody_is_harmed(after)
    assert ADDED in after
