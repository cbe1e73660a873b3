"""The account of a grant in a funder's report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table

from sheets_sync.documents.reports.account import charged
from tests.conftest import Case
from tests.documents.reporting import report, text_of


@pytest.fixture
def file(case: Case) -> Path:
    return report(case, "template: cerfa-15059.docx")


def tables(file: Path) -> list[dict[str, list[str]]]:
    """Charges, then products: label of the account → its amounts, without spaces."""
    of_account = [
        table
        for table in Document(str(file)).tables
        if len(table.columns) == 6 and "Prévision" in table.rows[0].cells[2].text
    ]
    return [amounts(table) for table in of_account]


def amounts(table: Table) -> dict[str, list[str]]:
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    return {row[1]: ["".join(text.split()) for text in row[2:]] for row in rows}


def test_each_account_has_its_budget_lines(file: Path) -> None:
    charges, _ = tables(file)
    assert charges["Charges de personnel"] == ["1000€", "900€", "90%", "−10%"]
    assert charges["Achats"] == ["500€", "300€", "60%", "−40%"]


def test_a_budget_line_that_no_account_takes_is_shown(file: Path) -> None:
    charges, _ = tables(file)
    assert charges["Lignes à ranger dans un compte"] == ["100€", "100€", "100%", "0%"]


def test_charges_and_products_come_to_the_same_total(file: Path) -> None:
    charges, products = tables(file)
    assert charges["Total"] == ["1600€", "1300€", "81%", "−19%"]
    assert products["Total"][:2] == ["1600€", "1300€"]


def test_only_a_gap_of_more_than_ten_per_cent_is_to_be_explained(file: Path) -> None:
    text = text_of(file)
    assert "Achats, 500 € prévus, 300 € réalisés (−40 %) : [À compléter : pourquoi]" in text
    assert "Charges de personnel, " not in text


@pytest.mark.parametrize(
    ("spent", "day", "is_told"),
    [
        (250, date(2026, 3, 31), False),  # a quarter of the year, a quarter of the money
        (250, date(2026, 12, 31), True),
        (1000, date(2026, 12, 31), False),
        (900, date(2026, 3, 31), True),
    ],
)
def test_money_is_held_against_the_time_gone_by(spent: float, day: date, is_told: bool) -> None:
    row = {
        "accorde": 1000.0,
        "depense": float(spent),
        "debut": date(2026, 1, 1),
        "fin": date(2026, 12, 31),
    }
    assert charged([row], day).needs_explaining is is_told
    undated = charged([{**row, "fin": None}], day)
    assert undated.due == 1000
