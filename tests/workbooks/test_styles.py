"""The style of a value: that of its column, or its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import openpyxl

from sheets_sync.sheets.content import Content, Link, Role, StyledText
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.workbooks.shared.styles import STYLES, is_sheet_notice, role_of, sheet_notice
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

DAY = date(2026, 11, 23)


def test_every_role_has_a_style() -> None:
    assert set(STYLES) == set(get_args(Role))


def test_a_value_brings_its_own_role_or_takes_that_of_its_column() -> None:
    assert role_of("texte", "wrap") == "wrap"
    assert role_of(StyledText("grave", "error"), "info") == "error"
    assert role_of(Link("x", None, "T", "A1"), "text") == "link"
    assert (role_of(DAY, "text"), role_of(DAY, "month")) == ("date", "month")


def test_no_word_decides_a_style(tmp_path: Path) -> None:
    """The word of a severity, in the column of severities, is a text like another."""
    texts: list[list[Content]] = [["à corriger"], [StyledText("whatever it is called", "error")]]
    write_workbook(tmp_path / "a.xlsx", [Sheet("Un", [Block(0, 0, texts, ["info"])], {}, {})], DAY)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["Un"]
    assert [page[cell].font.b for cell in ("A1", "A2")] == [False, True]
    assert page["A2"].value == "whatever it is called"


def test_the_notice_of_our_sheets_is_known_again() -> None:
    assert is_sheet_notice(sheet_notice())
    assert not is_sheet_notice("Une protection de la coordinatrice")
    assert not is_sheet_notice(None)
