"""Rows that are added above a total: it counts them, and all that was below is as it was."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, NewRow, TotalRows
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared import formula_references
from sheets_sync.workbooks.shared.formula_references import with_rows
from tests.calc.desk import Convert, ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import Rows, write_book
from tests.desks import Desk, FileDesk, GoogleDesk
from tests.typing_commands import plain
from tests.workbooks.conftest import MakeDesk

DAY = date(2026, 11, 23)
LIST: Rows = (
    ("Nom", "Heures", "Note"),
    ("DIALLO", 20, ""),
    ("AHMADI", 24, ""),
    ("TOTAL", "=SUM(B2:B3)", "=B4+1"),
    ("Vert : en formation", "", ""),
)
NEW = (
    NewRow(3, {0: "KONÉ", 1: 30.0}, 2, is_inserted=True),
    NewRow(4, {0: "SOW", 1: 2.0}, 2, is_inserted=True),
)
"""Two entries where the total stands."""


def formula(work: Desk, cell: str, tab: str = "Liste") -> str:
    """The formula of a cell, as each kind of workbook has it."""
    if isinstance(work, GoogleDesk):
        return str(work._cell(tab, cell)["userEnteredValue"]["formulaValue"])
    if isinstance(work, ExcelDesk):
        area = [int(cell[1:]), ord(cell[0]) - 64]
        return str(work.ask("formulas", tab, [*area, *area])[0][0])
    return str(work.value(tab, cell))


def names(work: Desk, last: int) -> list[Any]:
    return [work.value("Liste", f"A{row}") for row in range(2, last + 1)]


def test_a_total_moves_down_and_counts_what_is_added_above_it(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Liste": LIST})
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert names(work, 7) == ["DIALLO", "AHMADI", "KONÉ", "SOW", "TOTAL", "Vert : en formation"]
    assert formula(work, "B6") == "=SUM(B2:B5)"
    assert formula(work, "C6") == "=B6+1"
    if not isinstance(work, FileDesk):
        assert work.value("Liste", "B6") == 76


def test_what_counts_the_whole_list_takes_in_what_is_added_wherever_it_stands(
    desk: MakeDesk, copies: Copies
) -> None:
    rows = (
        ("Heures", "=SUM(B3:B4)", "", "=COUNTA($A$3:$A$4)"),
        ("Nom", "Heures", "Jusqu'ici", ""),
        ("DIALLO", 20, "=SUM(B$3:B3)", ""),
        ("AHMADI", 24, "=SUM(B$3:B4)", "=B4/SUM(B3:B4)"),
        # Of the list above, without a label; of its last row only; of no list at all.
        ("", "=SUM(B3:B4)", "=SUM(B4:B4)", ""),
        ("", "=SUM(A1:A2)", "", "=B5"),
    )
    work = desk({"Liste": rows})
    new = NewRow(4, {0: "KONÉ", 1: 30.0}, 3, is_inserted=True)
    added = Additions(rows=[new], totals=TotalRows([], 2, 3))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert names(work, 5)[1:] == ["DIALLO", "AHMADI", "KONÉ"]
    assert {cell: formula(work, cell) for cell in ("B1", "D1", "C4", "D4", "B6", "C6", "B7")} == {
        "B1": "=SUM(B3:B5)",
        "D1": "=COUNTA($A$3:$A$5)",
        "C4": "=SUM(B$3:B4)",
        "D4": "=B4/SUM(B3:B5)",
        "B6": "=SUM(B3:B5)",
        "C6": "=SUM(B4:B4)",
        "B7": "=SUM(A1:A2)",
    }
    assert formula(work, "D7") == "=B6"


# Of Google, only what counts the list in the tab itself grows.
@pytest.mark.parametrize(
    "desk", ["xlsx", pytest.param("excel", marks=pytest.mark.office)], indirect=True
)
def test_another_tab_counts_what_is_added_too(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Liste": LIST, "Synthèse": (("=SUM(Liste!B2:B3)", "=Liste!B4"),)})
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert formula(work, "A1", "Synthèse") == "=SUM(Liste!B2:B5)"
    assert formula(work, "B1", "Synthèse") == "=Liste!B6"


# Google always makes a row: see the test above.
@pytest.mark.parametrize(
    "desk", ["xlsx", pytest.param("excel", marks=pytest.mark.office)], indirect=True
)
def test_where_a_row_is_free_above_the_total_nothing_moves(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Liste": (*LIST[:3], ("", "", ""), ("TOTAL", "=SUM(B2:B3)", "=SUM($B$2:$B$4)"))})
    added = Additions(rows=[NewRow(3, {0: "KONÉ", 1: 30.0}, 2)], totals=TotalRows([4], 1, 2))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert names(work, 5) == ["DIALLO", "AHMADI", "KONÉ", "TOTAL"]
    assert (formula(work, "B5"), formula(work, "C5")) == ("=SUM(B2:B4)", "=SUM($B$2:$B$4)")


@pytest.mark.office
def test_a_total_that_excel_refuses_midway_leaves_the_list_as_it_was(
    tmp_path: Path, calc: Calc, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = ExcelDesk(calc, write_book(tmp_path / "essai.xlsx", {"Liste": LIST}))
    before = work.ask("formulas", "Liste", [1, 1, 8, 3])

    def refusing(text: str, *rest: Any) -> str:
        if text == "=B6+1":
            # The total before it has taken the new rows in by now.
            assert formula(work, "B6") == "=SUM(B2:B5)"
            raise ConnectionAbortedError
        return with_rows(text, *rest)

    monkeypatch.setattr(formula_references, "with_rows", refusing)
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    with pytest.raises(ConnectionAbortedError):
        work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert work.ask("formulas", "Liste", [1, 1, 8, 3]) == before


def test_what_was_put_in_is_not_put_in_again(google: Any, tmp_path: Path, copies: Copies) -> None:
    work = GoogleDesk(google, tmp_path, {"Liste": LIST})
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    book = work.open()
    book.publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    # The answer to the write was lost: the same is asked for, of what was read before.
    again = work.open()
    again.spreadsheet = book.spreadsheet  # type: ignore[attr-defined]
    again.publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert names(work, 7).count("KONÉ") == 1
    assert formula(work, "B6") == "=SUM(B2:B5)"


def rich_book(file: Path) -> Path:
    """A list with all that stands around a list, and formulas elsewhere that look at it."""
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Liste")
        for row, cells in enumerate(LIST):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.merge_range("A7:C7", "Pied")
        sheet.conditional_format("A4:C4", {"type": "formula", "criteria": "=$B$4>10"})
        sheet.data_validation("A5:A9", {"validate": "list", "source": "=$A$7:$A$9"})
        sheet.write_comment("B4", "Une note de Marie")
        sheet.write_url("A9", "internal:'Liste'!A4")
        sheet.print_area("A1:C9")
        sheet.set_h_pagebreaks([6])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Liste!$B$4:$B$5"})
        sheet.insert_chart("E6", chart)
        other = book.add_worksheet("L'autre")
        other.write("A1", "=Liste!B4*2")
        other.write("A2", "=SUM(Liste!A1:A9,'Liste'!$B$4)&\"B4\"")
        other.write_url("A3", "internal:Liste!A4")
        book.define_name("Le_total", "=Liste!$B$4")
    return file


def test_all_that_refers_to_a_row_below_goes_along(tmp_path: Path, copies: Copies) -> None:
    work = FileDesk(rich_book(tmp_path / "essai.xlsx"))
    before = parts(work.file)
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    book = openpyxl.load_workbook(work.file)
    sheet, other = book["Liste"], book["L'autre"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A9:C9"]
    [area] = sheet.conditional_formatting
    assert (str(area.sqref), area.rules[0].formula) == ("A6:C6", ["$B$6>10"])
    [validation] = sheet.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1) == ("A7:A11", "$A$9:$A$11")
    assert sheet["B6"].comment.text == "Une note de Marie"
    assert sheet["A11"].hyperlink.location == "'Liste'!A6"
    assert sheet.print_area == "'Liste'!$A$1:$C$11"
    assert [mark.id for mark in sheet.row_breaks.brk] == [8]
    assert [other[f"A{row}"].value for row in (1, 2)] == [
        "=Liste!B6*2",
        "=SUM(Liste!A1:A11,'Liste'!$B$6)&\"B4\"",
    ]
    assert other["A3"].hyperlink.location == "Liste!A6"
    assert book.defined_names["Le_total"].attr_text == "Liste!$B$6"
    after = parts(work.file)
    assert b"Liste!$B$6:$B$7" in after["xl/charts/chart1.xml"]
    assert b"<xdr:row>7</xdr:row>" in after["xl/drawings/drawing1.xml"]
    # What has nothing to do with rows is byte for byte what it was.
    same = {name for name in before if before[name] == after[name]}
    assert {"xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"} <= same


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.office
def test_another_program_computes_the_total_anew(
    tmp_path: Path, copies: Copies, convert: Convert
) -> None:
    work = FileDesk(rich_book(tmp_path / "essai.xlsx"))
    added = Additions(rows=NEW, totals=TotalRows([3], 1, 2))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    (tmp_path / "out").mkdir()
    file = convert(work.file, "xlsx", tmp_path / "out")
    sheet = openpyxl.load_workbook(file, data_only=True)["Liste"]
    assert (sheet["A6"].value, sheet["B6"].value) == ("TOTAL", 76)


@pytest.mark.parametrize(
    ("array", "is_parted"), [("D2:D5", True), ("D1:D4", True), ("D2:D3", False), ("D4:D6", False)]
)
def test_no_row_is_put_into_a_formula_over_several(
    tmp_path: Path, copies: Copies, array: str, is_parted: bool
) -> None:
    file = rich_book(tmp_path / "essai.xlsx")
    book = openpyxl.load_workbook(file)
    book["Liste"][array[:2]] = ArrayFormula(array, f"={array.replace('D', 'B')}*2")
    book.save(file)
    work, before = FileDesk(file), file.read_bytes()
    update = WorkbookUpdate(added={"Liste": Additions(rows=NEW, totals=TotalRows([3], 1, 2))})
    if not is_parted:
        work.open().publish(update, DAY, copies)
        return
    with pytest.raises(Untouchable) as refused:
        work.open().publish(update, DAY, copies)
    assert "une formule matricielle" in plain(refused.value)
    assert file.read_bytes() == before


def shared_book(file: Path) -> Path:
    """A list whose totals were dragged to the right, as Excel stores it: one formula for two."""
    write_book(
        file,
        {"Liste": (("Nom", "a", "b"), ("DIALLO", 1, 2), ("TOTAL", "=SUM(B2:B2)", "=SUM(C2:C2)"))},
    )
    changed = parts(file)
    name = "xl/worksheets/sheet1.xml"
    xml = changed[name].replace(
        b"<f>SUM(B2:B2)</f>", b'<f t="shared" ref="B3:C3" si="0">SUM(B2:B2)</f>'
    )
    changed[name] = xml.replace(b"<f>SUM(C2:C2)</f>", b'<f t="shared" si="0"/>')
    assert changed[name].count(b"shared") == 2
    with zipfile.ZipFile(file, "w") as package:
        for each, content in changed.items():
            package.writestr(each, content)
    return file


def test_totals_that_share_a_formula_each_take_in_what_is_added(
    tmp_path: Path, copies: Copies
) -> None:
    work = FileDesk(shared_book(tmp_path / "essai.xlsx"))
    new = NewRow(2, {0: "KONÉ", 1: 3.0, 2: 4.0}, 1, is_inserted=True)
    added = Additions(rows=[new], totals=TotalRows([2], 1, 1))
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert (formula(work, "B4"), formula(work, "C4")) == ("=SUM(B2:B3)", "=SUM(C2:C3)")


def table_book(file: Path, *, total: bool = False) -> Path:
    """A table of Excel's with a calculated column."""
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Liste")
        columns = [
            {"header": "Nom"},
            {"header": "Heures", "total_function": "sum"},
            # As Excel writes it in the file; LibreOffice reads no other form.
            {"header": "Double", "formula": "=Personnes[[#This Row],[Heures]]*2"},
        ]
        sheet.add_table(
            "A1:C4" if total else "A1:C3",
            {
                "name": "Personnes",
                "columns": columns,
                "total_row": total,
                "data": [["DIALLO", 20], ["AHMADI", 24]],
            },
        )
    return file


