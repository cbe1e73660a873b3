"""What Google answers, as tabs of ours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from forms.values import BrokenCell
from sheets_sync.workbooks.google.api.colours import Colour
from sheets_sync.workbooks.google.api.spreadsheet import Tab, parse_spreadsheet

DAY_FORMAT = {"numberFormat": {"type": "DATE"}}


def tab_of(**sheet: Any) -> Tab:
    """The tab that such a `Sheet` of the API comes to."""
    properties = {"title": "Un", "gridProperties": {"rowCount": 9, "columnCount": 9}}
    return parse_spreadsheet({"sheets": [{"properties": properties, **sheet}]}).tabs[0]


def number(value: float, kind: str = "") -> dict[str, Any]:
    return {
        "effectiveValue": {"numberValue": value},
        "effectiveFormat": {"numberFormat": {"type": kind}},
    }


def test_what_google_leaves_out_is_zero_or_nothing() -> None:
    tab = tab_of()
    assert (tab.id, tab.rows, tab.size, tab.digest) == (0, [], (9, 9), None)


def test_rows_are_as_wide_as_the_widest_and_end_with_the_last_that_holds_something() -> None:
    text = {"effectiveValue": {"stringValue": "a"}}
    data = [{"rowData": [{"values": [text]}, {}, {"values": [{}, text]}, {"values": [{}]}]}]
    assert tab_of(data=data).rows == [["a", ""], ["", ""], ["", "a"]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (number(45352, "DATE"), date(2024, 3, 1)),
        (number(45352.5, "DATE_TIME"), datetime(2024, 3, 1, 12)),  # noqa: DTZ001 - as sheets are
        (number(0.25, "TIME"), time(6)),
        (number(1.25, "TIME"), timedelta(days=1, hours=6)),
        (number(1e12, "DATE"), 1e12),
        (number(45352), 45352.0),
        ({"effectiveValue": {"boolValue": False}}, False),
        ({"effectiveValue": {"errorValue": {"type": "N_A"}}}, BrokenCell("#N/A")),
        ({"effectiveValue": {"errorValue": {"type": "NEW"}}}, BrokenCell("#ERROR!")),
    ],
)
def test_a_value_is_what_its_format_says_it_is(cell: dict[str, Any], value: object) -> None:
    assert tab_of(data=[{"rowData": [{"values": [cell]}]}]).rows == [[value]]


def test_notes_and_fill_colours_have_their_place_black_and_theme_included() -> None:
    def filled(style: dict[str, Any]) -> dict[str, Any]:
        return {"userEnteredFormat": {"backgroundColorStyle": style}}

    cells = [filled({"rgbColor": {}}), filled({"themeColor": "ACCENT1"}), {"note": "Vu"}]
    tab = tab_of(data=[{"startRow": 3, "startColumn": 1, "rowData": [{"values": cells}]}])
    assert tab.fill_colours == {(3, 1): Colour(0, 0, 0), (3, 2): None}
    assert tab.notes == {(3, 3): "Vu"}


def test_a_column_whose_empty_cells_show_days_is_known() -> None:
    rows = [{"values": [{"effectiveFormat": DAY_FORMAT}, {"effectiveFormat": {}}]}]
    assert tab_of(data=[{"rowData": rows}]).day_columns == {0}


@pytest.mark.parametrize(
    ("protected", "may_edit"),
    [
        ({"range": {"startRowIndex": 2, "endRowIndex": 3}}, False),
        ({"range": {}}, False),
        ({"range": {"startRowIndex": 3}}, True),
        ({"range": {}, "warningOnly": True}, True),
        ({"range": {}, "requestingUserCanEdit": True}, True),
        ({"range": {}, "unprotectedRanges": [{"startColumnIndex": 5}]}, True),
        ({"range": {}, "unprotectedRanges": [{"startColumnIndex": 6}]}, False),
    ],
)
def test_a_protection_bars_its_cells_but_for_its_holes(
    protected: dict[str, Any], may_edit: bool
) -> None:
    assert tab_of(protectedRanges=[protected]).may_edit(2, 5) is may_edit
