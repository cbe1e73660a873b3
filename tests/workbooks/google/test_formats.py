"""Formats and rules in Google's words."""

from __future__ import annotations

import pytest

from sheets_sync.sheets.content import Content, Role
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.workbooks.google.rendering.formats import (
    cell_format,
    conditional_cell_format,
    format_requests,
)
from sheets_sync.workbooks.shared.styles import STYLES


@pytest.mark.parametrize("role", STYLES)
def test_every_role_has_a_format_and_a_rule_sets_a_part_of_it(role: Role) -> None:
    whole, part = cell_format(role), conditional_cell_format(role)
    assert part.get("backgroundColorStyle") == whole.get("backgroundColorStyle")
    assert set(part) <= {"textFormat", "backgroundColorStyle"}


@pytest.mark.parametrize(
    ("role", "number_format"),
    [
        ("percent", {"type": "PERCENT", "pattern": "0 %"}),
        ("date", {"type": "DATE", "pattern": "dd/mm/yyyy"}),
        ("month", {"type": "DATE", "pattern": "mmm yy"}),
        ("entry_text", {"type": "TEXT"}),
        ("count", {"type": "NUMBER", "pattern": "#,##0"}),
        ("entry_number", None),
    ],
)
def test_a_number_format_has_its_kind(role: Role, number_format: object) -> None:
    assert cell_format(role).get("numberFormat") == number_format


def test_neighbours_that_look_alike_are_one_request() -> None:
    rows: list[list[Content]] = [["a", "b", 1], ["c", "d", 2]]
    sheet = Sheet("F", [Block(1, 0, rows, ["text", "text", "count"])], {}, {})
    areas = [request["repeatCell"]["range"] for request in format_requests(sheet, 7, 9)]
    assert [(area["startColumnIndex"], area["endColumnIndex"]) for area in areas] == [
        (0, 2),
        (2, 3),
    ]
    assert {(area["startRowIndex"], area["endRowIndex"]) for area in areas} == {(1, 3)}
