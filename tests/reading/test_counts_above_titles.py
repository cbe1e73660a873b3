"""A row of counts above the titles changes nothing in what a tab is read as, computed or not."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from forms.loading import load_form
from forms.values import BrokenCell, Cell, ReadingContext
from sheets_sync.reading.header import find_first_header
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import TabReading, is_blank
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.reading.test_messy_tabs import LINE, TABS, write_tab

FORM = load_form("participant")
NOT_COMPUTED = BrokenCell("")


@pytest.mark.parametrize("drawing", TABS, ids=[file.stem for file in TABS])
def test_a_messy_tab_is_read_the_same_below_a_row_of_counts(drawing: Path, tmp_path: Path) -> None:
    drawn = drawing.read_text(encoding="utf-8").partition(f"\n{LINE}\n")[0]
    write_tab(tmp_path / "essai.xlsx", drawn.splitlines())
    grid = XlsxWorkbook(tmp_path / "essai.xlsx").read("Essai")
    as_it_is = _read(grid)
    header = find_first_header(grid, FORM, _filled(grid), {})
    if header is None:
        return
    for column in range(0, len(grid.rows[0]) - 1, 2):
        for result in (156.0, "156 heures", NOT_COMPUTED):
            counted = _with_counts(grid, header[0], column, result)
            assert _columns(_read(counted)) == _columns(as_it_is), (column, result)


def _read(grid: Grid) -> TabReading:
    return read_tab(grid, FORM, "Essai", ReadingContext(date(2026, 11, 23), (), grid.date1904))


def _columns(reading: TabReading) -> object:
    return reading.problem, [
        (table.columns, table.matching.extra, len(table.rows)) for table in reading.tables
    ]


def _with_counts(grid: Grid, at: int, column: int, result: Cell) -> Grid:
    """The tab with « Total heures » in a row of its own, and two counts right of it."""
    row: list[Cell] = ["" for _ in grid.rows[0]]
    row[column] = "Total heures"
    counts = [right for right in (column + 1, column + 3) if right < len(row)]
    for right in counts:
        row[right] = result
    below = len(grid.rows)
    return dataclasses.replace(
        grid,
        rows=[*grid.rows[:at], row, *grid.rows[at:]],
        merged=tuple(
            (top + (top >= at), left, bottom + (bottom >= at), right)
            for top, left, bottom, right in grid.merged
        ),
        formulas={(at, right): f"SUM(C{at + 2}:C{below + 1})" for right in counts}
        | {(row + (row >= at), column): text for (row, column), text in grid.formulas.items()},
    )


def _filled(grid: Grid) -> list[int]:
    return [index for index, row in enumerate(grid.rows) if not all(map(is_blank, row))]
