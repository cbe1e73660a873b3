"""Who is who: the same person typed twice, names that only look alike, and what the coordinator answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.conftest import Case

HEADERS = (
    "Nom",
    "Prénom",
    "Sexe",
    "Date de naissance",
    "Nationalité",
    "Commune",
    "Entrée dans le programme",
    "N° PASS IAE",
)


def typed(
    nom: str, prenom: str, birth: date | str = date(1991, 5, 17), **more: Any
) -> tuple[Any, ...]:
    facts = {
        "sexe": "Homme",
        "nationalite": "Soudan",
        "commune": "Pessac",
        "entree": date(2025, 3, 3),
        "number": "",
    } | more
    return (
        nom,
        prenom,
        facts["sexe"],
        birth,
        facts["nationalite"],
        facts["commune"],
        facts["entree"],
        facts["number"],
    )


def asked(case: Case) -> list[dict[str, Any]]:
    return [
        anomaly
        for anomaly in case.check()["anomalies"]
        if anomaly["rule"] == "person.duplicate_likely"
    ]


MAYBE_ONE = {
    "transliteration": (typed("Hassan", "Mohamed"), typed("HASAN", "Mohammad")),
    "compound": (typed("Abdul Rahman", "Omar"), typed("ABDOULRAHMANE", "Omar")),
    "swapped": (typed("Diallo", "Yusuf"), typed("Youssouf", "DIALO")),
    "cut short": (
        typed("Bah Camara", "Fatou", sexe="Femme"),
        typed("CAMARA", "Fatou", sexe="Femme"),
    ),
    "typo": (typed("Traoré", "Ibrahima"), typed("Taoré", "Ibrahima")),
    "day and month swapped": (
        typed("Traoré", "Ibrahima", date(1991, 5, 7)),
        typed("Traore", "Ibrahima", date(1991, 7, 5)),
    ),
    "a figure of the year": (
        typed("Traoré", "Ibrahima"),
        typed("Traore", "Ibrahima", date(1981, 5, 17)),
    ),
    "1 January, much in common": (
        typed("Hassan", "Mohamed", date(1990, 1, 1)),
        typed("Hasan", "Mohammed", date(1990, 1, 1)),
    ),
}
TWO_PEOPLE = {
    "another PASS": (
        typed("Hassan", "Mohamed", number="999992100001"),
        typed("Hasan", "Mohammad", number="999992288888"),
    ),
    "another sex": (typed("Bah", "Amina", sexe="Femme"), typed("Bah", "Amine")),
    "twins": (typed("Ahmadi", "Hassan"), typed("Ahmadi", "Zabihullah")),
    "1 January, another country": (
        typed("Hassan", "Mohamed", date(1990, 1, 1)),
        typed("Hasan", "Mohammed", date(1990, 1, 1), nationalite="Somalie", commune="Cenon"),
    ),
    "near names, another birth": (
        typed("Hassan", "Mohamed"),
        typed("Hassan", "Mahmoud", date(1985, 2, 3)),
    ),
    "mohamed and mahmoud": (typed("Ali", "Mohamed"), typed("Aly", "Mahmoud")),
}


@pytest.mark.parametrize("rows", MAYBE_ONE.values(), ids=MAYBE_ONE)
def test_rows_that_may_be_one_person_are_asked_about(case: Case, rows: tuple[Any, ...]) -> None:
    case.make({"Un": (HEADERS, rows[0]), "Deux": (HEADERS, rows[1])})
    found = asked(case)
    assert [(anomaly["siae"], anomaly["row"]) for anomaly in found] == [("Un", 2), ("Deux", 2)]
    assert "Hassan" not in found[0]["message"]
    assert len({row["person"] for row in case.export()}) == 2, "asked about, not decided"


@pytest.mark.parametrize("rows", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_people_who_only_look_alike_are_left_in_peace(case: Case, rows: tuple[Any, ...]) -> None:
    assert asked(case.make({"Un": (HEADERS, *rows)})) == []


def test_what_speaks_for_and_against_is_said(case: Case) -> None:
    (anomaly,) = asked(case.make({"Un": (HEADERS, *MAYBE_ONE["1 January, much in common"])}))
    assert (
        "nom et prénom proches" in anomaly["message"] or "mêmes nom et prénom" in anomaly["message"]
    )
    assert "mais naissance un 1er janvier, qui prouve peu" in anomaly["message"]
    assert (anomaly["cell"], anomaly["severity"]) == ("A3", "warning")


def answer(case: Case, word: str) -> None:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Anomalies"]
    titles = [cell.value for cell in sheet[4]]
    for row in range(5, sheet.max_row + 1):
        if sheet.cell(row, titles.index("Paire") + 1).value:
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


def test_new_year_namesakes_of_two_countries_are_two_people(case: Case) -> None:
    rows = (
        typed("ALI", "Omar", date(1990, 1, 1)),
        typed("Ali", "Omar", date(1990, 1, 1), nationalite="Somalie"),
    )
    assert len({row["person"] for row in case.make({"Un": (HEADERS, *rows)}).export()}) == 2


def test_since_when_is_kept_from_run_to_run(case: Case) -> None:
    def since() -> object:
        sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Anomalies"]
        return sheet.cell(5, [cell.value for cell in sheet[4]].index("Depuis le") + 1).value.date()  # type: ignore[union-attr]

    case.make({"Un": (HEADERS, typed("Diallo", "Awa", "31/02/1990"))})
    case.run("consolidate", as_of="2026-10-05")
    assert since() == date(2026, 10, 5)
    case.run("consolidate", as_of="2026-11-23")
    assert since() == date(2026, 10, 5)
