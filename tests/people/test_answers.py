"""What the coordinator answers is remembered, and not asked again."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from tests.conftest import Case
from tests.people.alike import HEADERS, MAYBE_ONE, asked, typed
from tests.typing_commands import plain


def answer(case: Case, word: str, *about: str) -> None:
    """Type an answer in the first question that has these words, in any of its cells."""
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Anomalies"]
    titles = [cell.value for cell in sheet[4]]
    for row in range(5, sheet.max_row + 1):
        texts = [plain(str(cell.value)) for cell in sheet[row]]
        if " = " in texts[titles.index("Code")] and all(
            words in " ".join(texts) for words in about
        ):
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


def test_two_rows_said_to_be_one_person_are_no_row_gone_and_no_new_one(case: Case) -> None:
    rows = MAYBE_ONE["transliteration"]
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    case.run("prepare")
    answer(case, "oui")
    said = plain(case.run("prepare", as_of="2026-12-15").stdout)
    assert "nouvelle" not in said
    assert "disparue" not in said


def test_since_when_is_kept_from_run_to_run(case: Case) -> None:
    def since() -> object:
        sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Anomalies"]
        return sheet.cell(5, [cell.value for cell in sheet[4]].index("Depuis le") + 1).value.date()  # type: ignore[union-attr]

    case.make({"Un": (HEADERS, typed("Diallo", "Awa", "31/02/1990"))})
    case.run("consolidate", as_of="2026-10-05")
    assert since() == date(2026, 10, 5)
    case.run("consolidate", as_of="2026-11-23")
    assert since() == date(2026, 10, 5)


def test_of_two_questions_about_a_row_each_has_the_answer_of_its_own_pair(case: Case) -> None:
    two = typed("Diallo", "Awa"), typed("Diallo", "Awa", date(1992, 5, 17))
    case.make({"Un": (HEADERS, *two), "Deux": (HEADERS, typed("Dialo", "Awa"))})
    case.run("consolidate")
    answer(case, "oui", "Deux ! A2", "même date de naissance")
    case.run("consolidate")
    first, later, other_siae = (row["person"] for row in case.export())
    assert first == other_siae != later


def test_two_answers_to_one_pair_that_contradict_each_other_are_told(case: Case) -> None:
    case.make({"Un": (HEADERS, typed("Diallo", "Awa")), "Deux": (HEADERS, typed("Dialo", "Awa"))})
    case.run("consolidate")
    answer(case, "oui", "Un !")
    answer(case, "non", "Deux !")
    result = case.run("consolidate")
    assert result.exit_code == 2
    assert "cette réponse contredit celle d'une autre ligne" in plain(result.stderr)
