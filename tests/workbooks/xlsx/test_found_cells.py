"""Cells are found by their bytes just as they are by reading every tag."""

from __future__ import annotations

import pytest

from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.xlsx.found_cells import Scan, scan_cells

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FEEDBACK = Feedback("⚠ ", "error")


def scan(rows: str, *, before: str = "", tag: str = "worksheet", data: str = "sheetData") -> Scan:
    prefix = tag.removesuffix("worksheet")
    declared = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    xml = f'{before}<{tag} {declared}="{_MAIN}"><{data}>{rows}</{data}></{tag}>'
    return scan_cells(xml.encode(), {2: {1: _FEEDBACK, 3: _FEEDBACK}}, frozenset({7}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"/><row r="2"><c r="A2" s="7"/><c r="C2" s="1"><v>5</v></c></row>',
        '<row r="2" s="4" customFormat="1"><c r="A2" s="7"/><c r="B2"/></row>',
        '<row r="2"><c r="B2" t="s" s="7"><v>1</v></c></row>',
        "<row r='2'><c r='A2' s='7'/><c r='C2' s='1'/></row>",
        '<row r="2"><c r="A2" s = "7"/><c\nr="C2" s="1"/></row>',
        '<row><c><v>1</v></c></row><row><c s="7"/><c/><c s="3"/></row>',
        '<row r="2"><c r="A2" x="a>b" s="7"/><c r="C2" s="1"/></row>',
        '<row r="2"><c r="A2"><!-- <c r="C2" s="7"/> --></c></row>',
        '<row r="2"><c r="A2" t="str"><v> s="7" r="C2"</v></c></row>',
        '<row r="1" s="7" customFormat="1"><c r="A1" s="7"/></row><row r="2"></row>',
        '<row r="2"><c r="A2"><v><![CDATA[<c r="C2" s="7"/>]]></v></c></row>',
    ],
)
def test_cells_are_the_same_whether_their_tags_are_usual_or_not(rows: str) -> None:
    found = scan(rows)
    # What looks like a tag makes the search give way to the reader, and changes nothing else.
    read = scan(rows + "<!-- -->")
    assert found.filled == read.filled
    assert found.rows.keys() == read.rows.keys()
    for number, row in found.rows.items():
        there = read.rows[number]
        assert row.style == there.style
        assert row.cells.items() <= there.cells.items()
        wanted = there.cells if {1, 3} - there.cells.keys() else {1, 3}
        assert row.cells.keys() >= set(wanted)


def test_a_prefix_of_all_elements_is_no_hindrance() -> None:
    rows = '<x:row r="2"><x:c r="A2" s="7"/><x:c r="C2" s="2"/></x:row>'
    found = scan(rows, tag="x:worksheet", data="x:sheetData")
    assert set(found.filled) == {(2, 1)}
    assert found.rows[2].cells[3].style == 2
