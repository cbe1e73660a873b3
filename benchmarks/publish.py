"""A table of 120,000 rows put into a workbook of that size, beside XlsxWriter writing the table
alone to a new file.

`python benchmarks/publish.py [rows …]`; all in one run, times as ratios. openpyxl's load-and-save
is what a script would do otherwise (it loses what it does not know); it is only timed up to 12,000
rows.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from sheets_sync.files import Copies
from sheets_sync.sheets.content import Content, Role, Span
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

DAY = date(2026, 11, 23)
COLUMNS = 40


def table(name: str, count: int) -> Sheet:
    """`count` rows of names, choices, dates and numbers."""
    kinds: list[Role] = ["text", "text", "date", "decimal"] * (COLUMNS // 4)
    rows: list[list[Content]] = [
        [
            value
            for column in range(COLUMNS // 4)
            for value in (
                f"Personne {row}",
                ("CDDI", "CDI", None)[(row + column) % 3],
                DAY - timedelta(days=(row * 7 + column) % 3000),
                (row % 350) / 10,
            )
        ]
        for row in range(count)
    ]
    header = [f"Colonne {column}" for column in range(COLUMNS)]
    return Sheet(
        name,
        [Block(0, 0, [header], ["header"] * COLUMNS), Block(1, 0, rows, kinds)],
        {},
        {},
        (1, 1),
        Span(0, 0, count, COLUMNS - 1),
    )


def with_xlsxwriter(file: Path, sheet: Sheet) -> None:
    """The same cells in the most saving way XlsxWriter has."""
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        page, day = book.add_worksheet(sheet.name), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, sheet.blocks[0].rows[0])
        for number, row in enumerate(sheet.blocks[1].rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                elif isinstance(value, date):
                    page.write_number(number, column, value.toordinal() - 693_594, day)
                elif isinstance(value, int | float):
                    page.write_number(number, column, value)


def with_openpyxl(file: Path, sheet: Sheet) -> None:
    """Load, add the sheet, save."""
    book = openpyxl.load_workbook(file)
    page = book.create_sheet(sheet.name)
    for block in sheet.blocks:
        for row in block.rows:
            page.append(list(row))
    book.save(file)


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def run(count: int) -> None:
    """One size, each way once on the same table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "classeur.xlsx"
        write_workbook(file, [table(f"SIAE {number}", count // 12) for number in range(1, 13)], DAY)
        sheet = table("Consortium", count)
        alone = timed(lambda: with_xlsxwriter(folder / "seul.xlsx", sheet))
        other = (
            timed(lambda: with_openpyxl(folder / "copie.xlsx", sheet))
            if count <= 12_000 and (folder / "copie.xlsx").write_bytes(file.read_bytes())
            else None
        )
        book = XlsxWorkbook(file)
        ours = timed(
            lambda: book.publish(WorkbookUpdate([sheet]), DAY, Copies(folder / "copies", 2, folder))
        )
        again = XlsxWorkbook(file)
        unchanged = timed(
            lambda: again.publish(
                WorkbookUpdate([sheet]), DAY, Copies(folder / "copies", 2, folder)
            )
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        openpyxl_ratio = f"{ours / other:8.2f}" if other else "       –"
        print(
            f"{count:>8} rows  in place {ours:6.1f} s  ÷ XlsxWriter alone {ours / alone:5.2f}  "
            f"÷ openpyxl load-and-save {openpyxl_ratio}  "
            f"again, nothing new {unchanged:6.1f} s  {peak:5.0f} MB"
        )


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or [12_000, 120_000]:
        run(size)
