"""What looks at a list from elsewhere, or is for all its rows, goes along with rows added to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, NewRow, TotalRows
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.rows.formulas import with_formulas
from tests.desks import FileDesk

DAY = date(2026, 11, 23)
TAB = "Récup & l'Ô"
QUOTED = "'Récup & l''Ô'"
ADDED = Additions(
    rows=[NewRow(3, {0: "KONÉ", 1: 30.0}, 2, is_inserted=True)], totals=TotalRows([3], 1, 2)
)


@pytest.fixture
def grown(tmp_path: Path, copies: Copies) -> openpyxl.Workbook:
    """A list, a tab that looks at it, and its filter, colours and choices, with one entry more.

    openpyxl writes « é » in a formula as `&#233;`, as other programs do too.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = TAB
    for cells in (("Nom", "Heures"), ("DIALLO", 20), ("AHMADI", 24), ("TOTAL", "=SUM(B2:B3)")):
        sheet.append(cells)
    sheet.auto_filter.ref = "A1:B3"
    few = CellIsRule(operator="lessThan", formula=["20"])  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("B2:B3", few)
    choices = DataValidation("list", formula1='"Femme,Homme"', sqref="C2:C3 E2:E3")
    sheet.add_data_validation(choices)
    sheet.merge_cells("D2:D3")
    other = book.create_sheet("Synthèse")
    for formula in (f"={QUOTED}!B4", f"=SUM({QUOTED}!B2:B3)", f"={QUOTED}!B3", "=SUM(B2:B3)"):
        other.append([formula])
    book.defined_names["Heures"] = DefinedName("Heures", attr_text=f"{QUOTED}!$B$2:$B$3")
    book.save(tmp_path / "essai.xlsx")
    work = FileDesk(tmp_path / "essai.xlsx")
    work.open().publish(WorkbookUpdate(added={TAB: ADDED}), DAY, copies)
    return openpyxl.load_workbook(work.file)


def test_formulas_of_another_tab_go_along_whatever_its_name_is_written_with(
    grown: openpyxl.Workbook,
) -> None:
    assert [grown["Synthèse"][f"A{row}"].value for row in range(1, 5)] == [
        f"={QUOTED}!B5",
        f"=SUM({QUOTED}!B2:B4)",
        f"={QUOTED}!B3",
        "=SUM(B2:B3)",
    ]
    assert grown.defined_names["Heures"].attr_text == f"{QUOTED}!$B$2:$B$4"


def test_filter_colours_and_choices_of_the_list_are_for_the_new_row_too(
    grown: openpyxl.Workbook,
) -> None:
    sheet = grown[TAB]
    assert sheet.auto_filter.ref == "A1:B4"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["B2:B4"]
    [choices] = sheet.data_validations.dataValidation
    assert str(choices.sqref) == "C2:C4 E2:E4"
    # A merged cell is one person's, or a title.
    assert [str(area) for area in sheet.merged_cells.ranges] == ["D2:D3"]


def test_letters_written_by_their_number_stay_letters_in_a_formula() -> None:
    cell = b'<c r="A1"><f>T[Entr&#233;e &amp; &quot;x&quot;]+B1</f></c>'
    xml = b'<sheetData><row r="1">' + cell + b"</row></sheetData>"
    changed = with_formulas(xml, lambda text, _: text.replace("B1", "B2"))
    assert '<f>T[Entrée &amp; "x"]+B2</f>' in changed.decode()
