"""What is to be changed in an open workbook, each step with what undoes it: all are done, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.fill_colour import NONE, Ground, ground, note


@dataclass(frozen=True)
class Change:
    """One step and the way back."""

    do: Callable[[], None]
    undo: Callable[[], None]


def carry_out(changes: Sequence[Change]) -> None:
    """Do all; where one fails, those done before are undone, the last first, and the failure goes on."""
    done: list[Change] = []
    try:
        for change in changes:
            done.append(change)
            change.do()
    except BaseException:
        for change in reversed(done):
            with contextlib.suppress(Exception):  # the rest is still to be undone
                change.undo()
        raise


def marking(cell: Any, written: str, remark: Feedback | None) -> list[Change]:
    """What gives a cell its mark or takes it away; nothing where it is as it should be. `written`: its note now."""
    now = _ground_of(cell)
    wanted, said = ground(now, remark), note(written, remark)
    changes = []
    if wanted != now:
        changes.append(Change(lambda: _give(cell, wanted), lambda: _give(cell, now)))
    if said != written:
        changes.append(Change(lambda: _say(cell, said), lambda: _say(cell, written)))
    return changes


def setting(cells: Any, value: object) -> Change:
    """What gives a cell a value: a text as the text it is, whatever it looks like."""
    formula, before = str(cells.formula), cells.value
    back = (
        (lambda: setattr(cells, "formula", formula))
        if formula.startswith("=")
        else (lambda: _put(cells, before))
    )
    return Change(lambda: _put(cells, value), back)


def _put(cells: Any, value: object) -> None:
    if value is None or value == "":
        cells.clear_contents()
    else:
        cells.value = f"'{value}" if isinstance(value, str) else value


def _ground_of(cell: Any) -> Ground:
    colour = cell.color
    return NONE if colour is None else tuple(colour)


def _give(cell: Any, wanted: Ground) -> None:
    cell.color = None if wanted == NONE else wanted


def _say(cell: Any, text: str) -> None:
    there = cell.note
    if there is not None:
        there.delete()
    if text:
        cell.add_note(text)
