"""Formulas of a plain list that go on in its new rows, as those of a table's columns do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sheets_sync.sheets.additions import NewRow
from sheets_sync.workbooks.shared.formula_references import as_copied
from sheets_sync.workbooks.xlsx.rows.formulas import own_formulas

_COPIED = ("normal", "shared")
"""Kinds of formulas that are one cell's own: one that fills a range is no row's."""


def continued_formulas(xml: bytes, rows: Sequence[NewRow]) -> Mapping[int, Mapping[int, str]]:
    """Row → column → the formula that a new row (all from 0) gets: that of the two rows above it.

    Two that are the same, each seen from its row, were dragged down; a sum stands alone.
    """
    own = [(at, text) for at, text in own_formulas(xml) if at.kind in _COPIED]
    texts = {(at.row - 1, at.column - 1): text for at, text in own}
    new_rows = {new.row for new in rows}
    computed: dict[int, dict[int, str]] = defaultdict(dict)
    for new in rows:
        last = new.row - 1
        while last in new_rows:
            last -= 1
        for (row, column), text in texts.items():
            before = texts.get((row - 1, column))
            if row == last and before is not None and as_copied(before, 1, 0) == text:
                computed[new.row][column] = as_copied(text, new.row - last, 0)
    return computed