def test_a_table_of_excels_grows_with_its_filter_and_calculated_columns(
    tmp_path: Path, copies: Copies
) -> None:
    work = FileDesk(table_book(tmp_path / "essai.xlsx"))
    rows = [NewRow(3, {0: "KONÉ", 1: 30.0}, 2), NewRow(4, {0: "SOW", 1: 2.0}, 2)]
    work.open().publish(WorkbookUpdate(added={"Liste": Additions(rows=rows)}), DAY, copies)
    sheet = openpyxl.load_workbook(work.file)["Liste"]
    table = sheet.tables["Personnes"]
    assert (table.ref, table.autoFilter.ref) == ("A1:C5", "A1:C5")
    assert sheet["C5"].value == sheet["C3"].value != None  # noqa: E711


def test_an_entry_stands_beside_notes_and_the_table_of_excels_grows_by_it(
    tmp_path: Path, copies: Copies
) -> None:
    work = FileDesk(table_book(tmp_path / "essai.xlsx"))
    work.type("Liste", "M4", "rappeler sa référente")
    added = Additions(rows=[NewRow(3, {0: "KONÉ", 1: 30.0}, 2)], header=0)
    work.open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    sheet = openpyxl.load_workbook(work.file)["Liste"]
    assert (sheet["A4"].value, sheet["M4"].value) == ("KONÉ", "rappeler sa référente")
    assert sheet.tables["Personnes"].ref == "A1:C4"


