"""Where a new entry goes in a tab that has something below its entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import pytest

from forms.headers.matching import letters
from forms.loading import load_form
from forms.values import ReadingContext
from sheets_sync.entry.new_rows import TabEntries
from sheets_sync.sheets.additions import TotalRows
from sheets_sync.workbooks.shared.protocol import Grid
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.typing_commands import plain

WIDTH = len(HEADERS)
NOTHING = ("",) * WIDTH


def row(*cells: object) -> tuple[object, ...]:
    return (*cells, *("",) * (WIDTH - len(cells)))


def entered(
    rows: Rows,
    count: int,
    merged: Sequence[tuple[int, int, int, int]] = (),
    formulas: Mapping[tuple[int, int], str] = MappingProxyType({}),
    hidden: frozenset[int] = frozenset(),
) -> TabEntries:
    """The tab with so many entries added."""
    form = load_form("participant")
    cells = [list(row) for row in rows]
    grid = Grid("Essai", cells, tuple(merged), hidden_rows=hidden, formulas=formulas)
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


def test_a_note_below_a_total_is_no_entry_to_go_below() -> None:
    rows = (HEADERS, ANNA, OMAR, row("TOTAL", "", 2), row("* dérogation accordée"))
    assert places(entered(rows, 1)) == [(3, True)]


def test_a_birth_date_typed_as_text_in_one_row_makes_no_text_of_the_next() -> None:
    born = HEADERS.index("Date de naissance")
    odd = [*OMAR[:born], "1 janvier 2000", *OMAR[born + 1 :]]
    [new] = entered((HEADERS, ANNA, ANNA, odd), 1).additions.rows
    assert new.like == 3
    assert born in new.dated


@pytest.mark.parametrize(("typed", "is_day"), [("01/09/2025", False), ("?", True), ("", True)])
def test_a_day_is_a_text_only_where_the_tab_has_days_as_texts(typed: str, is_day: bool) -> None:
    left = HEADERS.index("Date de sortie")
    odd = [*OMAR[:left], typed, *OMAR[left + 1 :]]
    [new] = entered((HEADERS, ANNA, odd), 1).additions.rows
    assert (left in new.dated) is is_day


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


def places(tab: TabEntries) -> list[tuple[int, bool]]:
    return [(new.row, new.is_inserted) for new in tab.additions.rows]


@pytest.mark.parametrize("merge", [(2, 0, 4, 0), (3, 1, 4, 2)])
@pytest.mark.parametrize("beside", ["", "voir Marie"])
def test_nobody_is_put_into_merged_cells_where_none_would_see_them(
    merge: tuple[int, int, int, int], beside: str
) -> None:
    """The last name is merged over three rows; or two of those below are merged, and empty."""
    rows = (HEADERS, ANNA, OMAR, NOTHING, NOTHING, NOTHING)
    notes = ("", "", "", "", "", beside)
    tab = entered([(*cells, note) for cells, note in zip(rows, notes, strict=True)], 1, [merge])
    assert places(tab) == [(5, False)]


def test_a_total_below_a_merged_name_stays_below_the_entries() -> None:
    rows = (HEADERS, ANNA, OMAR, NOTHING, row("TOTAL", 2))
    assert places(entered(rows, 1, [(2, 0, 3, 0)])) == [(4, True)]


HOURS = (*HEADERS, "Heures de français", "Fin prévue")


@pytest.mark.parametrize("numbers", [(75.0, 12.5), (75.0, 75.0)])
def test_sums_below_the_list_are_nobodys(numbers: tuple[float, float]) -> None:
    sums = (row_of_hours(number) for number in numbers)
    rows = (HOURS, (*ANNA, 40.0, ""), (*OMAR, 35.0, ""), *sums)
    formulas = {(3, WIDTH): "SUM(H2:H3)", (4, WIDTH): "H4/6"}
    assert places(entered(rows, 1, formulas=formulas)) == [(3, True)]
    assert places(entered(rows, 1)) == [(3, True)]  # typed as numbers


def test_rows_of_several_sums_without_a_label_are_nobodys_and_grow() -> None:
    hours = ("Heures / semaine", "Heures de français")
    rows = ((*HEADERS, *hours), *((*cells, 26.0, 40.0) for cells in (ANNA, OMAR)))
    sums = ((*NOTHING, 26.0, 80.0), (*NOTHING, 26.0, 40.0))
    formulas = {
        (row, WIDTH + column): f"{name}({letter}2:{letter}3)"
        for row, name in ((3, "SUM"), (4, "MAX"))
        for column, letter in enumerate((letters(WIDTH), letters(WIDTH + 1)))
    }
    tab = entered((*rows, *sums), 1, formulas=formulas)
    assert places(tab) == [(3, True)]
    assert tab.additions.totals == TotalRows([3, 4], 1, 2)


def test_a_formula_that_was_dragged_down_leaves_its_rows_free() -> None:
    below = tuple(row_of_hours("", 364.0) for _ in range(3))
    rows = (HOURS, (*ANNA, 40.0, 46000.0), (*OMAR, 35.0, 46000.0), *below)
    formulas = {(index, WIDTH + 1): f"F{index + 1}+364" for index in range(1, 6)}
    assert places(entered(rows, 2, formulas=formulas)) == [(3, False), (4, False)]
    # somebody typed the last end: that the next row has the formula too tells as much
    assert places(entered(rows, 1, formulas={k: v for k, v in formulas.items() if k[0] > 2})) == [
        (3, False)
    ]


@pytest.mark.parametrize(
    ("formula", "is_told"),
    [("H2+H3", True), ("=$H$3+H2", True), ("H2+1", False), ("SUM(H2:H3)", False)],
)
def test_a_sum_that_names_each_entry_counts_no_new_one(formula: str, is_told: bool) -> None:
    rows = (HOURS, (*ANNA, 40.0, ""), (*OMAR, 35.0, ""), row_of_hours(""), row_of_hours(75.0))
    told = entered(rows, 1, formulas={(4, WIDTH): formula}).uncounted_in
    assert told == [letters(WIDTH)] * is_told


def row_of_hours(hours: object, end: object = "") -> Sequence[object]:
    return (*NOTHING, hours, end)


def test_totals_below_grow_with_the_entries_and_only_with_these() -> None:
    rows = (HEADERS, ANNA, row("TOTAL", 1), OMAR, row("TOTAL", 2))
    assert entered(rows, 1).additions.totals == TotalRows([4], 1, 3)
    assert entered(rows, 0).additions.totals is None


LAST_ROW = 1_048_575


@pytest.mark.parametrize("bottom", [50, LAST_ROW])
def test_entries_go_beside_a_comment_that_is_merged_far_down(bottom: int) -> None:
    tab = entered((HEADERS, ANNA, OMAR), 1, [(2, 8, bottom, 8)])
    assert places(tab) == [(3, False)]


@pytest.mark.parametrize("bottom", [50, LAST_ROW])
def test_nobody_is_put_below_cells_that_are_merged_far_down(bottom: int) -> None:
    tab = entered((HEADERS, ANNA, OMAR), 0, [(3, 0, bottom, 0)])
    assert "sous la liste" in tab.lacks_room(["nom", "prenom"])
    # Whose row it is not told: a column that gets something counts too.
    tab = entered((HEADERS, ANNA, OMAR), 0, [(2, 5, bottom, 5)])
    assert (tab.lacks_room(["nom"]), tab.lacks(["nom", "contrat_type"])) == ("", "")
    assert "sous la liste" in tab.lacks_room(["nom", "contrat_type"])


def test_rows_laid_out_with_a_wide_comment_each_are_free() -> None:
    wide = [(row, 5, row, 7) for row in range(1, 48)]
    tab = entered((HEADERS, ANNA, OMAR), 0, wide)
    assert tab.lacks_room(["nom", "contrat_type"]) == ""
    tab.add({"nom": "KONÉ", "contrat_type": "CDDI"})
    assert places(tab) == [(3, False)]
    # In the second of these cells nobody would see it.
    assert "sous la liste" in tab.lacks_room(["nom", "motif_sortie"])


def test_a_formula_that_waits_for_the_next_entry_bars_that_field_alone() -> None:
    waiting = {(row, 5): f'IF(A{row + 1}="","","CDDI")' for row in (3, 4)}
    tab = entered((HEADERS, ANNA, OMAR, NOTHING, NOTHING), 0, formulas=waiting)
    assert "sa cellule F4 contient une formule" in plain(tab.lacks_room(["nom", "contrat_type"]))
    assert tab.lacks_room(["nom"]) == ""


def test_nobody_is_put_into_a_hidden_row() -> None:
    tab = entered((HEADERS, ANNA, OMAR, NOTHING), 2, hidden=frozenset({3, 4}))
    assert places(tab) == [(3, True), (4, True)]
