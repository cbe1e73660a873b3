"""Required cells: said where they are empty on a row that counts, and once."""

from __future__ import annotations

from forms.headers.columns import Matching
from forms.loading import load_form
from sheets_sync.checking.cells.typed_cells import TypedCells
from sheets_sync.checking.rows.required import check_required
from sheets_sync.checking.table import TableToCheck
from sheets_sync.reading.table import Table

FORM = load_form("participant")
ROWS = (2, 3, 4)
TABLE = Table(1, ROWS, {"nom": ["A", "", "?"]}, {}, {"nom": 0}, Matching({}))
CHECK = TableToCheck("Un", "Un", TABLE, FORM)


def rows_missing(
    kept: list[bool], in_error: frozenset[tuple[int, str]] = frozenset(), mixed_up: str = ""
) -> list[int | None]:
    cells = TypedCells({"nom": ["A", None, None]}, (), frozenset({mixed_up}), frozenset())
    return [anomaly.row for anomaly in check_required(CHECK, cells, kept, in_error)]


def test_an_empty_cell_is_said_on_rows_that_count() -> None:
    assert rows_missing([True, True, True]) == [3, 4]
    assert rows_missing([True, True, False]) == [3]


def test_a_cell_whose_error_was_said_is_not_said_to_be_empty() -> None:
    assert rows_missing([True, True, True], frozenset({(4, "nom")})) == [3]


def test_a_column_that_is_mixed_up_has_no_empty_cells() -> None:
    assert rows_missing([True, True, True], mixed_up="nom") == []
