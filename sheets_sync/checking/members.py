"""Check that the rows of a tab are its SIAE's: a column may name others.

Answers of an online form stand all in one tab, whichever SIAE they are of. Read as the tab of one,
they would be counted as its people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forms.headers.matching import Matching
from forms.values import Cell, ReadingContext, shown
from forms.words import fold
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck
from sheets_sync.french import quoted

_ENOUGH = 0.8
"""Share of a column's cells that are members' names where it says whose the rows are."""


def check_members(check: TableToCheck, context: ReadingContext) -> list[Anomaly]:
    """Columns of no field whose cells name members, where these are not all the tab's own."""
    if check.siae not in context.siae:
        return []
    names = {fold(name): name for name in context.siae}
    matching = check.table.matching
    anomalies = []
    for column, title in matching.extra.items():
        others = _other_members(check, _member_column(check, matching, column), names)
        if others:
            counted = ", ".join(f"{name} ({count})" for name, count in others.items())
            anomalies.append(
                check.column_anomaly(
                    "column.other_members",
                    column,
                    check.table.header_row,
                    None,
                    header=quoted(title),
                    others=counted,
                    own=check.siae,
                )
            )
    return anomalies


def _member_column(check: TableToCheck, matching: Matching, column: int) -> Sequence[Cell]:
    return check.table.extra.get(matching.extra[column], ())


def _other_members(
    check: TableToCheck, cells: Sequence[Cell], names: dict[str, str]
) -> Counter[str]:
    """Member → number of its rows, but for the tab's own; empty where the cells are other things.

    Members of one name and another's rest (« Alpha », « Alpha Sud ») are told apart by all of it.
    """
    filled = [fold(shown(cell)) for cell in cells if shown(cell)]
    named = [names[cell] for cell in filled if cell in names]
    if len(named) < _ENOUGH * len(filled):
        return Counter()
    return Counter(name for name in named if name != check.siae)
