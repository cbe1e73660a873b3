"""A lone cell far away neither ends the process nor asks for the room up to it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from sheets_sync.workbooks.xlsx import sparse
from sheets_sync.workbooks.xlsx.sparse import as_rows, is_sparse, read_cells
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.conftest import ANNA, HEADERS, OMAR, Case

LAST = (1_048_575, 16_383)


def write(file: Path, cells: dict[tuple[int, int], object]) -> Path:
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Un")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, values in enumerate((HEADERS, ANNA, OMAR)):
            for column, value in enumerate(values):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(
                        row, column, datetime.datetime.combine(value, datetime.time()), day
                    )
                elif value != "":
                    sheet.write(row, column, value)
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    return file


def xml_of(file: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(file) as package:
        return package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("value", [" ", "x", 3])
def test_a_cell_at_the_end_of_the_sheet_is_no_reason_to_read_up_to_it(
    tmp_path: Path, value: object
) -> None:
    plain = XlsxWorkbook(write(tmp_path / "plain.xlsx", {})).read("Un")
    grid = XlsxWorkbook(write(tmp_path / "far.xlsx", {LAST: value})).read("Un")
    assert [list(row[: len(HEADERS)]) for row in grid.rows] == [
        [*row, *[""] * (len(HEADERS) - len(row))] for row in plain.rows
    ]
    assert grid.beyond == (() if value == " " else ("XFD1048576",))


def test_a_whole_run_goes_through(case: Case) -> None:
    case.make({"Un": (HEADERS,)})
    write(case.folder / "essai.xlsx", {LAST: " ", (3, 0): "SANS", (3, 1): "Date"})
    result = case.run("prepare")
    assert result.exit_code == 0, result.output
    assert case.check()["tabs"][0]["rows_read"] == 3


def test_what_is_not_read_is_told(case: Case) -> None:
    case.make({"Un": (HEADERS,)})
    write(case.folder / "essai.xlsx", {LAST: "x"})
    (told,) = [one for one in case.check()["anomalies"] if one["rule"] == "tab.far_cells"]
    assert "XFD1048576" in told["message"]


def test_values_are_read_as_calamine_reads_them(tmp_path: Path) -> None:
    file = write(tmp_path / "b.xlsx", {(5, 4): True, (6, 2): 2.5, (7, 1): "=1+1", (9_999, 26): "é"})
    with CalamineWorkbook.from_path(str(file)) as book:
        whole = book.get_sheet_by_name("Un").to_python(skip_empty_area=False)
    xml = xml_of(file)
    cells = read_cells(file, "Un", "xl/worksheets/sheet1.xml", xml)
    assert as_rows(cells).rows == whole


@pytest.mark.parametrize(
    ("filled", "beyond"),
    [
        # a text far below many columns takes none of these away
        ([(row, column) for row in range(3) for column in range(90)] + [(900_000, 0)], ["A900001"]),
        ([(row, column) for row in range(9_000) for column in (0, 1)] + [(4, 9_000)], ["MHE5"]),
        ([(0, 0), (400_000, 3)], []),
        ([(0, 0), (900_000, 3)], ["D900001"]),
        # a third of its places is more than enough
        ([(row, column) for row in range(30_000) for column in range(0, 90, 3)], []),
    ],
)
def test_what_is_left_out_is_the_fewest_cells(
    filled: list[tuple[int, int]], beyond: list[str]
) -> None:
    read = as_rows(dict.fromkeys(filled, "x"))
    assert read.beyond == beyond
    assert len(read.rows) * len(read.rows[0]) <= max(sparse.MOST_AREA, 3 * len(filled))


def test_a_large_sheet_that_is_full_is_not_sparse() -> None:
    def sheet(rows: int, columns: str) -> bytes:
        return b"".join(
            b'<c r="%s%d"><v>1</v></c>' % (column.encode(), row)
            for row in range(1, rows + 1)
            for column in columns
        )

    assert not is_sparse(sheet(20_000, "ABCDE"))
    assert not is_sparse(sheet(100, "A") + b'<c r="XFD3"><v>1</v></c>')
    assert is_sparse(sheet(2_000, "A") + b'<c s="1" r="XFD3"/>')
    assert is_sparse(b"<x:c r='AB1048576'/>")
    assert is_sparse(b'<c r="S900000"/>')
    assert not is_sparse(sheet(30_000, "ABCDE") + b'<c r="CB29999"/>')
