"""New columns beside an Excel table or a filter: sorted with it, or refused with what to do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from sheets_sync.files import digest
from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.desks import GoogleDesk
from tests.entry.programme import Programme, openpyxl_book
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import plain

LAST = "AO"
"""The last column of a tab that had the nine usual ones, and got the others."""


def _book(programme: Programme, un: Sequence[Sequence[Any]] = (HEADERS, ANNA, OMAR)) -> None:
    write_book(programme.file, {"Un": un, "Deux": (HEADERS, OMAR)})


def _part(file: Path, pattern: str) -> str:
    with zipfile.ZipFile(file) as package:
        name = next(name for name in package.namelist() if re.search(pattern, name))
        return package.read(name).decode()


def _refused(programme: Programme) -> str:
    before = digest(programme.file)
    result = programme.run("setup", "--columns")
    assert (result.exit_code, digest(programme.file)) == (2, before)
    return plain(result.output)


def test_a_table_of_excel_and_its_filter_take_the_new_columns_in(programme: Programme) -> None:
    _book(programme)
    with openpyxl_book(programme.file) as book:
        book["Un"].add_table(Table(displayName="TabFil", ref="A1:I3"))
    programme.setup("--columns")
    book = openpyxl.load_workbook(programme.file)
    table, headers = book["Un"].tables["TabFil"], [cell.value for cell in book["Un"][1]]
    assert (table.ref, table.autoFilter.ref) == (f"A1:{LAST}3", f"A1:{LAST}3")
    # Excel calls a workbook damaged where a column's name is not its header, or an id comes twice.
    assert [column.name for column in table.tableColumns] == headers
    assert len({column.id for column in table.tableColumns}) == len(headers)
    assert f'count="{len(headers)}"' in _part(programme.file, "tables/table")


def test_the_filter_of_a_tab_takes_the_new_columns_in(programme: Programme) -> None:
    _book(programme)
    with openpyxl_book(programme.file) as book:
        book["Un"].auto_filter.ref = "A1:I3"
        book["Un"]["J2"] = "à rappeler"
    programme.setup("--columns")
    book = openpyxl.load_workbook(programme.file)
    assert (book["Un"]["K1"].value, book["Un"].auto_filter.ref) == ("Nationalité", "A1:AP3")
    assert "'Un'!$A$1:$AP$3" in _part(programme.file, "workbook.xml$")


def test_a_table_that_ends_before_the_last_column_is_told(programme: Programme) -> None:
    _book(programme)
    with openpyxl_book(programme.file) as book:
        book["Un"].add_table(Table(displayName="TabFil", ref="A1:G3"))
    refused = _refused(programme)
    assert "le tableau de « Un » s'arrête à la colonne G" in refused
    assert "agrandir d'abord le tableau jusqu'à la colonne I" in refused


def test_a_table_gets_no_title_twice(programme: Programme) -> None:
    left = [*HEADERS, "QPV"]
    _book(programme, (left, [*ANNA, "x"]))
    config = programme.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("name: Un, kind: ACI", "name: Un, kind: ACI, columns: {poste: J}"),
        encoding="utf-8",
    )
    with openpyxl_book(programme.file) as book:
        book["Un"].add_table(Table(displayName="TabFil", ref="A1:J2"))
    assert "une colonne « QPV »" in _refused(programme)


def test_what_stands_apart_from_the_table_keeps_new_columns_away(programme: Programme) -> None:
    _book(programme)
    with openpyxl_book(programme.file) as book:
        book["Un"]["L9"] = "légende : rouge = urgent"
    said = plain(programme.setup("--columns"))
    assert "« Un » : rien n'y est ajouté, car L9 est à droite du tableau" in said
    assert "« Deux » : 32 colonnes ajoutées" in said


def test_a_title_above_the_headers_is_in_nobodys_way(programme: Programme) -> None:
    title = [*[""] * 20, "Suivi 2026"]
    _book(programme, (title, (), HEADERS, ANNA))
    assert "« Un » : 32 colonnes ajoutées" in plain(programme.setup("--columns"))
    assert openpyxl.load_workbook(programme.file)["Un"]["J3"].value == "Nationalité"


@pytest.mark.parametrize("end", [9, 7])
def test_the_filter_of_a_google_tab_takes_the_new_columns_in(
    google: Emulator, tmp_path: Path, end: int
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    cells = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": end}
    desk.does(
        {"setBasicFilter": {"filter": {"range": cells, "sortSpecs": [{"dimensionIndex": 2}]}}}
    )
    Programme(tmp_path, desk.where).setup("--columns")
    basic_filter = desk._tab("Un").extras["basicFilter"]
    assert basic_filter["range"]["endColumnIndex"] == 41
    assert basic_filter["sortSpecs"] == [{"dimensionIndex": 2}]
