"""Sheets whose XML is right and unusual are read truly, and get rows and columns like any other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from forms.values import BrokenCell
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit, NewColumn, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.usual_form import in_usual_form
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.corpus import DAY, WRONG
from tests.hostile_workbooks import SHEET, parts_of, write_parts
from tests.workbooks.xlsx.test_unusual_parts import staff_file

NAMED = (b"<worksheet ", b'<worksheet xmlns:x="urn:x" ')
UPDATES = {
    "feedback": WorkbookUpdate(feedback={"Essai": {"C3": WRONG, "D4": WRONG, "A9": WRONG}}),
    "rows": WorkbookUpdate(
        added={
            "Essai": Additions(
                rows=[NewRow(5, {0: "nouveau", 3: 7})], edits=[Edit(1, 2, "v23", "changé")]
            )
        }
    ),
    "inserted": WorkbookUpdate(
        added={"Essai": Additions(rows=[NewRow(2, {0: "nouveau"}, like=1, is_inserted=True)])}
    ),
    "column": WorkbookUpdate(
        added={"Essai": Additions(columns=[NewColumn(0, 4, "Titre", "aide", None)], header=0)}
    ),
}


def in_tags(pattern: bytes, instead: bytes) -> Callable[[bytes], bytes]:
    """The sheet with something written otherwise in each of its tags."""
    return lambda xml: re.sub(rb"<[^<>!?]+>", lambda tag: re.sub(pattern, instead, tag[0]), xml)


def put(*pairs: tuple[bytes, bytes]) -> Callable[[bytes], bytes]:
    """The sheet with some bytes in the place of others."""

    def replaced(xml: bytes) -> bytes:
        for old, new in pairs:
            assert old in xml
            xml = xml.replace(old, new, 1)
        return xml

    return replaced


ATTRIBUTE = rb'(\s[\w:]+)="([^"]*)"'
UNUSUAL = {
    "spaces": in_tags(ATTRIBUTE, rb'\1 = "\2"'),
    "lines": in_tags(ATTRIBUTE, b'\n\\1 =\n"\\2"'),
    "single quotes": in_tags(ATTRIBUTE, rb"\1='\2'"),
    "a sign in a row": put((b'<row r="3"', b'<row x:n="a > b" r="3"'), NAMED),
    "a sign in a cell": put((b'<c r="C3"', b'<c x:n="a>b" r="C3"'), NAMED),
    "a comment with a row": put(
        (b'<row r="3"', b'<!-- <row r="3"><c r="A3"/></row> --><row r="3"')
    ),
    "an instruction": put((b'<row r="3"', b'<?tool <row r="3"/> ?><row r="3"')),
    "values as CDATA": lambda xml: re.sub(rb"<v>(\d+)</v>", rb"<v><![CDATA[\1]]></v>", xml),
    "a formula as CDATA": put((b"<f>SUM(A1:B2)</f>", b"<f><![CDATA[SUM(A1:B2)]]></f>")),
}


@pytest.fixture
def usual(tmp_path: Path) -> Path:
    """A tab with a broken cell, a formula, a hidden row and a merged range."""
    file = staff_file(tmp_path / "usual.xlsx")
    book = openpyxl.load_workbook(file)
    tab = book["Essai"]
    tab["D4"], tab["D5"] = "=1/0", "=SUM(A1:B2)"
    tab.row_dimensions[4].hidden = True
    tab.merge_cells("C1:D1")
    book.save(file)
    parts = parts_of(file)
    parts[SHEET] = put(
        (b'<c r="D4"><f>1/0</f><v />', b'<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v>'),
        (b"<f>SUM(A1:B2)</f><v />", b"<f>SUM(A1:B2)</f><v>3</v>"),
    )(re.sub(rb"<v></v>|<v/>", b"<v />", parts[SHEET]))
    write_parts(file, parts)
    return file


def what_is_read(file: Path) -> tuple[object, ...]:
    grid: Grid = XlsxWorkbook(file).read("Essai")
    assert isinstance(grid.rows[3][3], BrokenCell)
    return grid.rows, grid.merged, grid.hidden_rows, grid.formulas


@pytest.mark.parametrize("unusual", UNUSUAL.values(), ids=UNUSUAL)
def test_it_is_read_and_written_as_if_it_were_usual(
    usual: Path, copies: Copies, unusual: Callable[[bytes], bytes]
) -> None:
    file = usual.with_name("unusual.xlsx")
    parts = parts_of(usual)
    parts[SHEET] = unusual(parts[SHEET])
    assert parts[SHEET] != parts_of(usual)[SHEET]
    write_parts(file, parts)
    assert what_is_read(file) == what_is_read(usual)
    for update in UPDATES.values():
        for each in (usual, file):
            assert XlsxWorkbook(each).publish(update, DAY, copies) == "changed"
        assert XlsxWorkbook(file).read("Essai").rows == XlsxWorkbook(usual).read("Essai").rows
    assert openpyxl.load_workbook(file)["Essai"]["A7"].value == "nouveau"


def test_a_usual_sheet_keeps_every_byte_whatever_its_texts_hold() -> None:
    xml = (
        b'<?xml version="1.0"?>\n<worksheet xmlns="u"><sheetData><row r="1" s=\'2\'>'
        b'<c r="A1" t="str"><f>IF(B1 ="x",C1>2,"a &lt; b")</f><v>1 = 2 > 0</v></c></row>'
        b'</sheetData><dataValidation prompt="a &#10;&gt; b"/></worksheet>'
    )
    assert in_usual_form(xml) is xml