def test_another_table_below_the_people_takes_none_of_them_in(
    tmp_path: Path, copies: Copies
) -> None:
    file = tmp_path / "essai.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Liste")
        for name, area in (("Personnes", "A1:C3"), ("Bareme", "A8:B10")):
            sheet.add_table(area, {"name": name})
    before = file.read_bytes()
    added = Additions(rows=[NewRow(10, {0: "KONÉ"}, 2)], header=0)
    with pytest.raises(Untouchable) as refusal:
        FileDesk(file).open().publish(WorkbookUpdate(added={"Liste": added}), DAY, copies)
    assert "« Personnes » s'arrête à la ligne 3" in plain(str(refusal.value))
    assert file.read_bytes() == before


@pytest.mark.office
def test_another_program_computes_the_calculated_column(
    tmp_path: Path, copies: Copies, convert: Convert
) -> None:
    work = FileDesk(table_book(tmp_path / "essai.xlsx"))
    rows = [NewRow(3, {0: "KONÉ", 1: 30.0}, 2)]
    work.open().publish(WorkbookUpdate(added={"Liste": Additions(rows=rows)}), DAY, copies)
    (tmp_path / "out").mkdir()
    file = convert(work.file, "xlsx", tmp_path / "out")
    assert openpyxl.load_workbook(file, data_only=True)["Liste"]["C4"].value == 60


def test_a_table_with_a_row_of_totals_is_refused_and_what_to_do_is_said(
    tmp_path: Path, copies: Copies
) -> None:
    work = FileDesk(table_book(tmp_path / "essai.xlsx", total=True))
    before = work.file.read_bytes()
    rows = [NewRow(3, {0: "KONÉ"}, 2, is_inserted=True)]
    with pytest.raises(Untouchable) as refusal:
        work.open().publish(WorkbookUpdate(added={"Liste": Additions(rows=rows)}), DAY, copies)
    told = plain(str(refusal.value))
    assert "« Personnes »" in told
    assert "décocher « Ligne Total »" in told
    assert work.file.read_bytes() == before
