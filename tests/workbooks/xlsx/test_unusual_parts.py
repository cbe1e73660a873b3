"""Workbooks of other programs: parts with unusual names, notes drawn by LibreOffice."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.calc.desk import Convert
from tests.corpus import DAY, WRONG, sheets_for

UNUSUAL = {
    "xl/worksheets/sheet1.xml": "pages/one.xml",
    "xl/worksheets/sheet2.xml": "pages/deep/two.xml",
    "xl/sharedStrings.xml": "words/strings.xml",
    "xl/theme/theme1.xml": "look/t.xml",
    "xl/comments/comment1.xml": "said/c.xml",
    "xl/drawings/commentsDrawing1.vml": "said/d.vml",
}


def staff_file(file: Path) -> Path:
    book = openpyxl.Workbook()
    tab = book.worksheets[0]
    tab.title = "Essai"
    for row in range(1, 6):
        for column in range(1, 5):
            tab.cell(row, column).value = f"v{row}{column}"
    tab["B2"].comment = Comment("de Marie", "Marie")
    book.create_sheet("Autre")["A1"] = "x"
    book.save(file)
    return file


def relations(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def renamed(file: Path, names: Mapping[str, str]) -> None:
    """The same workbook, its parts called and placed otherwise."""
    moved = {**names, **{relations(old): relations(new) for old, new in names.items()}}
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            text = data
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))

                def whole(found: re.Match[bytes], folder: str = folder) -> bytes:
                    target = posixpath.normpath(posixpath.join("/", folder, found[1].decode()))[1:]
                    return f'Target="/{names.get(target, target)}"'.encode()

                text = re.sub(rb'Target="([^"]+)"', whole, data)
            elif name == "[Content_Types].xml":
                for old, new in names.items():
                    text = text.replace(f'"/{old}"'.encode(), f'"/{new}"'.encode())
            package.writestr(moved.get(name, name), text)


def parts_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def publish(file: Path, copies: Copies, update: WorkbookUpdate) -> None:
    book = XlsxWorkbook(file)
    book.read("Essai")
    book.publish(update, DAY, copies)


def test_parts_with_unusual_names_are_all_there_and_open_again(
    tmp_path: Path, copies: Copies
) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    renamed(file, UNUSUAL)
    before = parts_of(file)
    feedback = {"Essai": {"B2": WRONG, "D3": WRONG}}
    publish(file, copies, WorkbookUpdate(sheets_for("Essai"), feedback=feedback))
    assert before.keys() <= parts_of(file).keys()
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Essai", "Autre", "Pilotage", "Anomalies", "Consortium"]
    assert book["Essai"]["C3"].value == "v33"
    assert "de Marie" in str(book["Essai"]["B2"].comment)


@pytest.mark.office
def test_libreoffice_opens_it_too(tmp_path: Path, copies: Copies, convert: Convert) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    renamed(file, UNUSUAL)
    publish(file, copies, WorkbookUpdate(sheets_for("Essai")))
    book = openpyxl.load_workbook(convert(file, "xlsx", tmp_path / "again"))
    assert book["Essai"]["C3"].value == "v33"
    assert "Pilotage" in book.sheetnames


def test_formats_where_no_reader_looks_are_a_sentence(tmp_path: Path) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    renamed(file, {"xl/styles.xml": "look/s.xml"})
    with pytest.raises(Refusal, match="ses dates ne se liraient pas"):
        XlsxWorkbook(file)


@pytest.mark.office
def test_a_drawing_of_notes_by_libreoffice_is_as_it_was_after_ours_are_gone(
    tmp_path: Path, copies: Copies, convert: Convert
) -> None:
    file = convert(staff_file(tmp_path / "essai.xlsx"), "xlsx", tmp_path / "by")
    before = parts_of(file)
    for cells in ({"B2": WRONG, "D2": WRONG}, {"A5": WRONG}, {}):
        publish(file, copies, WorkbookUpdate(feedback={"Essai": cells}))
    after = parts_of(file)
    # A format that was used once stays in the styles.
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        "xl/styles.xml"
    }


@pytest.mark.office
def test_our_fill_comes_and_goes_where_libreoffice_dropped_the_format_below_it(
    tmp_path: Path, copies: Copies, convert: Convert
) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    book = openpyxl.load_workbook(file)
    # The only cell of its format: once it has our fill, nothing in the file has the one before.
    book["Essai"]["B3"].number_format = "dd/mm/yyyy"
    book.save(file)
    publish(file, copies, WorkbookUpdate(feedback={"Essai": {"B3": WRONG}}))
    for again in ("first", "second"):
        file = convert(file, "xlsx", tmp_path / again)
        publish(file, copies, WorkbookUpdate(feedback={"Essai": {"B3": WRONG}}))
        assert openpyxl.load_workbook(file)["Essai"]["B3"].fill.fgColor.rgb == "FFFFCFBF"
    entry = Additions(rows=[NewRow(5, {1: DAY}, 2, frozenset({1}))])
    publish(file, copies, WorkbookUpdate(feedback={"Essai": {}}, added={"Essai": entry}))
    tab = openpyxl.load_workbook(file)["Essai"]
    assert (tab["B3"].fill.fill_type, tab["B6"].fill.fill_type) == (None, None)
    assert tab["B3"].number_format == tab["B6"].number_format == "dd/mm/yyyy"
    assert tab["B6"].is_date


def without_references(file: Path, pattern: bytes) -> None:
    """The same workbook, as a program writes it that leaves to readers what they can count."""
    parts = parts_of(file)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, re.sub(pattern, rb"\1", data) if "sheet" in name else data)


@pytest.mark.parametrize(
    "pattern", [rb'(<row) r="\d+"', rb'(<c) r="[A-Z]+\d+"', rb'(<(?:row|c)) r="[A-Z]*\d+"']
)
def test_where_rows_or_cells_have_no_reference_values_go_to_their_place(
    tmp_path: Path, copies: Copies, pattern: bytes
) -> None:
    usual, unusual = staff_file(tmp_path / "a.xlsx"), staff_file(tmp_path / "b.xlsx")
    without_references(unusual, pattern)
    change = Additions(rows=[NewRow(5, {0: "nouveau", 3: 7})], edits=[Edit(1, 2, "v23", "changé")])
    for file in (usual, unusual):
        publish(file, copies, WorkbookUpdate(added={"Essai": change}))
    sheet = "xl/worksheets/sheet1.xml"
    assert parts_of(unusual)[sheet] == parts_of(usual)[sheet]


def test_a_formula_is_known_in_a_cell_without_a_reference(tmp_path: Path) -> None:
    file = staff_file(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(file)
    book["Essai"]["E1"] = "=A1"
    book["Essai"]["E2"] = ArrayFormula("E2:E4", "=A2:A4")
    book.save(file)
    without_references(file, rb'(<c) r="E1"')
    read = XlsxWorkbook(file).read("Essai")
    assert read.formulas == {(0, 4): "A1", (1, 4): "A2:A4"}
    assert read.spread == ((1, 4, 3, 4),)


def test_a_sheet_in_utf_16_is_told_and_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.encode("utf-16")
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    with pytest.raises(Refusal, match="pas écrit en UTF-8"):
        XlsxWorkbook(file).read("Essai")


def test_new_rows_go_between_empty_ones_of_any_spelling(tmp_path: Path) -> None:
    file = staff_file(tmp_path / "essai.xlsx")
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    empty = b"<row ht='15' r='7' customHeight='1'/><row r=\"9\" s='0'></row></sheetData>"
    parts[part] = parts[part].replace(b"</sheetData>", empty)
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    rows = [NewRow(row, {0: f"n{row}"}, like=4) for row in (5, 6, 7, 8, 9)]
    update = WorkbookUpdate(added={"Essai": Additions(rows=rows)})
    copies = Copies(tmp_path / "copies", 3, tmp_path)
    assert XlsxWorkbook(file).publish(update, DAY, copies) == "changed"
    tab = openpyxl.load_workbook(file)["Essai"]
    assert [tab.cell(row, 1).value for row in range(5, 11)] == [
        "v51",
        *(f"n{row}" for row in (5, 6, 7, 8, 9)),
    ]
