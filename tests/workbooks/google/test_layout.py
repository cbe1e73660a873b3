"""How large a generated tab is, and what stays in sight."""

from __future__ import annotations

from typing import Any

from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Block, Chart, Sheet
from sheets_sync.workbooks.google.layout import dimension_requests, properties_request, sheet_size


def sheet(*blocks: Block, **attributes: Any) -> Sheet:
    return Sheet("Feuille", blocks, attributes.pop("widths", {}), {}, **attributes)


def grid_of(described: Sheet) -> dict[str, Any]:
    request = properties_request(described, 7, sheet_size(described))
    grid: dict[str, Any] = request["updateSheetProperties"]["properties"]["gridProperties"]
    return grid


def test_a_tab_is_as_large_as_what_stands_on_it() -> None:
    chart = Chart("line", "", Span(0, 0, 1, 0), [], 10, 4, 250, 43, "")
    assert sheet_size(sheet(Block(2, 1, [["a"], ["b"]], ["text"]))) == (4, 2)
    # 43 pixels are three rows of 21, 250 pixels three columns of 100.
    assert sheet_size(sheet(Block(0, 0, [["a"]], ["text"]), charts=[chart])) == (13, 7)


def test_something_is_left_beside_what_is_frozen() -> None:
    assert sheet_size(sheet(Block(0, 0, [["a"]], ["text"]), freeze=(3, 2))) == (4, 3)


def test_no_column_is_frozen_where_merged_cells_lie_across_its_edge() -> None:
    title = Block(0, 0, [["Titre"]], ["title"], span=4)
    assert grid_of(sheet(title, freeze=(1, 2)))["frozenColumnCount"] == 0
    assert grid_of(sheet(title, freeze=(1, 4)))["frozenColumnCount"] == 4


def test_neighbours_of_one_width_are_one_request() -> None:
    described = sheet(Block(0, 0, [["a"] * 4], ["text"] * 4), widths={0: 10, 1: 10, 3: 20})
    requests = dimension_requests(described, 7, (1, 4))
    found = []
    for request in requests:
        changed = request["updateDimensionProperties"]
        area = changed["range"]
        found.append((area["startIndex"], area["endIndex"], changed["properties"]["pixelSize"]))
    assert found == [(0, 2, 75), (2, 3, 100), (3, 4, 145), (0, 1, 21)]
