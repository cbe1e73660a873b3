"""What one state of a tab has that another has not."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from forms.values import Cell
from sheets_sync.workbooks.shared.difference import ChangedValue, TabDifference, tab_difference
from sheets_sync.workbooks.shared.protocol import Grid

HEADER: list[Cell] = ["Nom", "Prénom", "Entrée", "Frein"]
ANNA: list[Cell] = ["DIALLO", "Anna", date(2026, 1, 5), "Langue"]
OMAR: list[Cell] = ["AHMADI", "Omar", date(2026, 2, 2), ""]
FANTA: list[Cell] = ["KONÉ", "Fanta", date(2026, 3, 2), "Logement"]


def between(now: list[list[Cell]], then: list[list[Cell]]) -> TabDifference:
    return tab_difference(Grid("Un", now), Grid("Un", then))


def test_notes_are_held_against_one_another_wherever_they_stand() -> None:
    now = Grid("Un", [HEADER, ANNA], notes={(1, 3): "voir la CAF", (1, 0): "appeler"})
    then = Grid("Un", [HEADER, ANNA], notes={(1, 1): "appeler", (0, 2): "ancienne"})
    difference = tab_difference(now, then)
    assert (difference.notes_lost, difference.notes_returning) == (["D2"], ["C1"])
    assert not difference.is_none


def test_a_row_typed_since_is_lost_and_one_deleted_since_returns() -> None:
    difference = between([HEADER, ANNA, FANTA], [HEADER, OMAR, ANNA])
    assert (difference.lost, difference.returning, difference.values) == ([3], [2], [])


def test_a_row_that_was_changed_is_no_row_lost() -> None:
    mended = [*ANNA[:3], "Mobilité"]
    difference = between([HEADER, OMAR, mended], [HEADER, ANNA, OMAR])
    assert (difference.lost, difference.returning) == ([], [])
    assert difference.values == [ChangedValue("D3", "Mobilité", "Langue")]


def test_of_two_rows_that_changed_each_is_held_against_its_own() -> None:
    now: list[list[Cell]] = [["DIALLO", "Anna", "x", "1"], ["DIALLO", "Awa", "y", "2"]]
    then: list[list[Cell]] = [["DIALLO", "Awa", "y", "3"], ["DIALLO", "Anna", "x", "4"]]
    assert between(now, then).values == [
        ChangedValue("D1", "1", "4"),
        ChangedValue("D2", "2", "3"),
    ]


def test_a_value_typed_since_says_what_the_cell_would_be() -> None:
    difference = between([HEADER, [*OMAR[:3], "Santé", "suivi"]], [HEADER, OMAR])
    assert difference.values == [ChangedValue("D2", "Santé", ""), ChangedValue("E2", "suivi", "")]


ROWS = st.lists(
    st.lists(st.sampled_from(["", "a", "b", "c", "d"]), min_size=3, max_size=3), max_size=8
)


@given(ROWS, st.randoms(use_true_random=False), st.integers(0, 2))
def test_rows_that_are_sorted_and_a_tab_that_grew_wider_are_no_difference(
    rows: list[list[Cell]], dice: object, wider: int
) -> None:
    shuffled = [[*row, *[""] * wider] for row in rows]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert between(shuffled, rows).is_none


@given(ROWS, ROWS)
def test_every_row_of_both_states_is_accounted_for(
    now: list[list[Cell]], then: list[list[Cell]]
) -> None:
    difference = between(now, then)
    changed = {int(value.cell[1:]) for value in difference.values}
    filled_now, filled_then = (sum(any(row) for row in rows) for rows in (now, then))
    kept = filled_now - len(difference.lost) - len(changed)
    assert kept == filled_then - len(difference.returning) - len(changed)
    assert kept >= 0
