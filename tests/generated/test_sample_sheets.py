"""The generated sheets of the sample: no name in them, and each card with its months."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl

from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from tests.sample_people import run, sample_people
from tests.typing_commands import plain


def test_the_sheets_hold_no_name_and_the_count_is_right(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "impulser.xlsx", data_only=True)
    assert book.sheetnames[-3:] == ["Pilotage", "Anomalies", "Consortium"]
    with zipfile.ZipFile(demo / "impulser.xlsx") as package:
        inside = Book(Package(demo / "impulser.xlsx"))
        parts = [inside.sheet_part(name) for name in book.sheetnames[-3:]]
        everything = "".join(package.read(part).decode("utf-8") for part in parts if part)
    texts = {text.casefold() for text in re.findall(r">([^<>]+)<", everything)}
    families = {family.casefold() for family, _ in sample_people(demo)}
    assert texts & families == set()
    assert book["Consortium"].max_row - 1 == sum(
        tab["rows_kept"] for tab in json.loads(run(demo, "check", "--json").stdout)["tabs"]
    )
    assert any(
        plain(cell.value) == "Le compte est bon : lues = consolidées + mises de côté."
        for row in book["Pilotage"].iter_rows()
        for cell in row
    )


def test_each_key_figure_has_its_twelve_months_in_its_card(demo: Path) -> None:
    package = Package(demo / "impulser.xlsx")
    part = Book(package).sheet_part("Pilotage")
    assert part is not None
    small = re.findall(
        rb"<xm:f>'?Pilotage'?!([A-Z]+)(\d+):([A-Z]+)(\d+)</xm:f><xm:sqref>([A-Z]+\d+)</xm:sqref>",
        package.read(part),
    )
    assert len(small) == 8
    sheet = openpyxl.load_workbook(demo / "impulser.xlsx")["Pilotage"]
    labels = []
    for first, row, last, same_row, cell in small:
        assert row == same_row
        span = f"{first.decode()}{row.decode()}:{last.decode()}{row.decode()}"
        months = [one.value for one in sheet[span][0]]
        # In one cell, the last of its card: LibreOffice fills no merged ones.
        shown = sheet[cell.decode()]
        left = {"C": 1, "H": 5, "M": 10, "R": 15}[shown.column_letter]
        label = sheet.cell(shown.row - 1, left).value
        labels.append(label)
        assert (len(months), sheet[f"T{row.decode()}"].value) == (12, label)
        if label == "Personnes présentes":
            assert months[-1] == sheet.cell(shown.row, left).value
    assert len(set(labels)) == 8
