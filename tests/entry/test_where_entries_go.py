"""Where a new entry goes in a tab that has something below its entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from forms.loading import load_form
from forms.values import ReadingContext
from sheets_sync.entry.new_rows import TabEntries
from sheets_sync.sheets.additions import TotalRows
from sheets_sync.workbooks.shared.protocol import Grid
from tests.conftest import ANNA, HEADERS, OMAR, Rows

WIDTH = len(HEADERS)
NOTHING = ("",) * WIDTH


def row(*cells: object) -> tuple[object, ...]:
    return (*cells, *("",) * (WIDTH - len(cells)))


def entered(rows: Rows, count: int) -> TabEntries:
    """The tab with so many entries added."""
    form = load_form("participant")
    grid = Grid("Essai", [list(cells) for cells in rows])
    tab = TabEntries(grid, form, ReadingContext(date(2026, 11, 23), ("Essai",)), {}, {})
    for number in range(count):
        tab.add({"nom": f"KONÉ{number}", "prenom": "Issa"})
    return tab


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ((), [(3, False), (4, False)]),
        ((row("TOTAL", 2),), [(3, True), (4, True)]),
        ((NOTHING, row("TOTAL", 2)), [(3, False), (4, True)]),
        ((NOTHING, row("Légende : vert = sorti"), NOTHING), [(3, False), (4, True)]),
        # A month stands above its entries.
        ((row("DÉCEMBRE 2026"), NOTHING), [(4, False), (5, False)]),
    ],
)
def test_entries_go_below_the_last_one_and_above_what_counts_or_explains_them(
    below: Rows, expected: list[tuple[int, bool]]
) -> None:
    tab = entered((HEADERS, ANNA, OMAR, *below), 2)
    assert [(new.row, new.is_inserted) for new in tab.additions.rows] == expected


NUMBERED = ("N°", *HEADERS, "Âge", "", "Notes de Marie")
"""A header with columns that are dragged down, and notes beside the table."""


def numbered(number: object, cells: Sequence[object], age: object, note: str) -> Sequence[object]:
    return (number, *cells, age, "", note)


def test_entries_go_beside_notes_and_on_rows_that_are_numbered_beforehand() -> None:
    rows = (
        NUMBERED,
        numbered(1.0, ANNA, 30.0, "rappeler"),
        numbered(2.0, OMAR, 31.0, ""),
        *(numbered(float(number), NOTHING, "", "voir") for number in range(3, 7)),
    )
    assert [(new.row, new.is_inserted) for new in entered(rows, 2).additions.rows] == [
        (3, False),
        (4, False),
    ]


def test_a_sum_without_a_label_is_no_row_laid_out_for_entries() -> None:
    rows = (NUMBERED, numbered(1.0, ANNA, 30.0, ""), numbered("", NOTHING, 30.0, ""))
    [new] = entered(rows, 1).additions.rows
    assert (new.row, new.is_inserted) == (2, True)


def test_totals_below_grow_with_the_entries_and_only_with_these() -> None:
    rows = (HEADERS, ANNA, row("TOTAL", 1), OMAR, row("TOTAL", 2))
    assert entered(rows, 1).additions.totals == TotalRows([4], 3)
    assert entered(rows, 0).additions.totals is None
