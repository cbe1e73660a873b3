"""Who of an outside file is who in the tabs: by PASS, else by name and birth date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Case
from tests.outside.test_reconcile import (
    BIRTH,
    HEADERS,
    HERE,
    PASS,
    PASS_END,
    differences,
    there,
    told,
    written,
)
from tests.outside.test_reconcile_apply import applied, rows_of
from tests.typing_commands import plain

NEW_YEAR = date(1990, 1, 1)
PASS_2, LATER_END = "999992600022", date(2029, 3, 1)


def row(birth: date = BIRTH, number: str = PASS, cp: str = "33000") -> tuple[Any, ...]:
    """`HERE`, as somebody of the same name, with what tells them from each other."""
    end = PASS_END if number else ""
    return (*HERE[:2], birth, cp, *HERE[4:8], number, end, *HERE[10:])


def told_of(case: Case, file: Path) -> list[tuple[str, Any, Any, Any]]:
    found = differences(case, file)
    return [(one["kind"], one["row"], one["field"], one["file_row"]) for one in found]


def test_two_of_one_name_and_birth_with_a_pass_each_are_two_in_the_file_as_in_the_tab(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, row(NEW_YEAR), row(NEW_YEAR, PASS_2))})
    file = written(
        case.folder,
        there(naissance=NEW_YEAR, pass_fin=LATER_END),
        there(naissance=NEW_YEAR, numero=PASS_2, debut=date(2026, 4, 1), fin=""),
    )
    assert told_of(case, file) == [
        ("differs", 2, "pass_iae_fin", 2),
        ("differs", 3, "contrat_debut", 3),
    ]


def test_two_with_a_pass_each_are_not_both_the_one_here(case: Case) -> None:
    case.make({"Essai": (HEADERS, row(number=""))})
    file = written(case.folder, there(), there(numero=PASS_2, debut=date(2026, 4, 1)))
    assert told_of(case, file) == [("doubtful", 2, None, 2), ("doubtful", 2, None, 3)]


def test_what_makes_somebody_doubtful_is_shown_on_the_coordinators_screen(case: Case) -> None:
    case.make({"Essai": (HEADERS, row(date(1990, 6, 5)))})
    file = written(case.folder, there(naissance=date(1990, 5, 6), numero=PASS_2))
    shown = plain(case.run("reconcile", str(file)).stdout)
    assert "à vérifier (Date de naissance : ici 05/06/1990, là 06/05/1990 et N° PASS" in shown
    assert told(case)[0]["rule"] == "outside.likely"
    assert "1990" not in told(case)[0]["message"]


def test_rows_of_one_person_with_and_without_the_pass_are_one(case: Case) -> None:
    case.make({"Essai": (HEADERS, row())})
    older = there(numero="", pass_fin="", debut=date(2025, 1, 6), fin=date(2025, 6, 30))
    assert told_of(case, written(case.folder, older, there())) == []


def test_born_on_1_january_the_row_that_has_the_pass_may_be_the_one_meant(case: Case) -> None:
    case.make({"Essai": (HEADERS, row(NEW_YEAR), row(NEW_YEAR, "", "33800"))})
    file = written(case.folder, there(naissance=NEW_YEAR, pass_fin=LATER_END))
    before = [*rows_of(case)]
    applied(case, file, "--yes", "tout")
    assert [*rows_of(case)] == before
    assert told_of(case, file) == [("doubtful", 3, None, 2)]


def test_where_one_row_has_the_birth_date_and_another_the_pass_each_may_be_the_one(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, row(number=PASS_2), row(date(1990, 8, 20)))})
    file = written(case.folder, there(cp="33600"))
    assert told_of(case, file) == [("doubtful", 2, None, 2), ("doubtful", 3, None, 2)]


def test_a_number_on_an_older_row_of_somebody_else_is_theirs_too(case: Case) -> None:
    names = ("TESFAY", "Selam", date(1992, 6, 7))
    older = (*names, *row()[3:10], date(2026, 4, 1), "")
    newer = (*names, "33000", date(2026, 5, 4), *HERE[5:8], "", "", "", "")
    case.make({"Essai": (HEADERS, row(number=""), older, newer)})
    before = [*rows_of(case)]
    applied(case, written(case.folder, there()), "--yes", "tout")
    assert [*rows_of(case)] == before


@pytest.mark.parametrize(("birth", "kinds"), [(BIRTH, ["doubtful"]), (NEW_YEAR, None)])
def test_another_family_name_may_be_that_of_a_marriage_where_given_name_and_birth_are_alike(
    case: Case, birth: date, kinds: list[str] | None
) -> None:
    case.make({"Essai": (HEADERS, row(birth, number=""))})
    file = written(case.folder, there(nom="DIOP", naissance=birth, numero=PASS_2))
    assert [one[0] for one in told_of(case, file)] == (kinds or ["missing_here", "missing_there"])
