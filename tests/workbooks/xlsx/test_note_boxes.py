"""Notes and their boxes, beside those that XlsxWriter draws on a sheet of the same sizes."""

from __future__ import annotations

import io
import random
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from forms.headers.matching import letters
from sheets_sync.workbooks.xlsx.note_boxes import empty_drawing, new_comments, shape_elements

_COLUMNS, _ROWS = 30, 60


@pytest.mark.parametrize("seed", range(12))
def test_a_note_and_its_box_are_as_xlsxwriter_draws_them(seed: int) -> None:
    dice = random.Random(seed)
    texts = {
        f"{letters(dice.randint(1, 16))}{dice.choice([1, 2, dice.randint(1, 90)])}": note
        for note in (f"« a » & <b> {number} " * number + "\nfin." for number in range(1, 40))
    }
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        _give_sizes(page, dice)
        for cell, text in texts.items():
            box = {"width": 290, "height": _height(text), "font_size": 9, "color": "#FFFBE6"}
            page.write_comment(cell, text, {**box, "author": "impulseR"})
    with ZipFile(made) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
        comments = package.read("xl/comments1.xml")
        drawing = package.read("xl/drawings/vmlDrawing1.vml")
    assert new_comments(texts) == comments
    assert shape_elements(texts, sheet, after=1024) == drawing[drawing.index(b"<v:shape ") : -6]
    assert drawing.startswith(empty_drawing(len(texts))[:-6])


def _give_sizes(page: Any, dice: random.Random) -> None:
    page.set_default_row(dice.choice([15, 14.4, 30]))
    for column in range(0, _COLUMNS, dice.choice([1, 2, 3])):
        hidden = {"hidden": dice.random() < 0.2}
        page.set_column(column, column, dice.choice([0.4, 3, 8.43, 20.5, 60]), None, hidden)
    for row in range(0, _ROWS, dice.choice([1, 2, 3])):
        page.set_row(row, dice.choice([0, 12, 15, 45.5, 100]))


def _height(text: str) -> int:
    return 18 + 15 * sum(1 + len(line) // 46 for line in text.split("\n"))


def test_a_sheet_whose_rows_have_no_height_gets_its_note() -> None:
    sheet = b'<worksheet><sheetFormatPr defaultRowHeight="0" defaultColWidth="0"/></worksheet>'
    assert b"<x:Row>8</x:Row>" in shape_elements({"B9": "à revoir"}, sheet, after=1024)
