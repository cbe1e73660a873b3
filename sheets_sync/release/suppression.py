"""Hide small cells of tables of people, and as many more as it takes that nothing gives them back.

The attacker knows every published cell, every total, and the reports published before. A hidden
cell is safe when what is left to it is a range at least as wide as the threshold (tested against a
linear program, `tests/release/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A table as published.

    Attributes:
        total: None where the table is itself too small.
        cells: the count of each label, None where hidden; None where no cell can be published.
        known: persons of whom the table says nothing (« non renseigné »): never hidden, and in the
            total.
        closed: a report showed some of it, and no later one within the same period may.
    """

    total: int | None
    cells: Mapping[str, int | None] | None
    known: int = 0
    closed: bool = False

    @property
    def whole(self) -> bool:
        """True if every cell is shown."""
        return self.cells is not None and None not in self.cells.values()

    def as_json(self) -> dict[str, Any]:
        """Record of it that the next report needs."""
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
        growing: no count can be smaller than it was before (persons accompanied over a period that
            contains the earlier one).
        known: persons of the total who are in no cell.
    """
    total = sum(counts.values()) + known
    if 0 < total < threshold:
        return Shown(None, None)
    blank = Shown(total, None, known).without_cells(before)
    if growing and before is not None and _was_total_only(before):
        came_since = total - before["total"]
        # Else what the last report hid would be known to within what came since.
        stays_hidden = blank.closed or came_since < threshold
        if stays_hidden:
            return blank
    earlier = _earlier_counts(counts, before)
    hidden_before = None
    if growing and before is not None and earlier is not None:
        shown_before = sum(count for count in earlier if count is not None)
        hidden_before = before["total"] - before.get("known", 0) - shown_before
    shown = protect(list(counts.values()), threshold, earlier, hidden_before)
    if shown is None:
        return blank
    return Shown(total, dict(zip(counts, shown, strict=True)), known)


def protect(
    counts: Sequence[int],
    threshold: int,
    before: Sequence[int | None] | None = None,
    hidden_before: int | None = None,
) -> list[int | None] | None:
    """`counts` of one table whose total is shown, None where hidden.

    A count from 1 to `threshold` − 1 is hidden (primary suppression; Insee, manuel de protection
    des tableaux: 3 is a floor, 5 common for persons), and so is one that the last report hid. Then
    others are (secondary suppression) until at least two are hidden, together they reach the
    threshold, and, where the table only grows, what they grew by since the last report does too:
    else a cell hidden now and shown then is nearly known.

    Args:
        before: the counts that the last report showed, None where it hid.
        hidden_before: what its hidden cells came to together; None where counts may also have gone
            down.

    Returns:
        None for all of it where that cannot be made safe.
    """
    earlier: Sequence[int | None] = before if before is not None else [0] * len(counts)
    indexes = range(len(counts))
    hidden = {index for index in indexes if 0 < counts[index] < threshold or earlier[index] is None}
    # The smallest are hidden first, as they cost the reader least; empty cells hide nothing.
    shown = [index for index in indexes if index not in hidden]
    shown.sort(key=lambda index: (counts[index] == 0, counts[index]))
    while hidden:
        newly_hidden = [index for index in hidden if earlier[index] is not None]
        together = sum(counts[index] for index in hidden)
        known_before = sum(earlier[index] or 0 for index in newly_hidden)
        growth = together - known_before - (hidden_before or 0)
        is_known_growth = before is not None and hidden_before is not None
        growth_tells = is_known_growth and bool(newly_hidden) and growth < threshold
        if len(hidden) >= 2 and together >= threshold and not growth_tells:
            break
        if not shown:
            return None
        if growth_tells:
            joining = max(shown, key=lambda index: counts[index] - (earlier[index] or 0))
        else:
            joining = shown[0]
        shown.remove(joining)
        hidden.add(joining)
    return [None if index in hidden else count for index, count in enumerate(counts)]


def _was_shown(before: Mapping[str, Any] | None) -> bool:
    return before is not None and (before["cells"] is not None or before.get("closed", False))


def _was_total_only(before: Mapping[str, Any]) -> bool:
    return before["cells"] is None and before["total"] is not None


def _earlier_counts(
    counts: Mapping[str, int], before: Mapping[str, Any] | None
) -> list[int | None] | None:
    """Counts that the last report showed in the same cells; a label it did not have was nought.

    None where it showed no such table.
    """
    if before is None or before.get("cells") is None or before.get("total") is None:
        return None
    return [before["cells"].get(label, 0) for label in counts]
