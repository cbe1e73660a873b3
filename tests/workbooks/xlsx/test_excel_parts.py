"""What Excel keeps beside the cells of a tab stays to the byte: feedback, and feedback gone again.

Threaded comments, form controls, slicers, embedded objects, views of each user and links to other
workbooks are put into a small workbook as Excel writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from sheets_sync.files import Copies
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.corpus import DAY, WRONG, sheets_for
from tests.hostile_workbooks import BOOK, BOOK_RELATIONS, SHEET, TYPES, Parts, parts_of, write_parts

OF_SHEET = "xl/worksheets/_rels/sheet1.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
X14 = f'xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"'
THREADS = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
PERSON = "{11111111-1111-1111-1111-111111111111}"
THREAD = "{22222222-2222-2222-2222-222222222222}"
VIEW = "{33333333-3333-3333-3333-333333333333}"
EXCELS: Mapping[str, tuple[str, str, str, str]] = {
    "xl/persons/person.xml": (
        BOOK_RELATIONS,
        f"{MICROSOFT}/2017/10/relationships/person",
        "application/vnd.ms-excel.person+xml",
        f'<personList xmlns="{THREADS}"><person displayName="Marie" id="{PERSON}"/></personList>',
    ),
    "xl/threadedComments/threadedComment1.xml": (
        OF_SHEET,
        f"{MICROSOFT}/2017/10/relationships/threadedComment",
        "application/vnd.ms-excel.threadedcomments+xml",
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="B2" personId="{PERSON}"'
        f' id="{THREAD}"><text>de Marie</text></threadedComment></ThreadedComments>',
    ),
    "xl/ctrlProps/ctrlProp1.xml": (
        OF_SHEET,
        f"{OFFICE}/ctrlProp",
        "application/vnd.ms-excel.controlproperties+xml",
        f'<formControlPr xmlns="{MICROSOFT}/spreadsheetml/2009/9/main" objectType="CheckBox"/>',
    ),
    "xl/embeddings/oleObject1.bin": (
        OF_SHEET,
        f"{OFFICE}/oleObject",
        "application/vnd.openxmlformats-officedocument.oleObject",
        "\xd0\xcf",
    ),
    "xl/slicers/slicer1.xml": (
        OF_SHEET,
        f"{MICROSOFT}/2007/relationships/slicer",
        "application/vnd.ms-excel.slicer+xml",
        f'<slicers xmlns="{MICROSOFT}/spreadsheetml/2009/9/main"><slicer name="M"/></slicers>',
    ),
    "xl/externalLinks/externalLink1.xml": (
        BOOK_RELATIONS,
        f"{OFFICE}/externalLink",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        f'<externalLink xmlns="{MAIN}"/>',
    ),
}
"""Part → the list of relations that it stands in, their kind, its type, its content."""
VIEWS = f'<customSheetViews><customSheetView guid="{VIEW}" scale="130"/></customSheetViews>'
OBJECTS = (
    '<oleObjects><oleObject progId="Word.Document.12" shapeId="2050" r:id="rIdX4"/></oleObjects>'
    '<controls><control shapeId="2051" r:id="rIdX3" name="Case 1"/></controls>'
)
LISTED = (
    f'<ext {X14} uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations count="1">'
    '<x14:dataValidation type="list"/></x14:dataValidations></ext>'
)


def excel_file(file: Path) -> Path:
    """A tab with notes sized by hand, a button, a picture, frozen panes, lists and formats."""
    with xlsxwriter.Workbook(str(file)) as book:
        tab, lists = book.add_worksheet("Essai"), book.add_worksheet("Mes listes")
        for row in range(5):
            tab.write_row(row, 0, [f"v{row + 1}{column}" for column in range(1, 5)])
        tab.write_comment("B2", "de Marie", {"x_scale": 2.5, "y_scale": 1.7, "author": "Marie"})
        tab.freeze_panes(1, 2)
        tab.set_zoom(85)
        tab.insert_button("K6", {"macro": "say", "caption": "Appuyer"})
        tab.insert_textbox("M2", "Bonjour")
        tab.write_dynamic_array_formula("P2:P3", "=UNIQUE(C2:C4)", None, "v23")
        lists.write_column(0, 0, ["CDDI", "CDI"])
        source = {"validate": "list", "source": "='Mes listes'!$A$1:$A$2"}
        tab.data_validation("C2:C50", source)
        tab.conditional_format("D2:D50", {"type": "data_bar", "data_bar_2010": True})
    parts = parts_of(file)
    for number, (name, (relations, kind, content_type, content)) in enumerate(EXCELS.items(), 1):
        parts[name] = content.encode("latin-1")
        target = f'<Relationship Id="rIdX{number}" Type="{kind}" Target="/{name}"/></Relationships>'
        put(parts, relations, r"</Relationships>", target)
        override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
        put(parts, TYPES, r"</Types>", override)
    put(parts, SHEET, r"<conditionalFormatting", f"{VIEWS}\\g<0>")
    put(parts, SHEET, r"<legacyDrawing [^>]*/>", f"\\g<0>{OBJECTS}")
    put(parts, SHEET, r"<extLst>", f"\\g<0>{LISTED}")
    put(
        parts,
        BOOK,
        r"</sheets>",
        '\\g<0><externalReferences><externalReference r:id="rIdX6"/></externalReferences>',
    )
    write_parts(file, parts)
    return file


def put(parts: Parts, name: str, pattern: str, instead: str) -> None:
    text, count = re.subn(pattern, instead, parts[name].decode(), count=1)
    assert count, (name, pattern)
    parts[name] = text.encode()


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_only_the_cells_their_notes_and_the_formats_change_and_come_back(
    tmp_path: Path, copies: Copies, ending: str
) -> None:
    file = excel_file(tmp_path / f"essai.{ending}")
    before = parts_of(file)
    assert EXCELS.keys() <= before.keys()
    cells = {"B2": WRONG, "D3": WRONG}
    XlsxWorkbook(file).publish(WorkbookUpdate(feedback={"Essai": cells}), DAY, copies)
    noted = parts_of(file)
    changed = {name for name in before if noted[name] != before[name]}
    assert changed == {SHEET, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml"}
    assert noted.keys() == before.keys()
    XlsxWorkbook(file).publish(WorkbookUpdate(feedback={"Essai": {}}), DAY, copies)
    cleared = parts_of(file)
    assert {name for name in before if cleared[name] != before[name]} == {"xl/styles.xml"}


def test_sheets_of_ours_change_nothing_but_the_lists_of_parts(
    tmp_path: Path, copies: Copies
) -> None:
    file = excel_file(tmp_path / "essai.xlsx")
    before = parts_of(file)
    XlsxWorkbook(file).publish(WorkbookUpdate(sheets_for("Essai")), DAY, copies)
    after = parts_of(file)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {BOOK, BOOK_RELATIONS, TYPES, "xl/styles.xml"}
