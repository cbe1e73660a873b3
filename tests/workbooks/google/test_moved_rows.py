"""Rows found again in a tab that people sorted, filled and corrected meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.workbooks.shared.moved_rows import MovedRows, trimmed

READ = [["Nom", "Prénom"], ["DIALLO", "Awa"], ["AHMADI", "Omar"], ["", ""]]


def test_a_row_that_moved_is_found_by_what_is_in_it() -> None:
    now = [["Nom", "Prénom"], ["NOUVEAU", ""], ["AHMADI", "Omar"], ["DIALLO", "Awa", ""]]
    moved = MovedRows(READ, now)
    assert [moved.row_of(row) for row in range(3)] == [0, 3, 2]


def test_a_row_that_is_there_twice_is_not_guessed() -> None:
    now = [["Nom", "Prénom"], ["SOW", "Ali"], ["DIALLO", "Awa"], ["DIALLO", "Awa"]]
    assert MovedRows(READ, now).row_of(1) is None


def test_a_row_that_was_corrected_is_the_same_but_not_its_cell() -> None:
    read = [["DIALLO", "Awa", "CDDI"]]
    moved = MovedRows(read, [["DIALLO", "Awa", "CDI"]])
    assert (moved.row_of(0), moved.row_of_cell(0, 0), moved.row_of_cell(0, 2)) == (0, 0, None)


def test_another_row_in_the_same_place_is_not_taken_for_it() -> None:
    assert MovedRows([["DIALLO", "Awa", "CDDI"]], [["SOW", "Ali", "CDDI"]]).row_of(0) is None


def test_an_empty_row_beyond_the_end_is_where_it_was() -> None:
    assert MovedRows(READ, READ[:2]).row_of(3) == 3
    assert MovedRows(READ, READ[:2]).row_of(2) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20, unique=True), st.data())
def test_rows_that_differ_are_all_found_in_any_order(names: list[int], data: st.DataObject) -> None:
    read = [[f"NOM{name}"] for name in names]
    now = data.draw(st.permutations(read))
    moved = MovedRows(read, now)
    assert [moved.row_of(row) for row in range(len(read))] == [now.index(row) for row in read]


def test_a_row_is_compared_without_the_empty_cells_at_its_end() -> None:
    assert trimmed(["a", "", "b", "", ""]) == ("a", "", "b")
