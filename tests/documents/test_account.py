"""The account of a grant in a funder's report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table

from forms.loading import load_form
from sheets_sync import french
from sheets_sync.documents.reports.account import (
    Amounts,
    account_context,
    charged,
    load_accounts,
    year_due,
)
from sheets_sync.figures.periods import Period
from tests.conftest import ANNA, HEADERS, Case
from tests.documents.reporting import MONEY, ROWS, report, text_of
from tests.typing_commands import plain


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
    rows = {}
    for row in table.rows[1:]:
        _account, label, *amounts_of_row = [cell.text for cell in row.cells]
        rows[label] = ["".join(text.split()) for text in amounts_of_row]
    return rows


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
    assert "Achats, 500 € prévus, 300 € réalisés (−40 %) : À compléter : pourquoi" in text
    assert "Charges de personnel, " not in text


@pytest.mark.parametrize(
    ("day", "is_said"), [(date(2026, 6, 30), True), (date(2026, 12, 31), False)]
)
def test_while_its_time_lasts_it_is_said_which_gaps_are_asked_for(day: date, is_said: bool) -> None:
    row = {"financeur": "DREETS", "ligne": "achats", "accorde": 1000.0, "recu": 0.0}
    row |= {"depense": 500.0, "debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
    accounts = load_accounts(load_form("financement"))
    context = account_context(accounts, [row], Period(date(2026, 1, 1), day), day)
    assert ("du temps de la convention est écoulé" in plain(context["rythme"])) is is_said


def test_a_gap_adds_up_with_the_share_beside_it() -> None:
    amounts = Amounts(planned=1000, realised=655, due=1000)
    assert french.percent(amounts.share_realised) == "66\u00a0%"
    assert french.percent(amounts.gap) == "−34\u00a0%"


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


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2027, 1, 1), 2026),
        (date(2027, 6, 30), 2026),
        (date(2027, 7, 1), None),
        (date(2026, 12, 31), None),
    ],
)
def test_an_account_is_due_for_six_months_after_its_year(day: date, year: int | None) -> None:
    assert year_due(day) == year


PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31))
ACCOUNT = "funders: {cerfa: {name: DREETS, template: cerfa-15059.docx}}"


@pytest.mark.parametrize(("day", "is_made"), [("2027-02-01", True), ("2026-11-23", False)])
def test_prepare_makes_the_account_of_last_year_when_it_is_due(
    case: Case, day: str, is_made: bool
) -> None:
    case.make({"Un": (HEADERS, ANNA), "Financements": (MONEY, *ROWS)}, ACCOUNT)
    assert case.run("prepare", as_of=day).exit_code == 0
    made = list((case.folder / "documents").rglob("rapport-cerfa-*.docx"))
    assert [file.name[: len("rapport-cerfa-2026-12-31")] for file in made] == [
        "rapport-cerfa-2026-12-31"
    ] * is_made


def test_an_account_that_is_asked_for_is_made(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Financements": (MONEY, *ROWS)}, ACCOUNT)
    assert case.run("report", "cerfa", "--draft", as_of="2026-11-23").exit_code == 0


def test_charges_and_products_are_held_against_each_other(file: Path) -> None:
    text = text_of(file)
    assert "Prévision : charges et produits sont égaux (1 600 €)." in text
    assert "Réalisation : tout ce qui est reçu est dépensé." in text


def test_what_is_received_and_not_spent_yet_is_said_to_be_dedicated() -> None:
    row = {"ligne": "achats", "accorde": 100.0, "recu": 80.0, "depense": 50.0}
    row |= {"debut": None, "fin": None}
    context = account_context(load_accounts(load_form("financement")), [row], PERIOD, PERIOD.end)
    assert plain(context["solde"]).startswith(
        "Réalisation : 30 € reçus ne sont pas encore dépensés"
    )
    assert "fonds dédiés" in context["solde"]


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (date(2026, 12, 31), ""),
        (
            date(2027, 12, 31),
            "montants de toute la convention (du 1er janvier 2026 au 31 décembre 2027), "
            "arrêtés au 1er février 2027",
        ),
        ("", "montants depuis le début de la convention, arrêtés au 1er février 2027"),
    ],
)
def test_amounts_of_more_than_the_year_are_never_told_as_the_year_s(
    case: Case, end: date | str, told: str
) -> None:
    money = ("DREETS", "C-1", date(2026, 1, 1), end, "achats", 1000, 800, 900)
    case.make({"Un": (HEADERS, ANNA), "Financements": (MONEY, money)}, ACCOUNT)
    assert case.run("report", "cerfa", "--draft", as_of="2027-02-01").exit_code == 0
    text = text_of(next((case.folder / "documents").rglob("rapport-cerfa-*.docx")))
    period = "du 1er janvier au 31 décembre 2026"
    assert period in text
    assert f"{period}{told}" in text.replace("\n", "")
    assert ("montants de" in text) is bool(told)
