"""What formulas came to is read no longer once a cell that they compute with is another."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from forms.values import BrokenCell
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.protocol import Workbook
from tests.calc.desk import Convert

DAY = date(2026, 11, 23)
UNKNOWN = BrokenCell("")
OTHER_START = Edit(1, 1, date(2026, 1, 1), date(2026, 9, 1), dated=True)


def computed_book(file: Path) -> Path:
    """Ends of contracts that are computed, and another tab that looks at them.

    Of a program that says nothing about calculations.
    """
    with xlsxwriter.Workbook(str(file)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet, other = book.add_worksheet("Un"), book.add_worksheet("Bilan")
        sheet.write_row(0, 0, ("Nom", "Début", "Fin", "Présent", "Jours"))
        for row, name in enumerate(("DIALLO", "AHMADI"), 1):
            sheet.write(row, 0, name)
            sheet.write_datetime(row, 1, date(2026, 1, row), day)
            sheet.write_formula(row, 2, f"=B{row + 1}+364", day, 46022 + row + 364)
            sheet.write_formula(row, 3, f'=IF(B{row + 1}>0,"oui","non")', None, "oui")
            sheet.write(row, 4, 10 * row)
        sheet.write_formula("G1", "=SUM(E:E)", None, 30)
        other.write_formula("A1", "=Un!C2+1", day, 46388)
        other.write_formula("A2", "=Un!C3+1", day, 46389)
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = re.sub(rb"<calcPr[^>]*/>", b"", parts["xl/workbook.xml"])
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file


def published(file: Path, added: Additions, copies: Copies) -> Workbook:
    book = open_workbook(file.name, file.parent)
    book.publish(WorkbookUpdate(added={"Un": added}), DAY, copies)
    return open_workbook(file.name, file.parent)


def test_what_computes_with_a_changed_cell_is_of_before_and_read_no_more(
    tmp_path: Path, copies: Copies
) -> None:
    file = computed_book(tmp_path / "essai.xlsx")
    book = published(file, Additions(edits=[OTHER_START]), copies)
    rows = book.read("Un").rows
    assert rows[1][:5] == ["DIALLO", date(2026, 9, 1), UNKNOWN, UNKNOWN, 10.0]
    assert rows[2][:5] == ["AHMADI", date(2026, 1, 2), date(2027, 1, 1), "oui", 20.0]
    assert rows[0][6] == 30.0
    # What computes with a result of before is of before as well, on whichever tab.
    assert book.read("Bilan").rows == [[UNKNOWN], [date(2027, 1, 2)]]
    with zipfile.ZipFile(file) as package:
        assert b'<calcPr fullCalcOnLoad="1"/>' in package.read("xl/workbook.xml")
    assert openpyxl.load_workbook(file)["Un"]["C2"].value == "=B2+364"


def test_so_it_is_with_what_counts_a_new_row(tmp_path: Path, copies: Copies) -> None:
    file = computed_book(tmp_path / "essai.xlsx")
    book = published(file, Additions(rows=[NewRow(3, {0: "KONÉ", 4: 5.0}, 2)]), copies)
    rows = book.read("Un").rows
    assert (rows[0][6], rows[1][2]) == (UNKNOWN, date(2026, 12, 31))


@pytest.mark.office
def test_another_program_computes_it_anew(tmp_path: Path, copies: Copies, convert: Convert) -> None:
    file = computed_book(tmp_path / "essai.xlsx")
    published(file, Additions(edits=[OTHER_START]), copies)
    (tmp_path / "out").mkdir()
    book = openpyxl.load_workbook(convert(file, "xlsx", tmp_path / "out"), data_only=True)
    assert (f"{book['Un']['C2'].value:%d/%m/%Y}", book["Un"]["D2"].value) == ("31/08/2027", "oui")
    assert f"{book['Bilan']['A1'].value:%d/%m/%Y}" == "01/09/2027"
