"""What putting a copy back would undo: rows and values of each tab that is typed into."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.history.memory.carrying_over import unknown_runs
from sheets_sync.history.memory.database import DAMAGED, NewerVersion, contents, opened
from sheets_sync.history.restoring.restore import KeptCopy
from sheets_sync.history.running.runs import PastRun
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.difference import TabDifference, tab_difference
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

Rows: TypeAlias = Sequence[Sequence[Cell]]
_ACCEPTED = "acceptances"
_TOLD = ("answers", "persons", _ACCEPTED, "list_values", "links", "imported")
"""The tables of the memory whose rows somebody decided, handed out or sent."""


def compare_with_now(
    copy: KeptCopy,
    folder: Path,
    credentials: str | None,
    made_anew: Collection[str],
    typed_rows: Mapping[str, Callable[[Rows], Rows]],
) -> list[TabDifference] | None:
    """Every tab beside what it was in a copy; None where one of the two cannot be read.

    Args:
        folder, credentials: as `open_workbook` takes them.
        made_anew: the tabs that a run makes anew, which are left out.
        typed_rows: a tab of ours that people type in as well → what takes its rows and leaves
            in each what they typed.
    """
    try:
        then = open_workbook(copy.place, folder, credentials)
        now = open_workbook(copy.copy_of, folder, credentials)
        tabs = list(then.tabs)
        # In Google, tabs that were made since stay.
        if not is_address(copy.copy_of):
            tabs += [tab for tab in now.tabs if tab not in tabs]
        read = functools.partial(_typed_grid, typed_rows=typed_rows)
        return [
            tab_difference(read(now, tab), read(then, tab)) for tab in tabs if tab not in made_anew
        ]
    except Refusal:
        # A workbook that is damaged or gone is what copies are kept for.
        return None


class ForgottenByMemory(NamedTuple):
    """What a copy of the memory knows nothing of.

    Attributes:
        counts: table → how many of its rows the copy does not have, where there are any.
        accepted_again: how many points were accepted in it, and lapsed or were taken back since.
    """

    runs: Sequence[PastRun]
    counts: Mapping[str, int]
    accepted_again: int


def forgotten_by_memory(copy: KeptCopy) -> ForgottenByMemory | None:
    """What putting back a copy of the memory would undo; None where one cannot be read."""
    try:
        then, now = (opened(Path(file).read_bytes())[0] for file in (copy.place, copy.copy_of))
        had, have = contents(then), contents(now)
        undone = unknown_runs(then, now)
    except (*DAMAGED, NewerVersion, OSError):
        return None
    counts = {table: len(set(have[table]) - set(had[table])) for table in _TOLD}
    again = len(set(had[_ACCEPTED]) - set(have[_ACCEPTED]))
    return ForgottenByMemory(
        undone, {each: count for each, count in counts.items() if count}, again
    )


def _typed_grid(book: Workbook, tab: str, typed_rows: Mapping[str, Callable[[Rows], Rows]]) -> Grid:
    """A tab as people typed it; without rows where there is no such tab."""
    if tab not in book.tabs:
        return Grid(tab, ())
    grid = book.read(tab)
    if tab in typed_rows:
        return Grid(tab, typed_rows[tab](grid.rows))
    return grid
