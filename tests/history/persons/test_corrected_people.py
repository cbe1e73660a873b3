"""Whoever has no PASS is the same person when a name or birth date is corrected, or it is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.conftest import Case
from tests.history.memories import history_of
from tests.short_hours import AWA, HEADERS, RULE
from tests.typing_commands import plain

NEXT = "2026-12-01"
OMAR = ("AHMADI", "Omar", date(1990, 4, 5), date(2026, 2, 3), "CDDI", 26)
NEW_YEAR = (*AWA[:2], date(1995, 1, 1), *AWA[3:])
SAME = "le nom ou la date de naissance a changé, et rien d'autre"
LAPSED = "Ces réponses ne valent plus"


def change(case: Case, cells: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    for cell, value in cells.items():
        book["Un"][cell] = value
    book.save(case.folder / "essai.xlsx")


def accepted(case: Case, person: tuple[Any, ...]) -> str:
    """The pseudonym of somebody whose short hours the coordinator accepted."""
    case.make({"Un": (HEADERS, person, OMAR)})
    case.run("prepare")
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Anomalies"]
    titles = [cell.value for cell in sheet[4]]
    [row] = [row for row in sheet.iter_rows(min_row=5) if RULE in str(row[-1].value)]
    row[titles.index("Accepter, parce que…")].value = "Dérogation"
    book.save(case.folder / "essai.xlsx")
    case.run("prepare")
    assert len(history_of(case).accepted.read()) == 1
    return pseudonym_of(case, 2)


def pseudonym_of(case: Case, row: int) -> str:
    return next(each["person"] for each in case.export() if int(each["row"]) == row)


@pytest.mark.parametrize(
    "cells",
    [{"A2": "DIALO"}, {"B2": "Awah"}, {"C2": date(1995, 12, 3)}],
    ids=["family", "given", "birth"],
)
def test_one_correction_leaves_the_person_and_what_was_answered(
    case: Case, cells: dict[str, Any]
) -> None:
    before = accepted(case, AWA)
    change(case, cells)
    said = plain(case.run("prepare", as_of=NEXT).output)
    assert f"Un (ligne 2) : {SAME}" in said
    assert pseudonym_of(case, 2) == before
    assert RULE not in [one["rule"] for one in case.check()["anomalies"] if not one.get("accepted")]
    again = plain(case.run("prepare", as_of="2026-12-02").output)
    assert SAME not in again
    assert LAPSED not in said + again
    assert pseudonym_of(case, 2) == before


@pytest.mark.parametrize(
    ("person", "cells"),
    [
        (AWA, {"A2": "SOW", "B2": "Fatou"}),
        (AWA, {"A2": "DIALO", "D2": date(2026, 2, 4)}),
        (NEW_YEAR, {"A2": "SOW"}),
        (("BEN ALI", *AWA[1:]), {"B2": "Sami", "C2": date(1999, 7, 7)}),
    ],
    ids=["both names", "another entry", "a new year's birth", "a brother"],
)
def test_whoever_may_be_somebody_else_is_told_with_the_answers_that_lapse(
    case: Case, person: tuple[Any, ...], cells: dict[str, Any]
) -> None:
    before = accepted(case, person)
    change(case, cells)
    said = plain(case.run("prepare", as_of=NEXT).output)
    assert LAPSED in said
    assert "(au dernier passage : Un (ligne 2))" in said
    assert pseudonym_of(case, 2) != before
    assert RULE in [one["rule"] for one in case.check()["anomalies"]]
    assert LAPSED not in plain(case.run("prepare", as_of="2026-12-02").output)


def test_of_two_who_may_be_the_same_nobody_is_taken_for_another(case: Case) -> None:
    case.make({"Un": (HEADERS, AWA, ("SOW", *AWA[1:]), OMAR)})
    case.run("prepare")
    known = {row["person"] for row in case.export()}
    change(case, {"A2": "KONE", **dict.fromkeys(("A3", "B3", "C3", "D3", "E3", "F3"))})
    assert SAME not in plain(case.run("prepare", as_of=NEXT).output)
    assert len(known.intersection(row["person"] for row in case.export())) == 1
