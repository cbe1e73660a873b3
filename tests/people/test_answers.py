"""What the coordinator answers is remembered, and not asked again."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from tests.conftest import Case
from tests.people.alike import HEADERS, MAYBE_ONE, asked, typed


def answer(case: Case, word: str) -> None:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Anomalies"]
    titles = [cell.value for cell in sheet[4]]
    for row in range(5, sheet.max_row + 1):
        if " = " in str(sheet.cell(row, titles.index("Code") + 1).value):
            sheet.cell(row, titles.index("Même personne ?") + 1).value = word
            break
    book.save(case.folder / "essai.xlsx")


@pytest.mark.parametrize(("word", "persons"), [("oui", 1), ("Non", 2)])
def test_an_answer_is_remembered_and_not_asked_again(case: Case, word: str, persons: int) -> None:
    rows = MAYBE_ONE["transliteration"]
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    case.run("consolidate")
    first = case.export()[0]["person"]
    answer(case, word)
    for _ in range(2):
        case.run("consolidate", as_of="2026-12-15")
        assert asked(case) == []
        assert len({row["person"] for row in case.export()}) == persons
    assert case.export()[0]["person"] == first


def test_since_when_is_kept_from_run_to_run(case: Case) -> None:
    def since() -> object:
        sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Anomalies"]
        return sheet.cell(5, [cell.value for cell in sheet[4]].index("Depuis le") + 1).value.date()  # type: ignore[union-attr]

    case.make({"Un": (HEADERS, typed("Diallo", "Awa", "31/02/1990"))})
    case.run("consolidate", as_of="2026-10-05")
    assert since() == date(2026, 10, 5)
    case.run("consolidate", as_of="2026-11-23")
    assert since() == date(2026, 10, 5)
