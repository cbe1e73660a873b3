"""Hide small cells of tables of people, and as many more as it takes that nothing published gives them back.

The attacker knows every published cell, every total, and the reports published before. A hidden cell is safe when what is left to
it is a range at least as wide as the threshold (tested against a linear program, `tests/test_protect.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A table as published: its total, and the count of each label, None where hidden.

    `cells` is None where the table cannot be published at all; `total` too where it is itself too small. `known` counts cells that
    say nothing of anybody (« non renseigné »): never hidden, in the total. `closed`: a report showed some of it, and no later one
    within the same period may.
    """

    total: int | None
    cells: Mapping[str, int | None] | None
    known: int = 0
    closed: bool = False

    @property
    def whole(self) -> bool:
        """Whether every cell is shown."""
        return self.cells is not None and None not in self.cells.values()

    def as_json(self) -> dict[str, Any]:
        """What the next report needs to know of it."""
        return {
            "total": self.total,
            "cells": self.cells,
            "known": self.known,
            "closed": self.closed,
        }

    def without_cells(self, before: Mapping[str, Any] | None) -> Shown:
        """Only its total, where `before` is the same table in the last report."""
        return Shown(self.total, None, self.known, _was_shown(before))


def protect_table(
    counts: Mapping[str, int],
    threshold: int,
    before: Mapping[str, Any] | None = None,
    growing: bool = False,
    known: int = 0,
) -> Shown:
    """`counts` of one table whose total is shown.

    Args:
        before: the same table in the last report, as `Shown.as_json` gave it.
        growing: no count can be smaller than it was before (persons accompanied over a period that contains the earlier one).
        known: persons of the total who are in no cell.
    """
    total = sum(counts.values()) + known
    if 0 < total < threshold:
        return Shown(None, None)
    blank = Shown(total, None, known).without_cells(before)
    not_shown = (
        growing and before is not None and before["cells"] is None and before["total"] is not None
    )
    if before is not None and not_shown and (blank.closed or total - before["total"] < threshold):
        return blank  # else what it hid then would be known to within what came since
    earlier = _earlier(counts, before)
    then = (
        None
        if earlier is None or before is None
        else before["total"] - before.get("known", 0) - sum(v for v in earlier if v is not None)
    )
    shown = protect(list(counts.values()), threshold, earlier, then if growing else None)
    return blank if shown is None else Shown(total, dict(zip(counts, shown, strict=True)), known)


def protect(
    counts: Sequence[int],
    threshold: int,
    before: Sequence[int | None] | None = None,
    hidden_before: int | None = None,
) -> list[int | None] | None:
    """`counts` of one table whose total is shown, None where hidden; None for all of it where that cannot be made safe.

    A count from 1 to `threshold` − 1 is hidden (Insee, manuel de protection des tableaux: primary suppression), and so is one
    that the last report hid; then others until at least two are hidden, together they reach the threshold, and, where the table
    only grows, what they grew by since the last report does too (else a cell hidden now and shown then is nearly known).

    Args:
        before: the counts that the last report showed, None where it hid.
        hidden_before: what its hidden cells came to together; None where counts may also have gone down.
    """
    earlier: Sequence[int | None] = before if before is not None else [0] * len(counts)
    hidden = {
        place
        for place, count in enumerate(counts)
        if 0 < count < threshold or earlier[place] is None
    }
    others = sorted(
        (place for place in range(len(counts)) if place not in hidden),
        key=lambda place: (counts[place] == 0, counts[place]),
    )
    while hidden:
        newly = [place for place in hidden if earlier[place] is not None]
        grown = (
            sum(counts[place] for place in hidden)
            - sum(earlier[place] or 0 for place in newly)
            - (hidden_before or 0)
        )
        pinned = before is not None and hidden_before is not None and newly and grown < threshold
        if len(hidden) >= 2 and sum(counts[place] for place in hidden) >= threshold and not pinned:
            break
        if not others:
            return None
        most_grown = max(others, key=lambda place: counts[place] - (earlier[place] or 0))
        place = most_grown if pinned else others[0]
        others.remove(place)
        hidden.add(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _was_shown(before: Mapping[str, Any] | None) -> bool:
    return before is not None and (before["cells"] is not None or before.get("closed", False))


def _earlier(
    counts: Mapping[str, int], before: Mapping[str, Any] | None
) -> list[int | None] | None:
    """What the last report showed of the same cells; a label it did not have was nought. None where it showed no such table."""
    if before is None or before.get("cells") is None or before.get("total") is None:
        return None
    return [before["cells"].get(label, 0) for label in counts]
