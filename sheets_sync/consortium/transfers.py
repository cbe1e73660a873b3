"""Moves between members: for the programme a person who changes SIAE has not left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

LEAVING, ARRIVING = "sortant", "entrant"
"""Names of the two rows of a transfer."""
# An exit to another SIAE and an entry in another tab are one move when no more days lie between.
MOVE_DAYS = 62
# The new contract may begin before the old one is closed by so many days: two counsellors type it.
_EARLY_DAYS = 31


def transfers(columns: Mapping[str, Sequence[Any]], to_member: frozenset[str]) -> list[str | None]:
    """`LEAVING` or `ARRIVING` for the rows on both sides of a move, None for the others.

    Args:
        columns: person, siae, date_entree, date_sortie and motif_sortie, a value a row.
        to_member: the exit reasons that may be a move (« Autre SIAE »).
    """
    signs: list[str | None] = [None] * len(columns["siae"])
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, person in enumerate(columns["person"]):
        rows_of[person].append(row)
    for rows in rows_of.values():
        leaving = [row for row in rows if columns["motif_sortie"][row] in to_member]
        for left in leaving:
            for came in rows:
                if _is_move(columns, left, came):
                    signs[left] = LEAVING
                    # whoever moved twice arrives and leaves: that they left is what counts
                    signs[came] = signs[came] or ARRIVING
    return signs


def _is_move(columns: Mapping[str, Sequence[Any]], left: int, came: int) -> bool:
    end, start = columns["date_sortie"][left], columns["date_entree"][came]
    if not (isinstance(end, date) and isinstance(start, date)):
        return False
    if columns["siae"][left] == columns["siae"][came]:
        return False
    return -_EARLY_DAYS <= (start - end).days <= MOVE_DAYS
