"""Fields of whose column nothing is filled yet, as of one that `setup` has just added."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sheets_sync.checking.conditions import Conditions
from sheets_sync.checking.table import TableToCheck


def unanswered_fields(
    check: TableToCheck, conditions: Conditions, rows_kept: Sequence[bool]
) -> frozenset[str]:
    """The fields that an entry could have an answer to, and none has.

    Empty is neither no nor 0 (domain.md), but for what the form does not say it of: nobody with a
    date of exit may well be nobody who left.
    """
    return frozenset(
        name
        for name, cells in check.table.cells.items()
        if check.form.field(name).unknown_if_all_empty
        and {"", None}.issuperset(check.distinct(cells))
        and _is_asked(check.form.field(name).relevant, conditions, rows_kept)
    )


def _is_asked(relevant: str, conditions: Conditions, rows_kept: Sequence[bool]) -> bool:
    if not relevant:
        return any(rows_kept)
    return any(itertools.compress(conditions.evaluate(relevant).holds, rows_kept))
