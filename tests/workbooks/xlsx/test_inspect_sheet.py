"""Cells that calamine leaves out: broken ones, at their places, no further than there is room."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from forms.values import BrokenCell, Cell
from sheets_sync.errors import Refusal
from sheets_sync.workbooks.xlsx.inspect_sheet import inspect_sheet
from sheets_sync.workbooks.xlsx.refusals import MOST_TABS, refuse_too_many_tabs
from sheets_sync.workbooks.xlsx.sparse import is_sparse

_SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)


def broken(*cells: str) -> bytes:
    rows = b"".join(
        b'<row r="%s"><c r="%s" t="e"><v>#REF!</v></c></row>'
        % (cell.lstrip("ABCDEFX").encode(), cell.encode())
        for cell in cells
    )
    return _SHEET % rows


def test_rows_grow_alike_up_to_a_broken_cell() -> None:
    rows: list[list[Cell]] = [["a"], ["b"]]
    assert inspect_sheet(broken("C4", "E5"), rows).beyond == []
    assert {len(row) for row in rows} == {5}
    assert (rows[3][2], rows[4][4]) == (BrokenCell("#REF!"), BrokenCell("#REF!"))


def test_rows_do_not_grow_up_to_the_end_of_the_sheet() -> None:
    rows: list[list[Cell]] = [["a", ""], ["b", ""]]
    inspected = inspect_sheet(broken("B2", "XFD1048576"), rows)
    assert list(inspected.beyond) == ["XFD1048576"]
    assert rows == [["a", ""], ["b", BrokenCell("#REF!")]]


@pytest.mark.parametrize(
    ("written", "number"), [("1E999", math.inf), ("-1e400", -math.inf), ("NaN", math.nan)]
)
def test_a_number_that_is_none_is_a_broken_cell(written: str, number: float) -> None:
    rows: list[list[Cell]] = [["a", number, 1e99]]
    sheet = _SHEET % b'<row r="1"><c r="B1"><v>%s</v></c></row>' % written.encode()
    inspect_sheet(sheet, rows)
    assert rows == [["a", BrokenCell("#NUM!"), 1e99]]


def test_an_address_beyond_the_last_column_is_none() -> None:
    with pytest.raises(ValueError, match="beyond"):
        is_sparse(b'<c r="%s1"><v>1</v></c>' % (b"A" * 1_000_000))


def test_a_text_may_look_like_such_an_address() -> None:
    assert not is_sparse(b'<c r="A1" t="inlineStr"><is><t>x r="ABCDE1</t></is></c>')


def test_more_tabs_than_anybody_looks_at_are_refused() -> None:
    refuse_too_many_tabs(Path("a.xlsx"), MOST_TABS)
    with pytest.raises(Refusal) as refusal:
        refuse_too_many_tabs(Path("a.xlsx"), MOST_TABS + 1)
    assert refusal.value.code == "workbook.too_many_tabs"
