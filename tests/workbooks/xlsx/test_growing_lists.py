"""An entry above a total: what counts the list elsewhere, filters and colours it takes it in."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableFormula

from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, NewRow, TotalRows
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.corpus import DAY

TAB = "L'Été & Co"
LIST = (
    ("Nom", "Heures", "Sexe", "Entrée"),
    ("DIALLO", 20, "Femme", "=B2*2"),
    ("AHMADI", 24, "Homme", "=B3*2"),
    ("TOTAL", "=SUM(B2:B3)"),
    ("moyenne", "=B4/2"),
)
NAMED = "'L''Été & Co'!"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list above its total, and another tab, a chart, a name, a filter, colours and a list."""
    book = openpyxl.Workbook()
    tab = book.worksheets[0]
    tab.title = TAB
    for row in LIST:
        tab.append(row)
    tab.auto_filter.ref = "A1:D3"
    rule = CellIsRule("lessThan", ["20"])  # type: ignore[no-untyped-call]
    tab.conditional_formatting.add("B2:B3", rule)
    for cells, choices in (("C2:C3", "Femme,Homme"), ("A2:A3", "x"), ("A4:A9", "y")):
        tab.add_data_validation(DataValidation("list", f'"{choices}"', sqref=cells))
    other = book.create_sheet("Synthèse")
    for at, formula in enumerate((f"SUM({NAMED}B2:B3)", f"{NAMED}B4", f"{NAMED}B3+B4", "Total"), 1):
        other[f"A{at}"] = f"={formula}"
    chart = BarChart()
    chart.add_data(Reference(tab, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    other.add_chart(chart, "D2")
    book.defined_names["Total"] = DefinedName("Total", attr_text=f"{NAMED}$B$4")
    path = tmp_path / "essai.xlsx"
    book.save(path)
    return path


def put_below_the_last(file: Path, copies: Copies) -> None:
    rows = [NewRow(3, {0: "KONÉ", 1: 30.0, 2: "Femme"}, 2, is_inserted=True)]
    added = Additions(rows=rows, totals=TotalRows([3], 1, 2), header=0)
    XlsxWorkbook(file).publish(WorkbookUpdate(added={TAB: added}), DAY, copies)


def test_other_tabs_charts_and_names_follow_the_total_and_take_in_the_entry(
    file: Path, copies: Copies
) -> None:
    with zipfile.ZipFile(file) as package:
        # As openpyxl writes a letter with an accent, and few other programs do.
        assert b"''&#201;t&#233; &amp; Co'!B4" in package.read("xl/worksheets/sheet2.xml")
    put_below_the_last(file, copies)
    book = openpyxl.load_workbook(file)
    other: Any = book["Synthèse"]
    assert [other[f"A{row}"].value for row in range(1, 5)] == [
        f"=SUM({NAMED}B2:B4)",
        f"={NAMED}B5",
        f"={NAMED}B3+B4",
        "=Total",
    ]
    assert book.defined_names["Total"].attr_text == f"{NAMED}$B$5"
    (series,) = other._charts[0].series
    assert series.val.numRef.f == f"{NAMED}$B$2:$B$4"


def test_the_filter_the_colours_and_the_choices_of_a_list_take_in_the_entry(
    file: Path, copies: Copies
) -> None:
    put_below_the_last(file, copies)
    tab = openpyxl.load_workbook(file)[TAB]
    assert tab.auto_filter.ref == "A1:D4"
    assert [str(each.sqref) for each in tab.conditional_formatting] == ["B2:B4"]
    by_choices = {each.formula1: str(each.sqref) for each in tab.data_validations.dataValidation}
    # A cell has one list: the row that moved down keeps its own.
    assert by_choices == {'"Femme,Homme"': "C2:C4", '"x"': "A2:A4", '"y"': "A5:A10"}


def test_a_formula_that_stands_in_each_row_of_a_plain_list_goes_on_in_the_entry(
    file: Path, copies: Copies
) -> None:
    book = openpyxl.load_workbook(file)
    tab = book[TAB]
    for row in (2, 3):
        tab[f"E{row}"] = f"=B{row}/B$4"
    book.save(file)
    put_below_the_last(file, copies)
    tab = openpyxl.load_workbook(file)[TAB]
    assert [tab[f"D{row}"].value for row in (2, 3, 4)] == ["=B2*2", "=B3*2", "=B4*2"]
    assert [tab[f"E{row}"].value for row in (2, 3, 4)] == ["=B2/B$5", "=B3/B$5", "=B4/B$5"]
    assert tab["B5"].value == "=SUM(B2:B4)"


def test_a_calculated_column_of_a_table_is_written_with_its_accents(
    file: Path, copies: Copies
) -> None:
    book = openpyxl.load_workbook(file)
    tab = book[TAB]
    tab.delete_rows(4, 2)
    tab.auto_filter.ref = None
    for row in (2, 3):
        tab[f"D{row}"] = "=TÉté[[#This Row],[Heures]]*2"
    table: Any = Table(displayName="TÉté", ref="A1:D3")
    table._initialise_columns()
    for column, title in zip(table.tableColumns, LIST[0], strict=True):
        column.name = str(title)
    table.tableColumns[3].calculatedColumnFormula = TableFormula(
        attr_text="TÉté[[#This Row],[Heures]]*2"
    )
    tab.add_table(table)
    book.save(file)
    added = Additions(rows=[NewRow(3, {0: "KONÉ", 1: 30.0}, 2)], header=0)
    XlsxWorkbook(file).publish(WorkbookUpdate(added={TAB: added}), DAY, copies)
    assert openpyxl.load_workbook(file)[TAB]["D4"].value == "=TÉté[[#This Row],[Heures]]*2"
