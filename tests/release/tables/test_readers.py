"""Whoever may hold a report holds it still: an SIAE that left, one organisation of two keys."""

from __future__ import annotations

import pytest

from tests.conftest import Case
from tests.documents.reporting import text_of
from tests.release.tables.test_issued import (
    APRIL,
    COLUMNS,
    FIRST,
    MARCH,
    NEWCOMER,
    document,
    issue,
    issued_records,
)
from tests.typing_commands import plain


@pytest.mark.parametrize(
    ("name", "holds"), [("DREETS, plan pauvreté", True), ("Département", False)]
)
def test_two_reports_to_one_organisation_are_never_apart(
    case: Case, name: str, holds: bool
) -> None:
    more = "privacy: {funders: apart}\n"
    funders = f'funders: {{dreets: {{name: DREETS}}, second: {{name: "{name}"}}}}\n'
    case.make({"Un": (COLUMNS, *FIRST)}, funders + more)
    issue(case, MARCH)
    case.make({"Un": (COLUMNS, *FIRST, NEWCOMER)}, funders + more)
    issue(case, APRIL, "second")
    first, second = (report["tableaux"]["sexe"]["parties"] for report in issued_records(case))
    assert (first == second) is holds


def test_nor_is_what_a_funder_got_under_a_key_that_is_gone(case: Case) -> None:
    more = "privacy: {funders: apart}\n"
    case.make({"Un": (COLUMNS, *FIRST)}, "funders: {dreets: {name: DREETS}}\n" + more)
    issue(case, MARCH)
    renamed = "funders: {dreets_2026: {name: DREETS}}\n" + more
    case.make({"Un": (COLUMNS, *FIRST, NEWCOMER)}, renamed)
    issue(case, APRIL, "dreets_2026")
    first, second = (report["tableaux"]["sexe"]["parties"] for report in issued_records(case))
    assert first == second


def test_a_higher_threshold_prints_nothing_again_that_it_would_hide(case: Case) -> None:
    funders = "funders: {dreets: {name: DREETS}}\n"
    statuses = ["Apatride"] * 3 + ["Réfugié"] * 20 + ["Protection subsidiaire"] * 20
    people = [(*row[:-1], status) for row, status in zip(FIRST, statuses, strict=False)]
    case.make({"Un": (COLUMNS, *people)}, funders + "privacy: {public_threshold: 3}\n")
    issue(case, MARCH)
    assert "Apatride" in text_of(document(case, MARCH))
    # One person more: the table may not be renewed, and would stand as it was.
    case.make({"Un": (COLUMNS, *people, NEWCOMER)}, funders)
    issue(case, APRIL)
    first, second = (report["tableaux"]["protection"]["parties"] for report in issued_records(case))
    assert [["Apatride"], 3] in first
    assert all(count >= 5 for _labels, count in second or [])


@pytest.mark.parametrize(
    "funder", ["dreets: {name: Fondation Awa Ouedraogo}", "ouedraogo_awa: {name: DREETS}"]
)
def test_nothing_is_issued_to_a_funder_that_is_called_after_a_participant(
    case: Case, funder: str
) -> None:
    people = [("OUEDRAOGO", "Awa", *FIRST[0][2:]), *FIRST[1:]]
    case.make({"Un": (COLUMNS, *people)}, f"funders: {{{funder}}}\n")
    result = case.run("report", funder.partition(":")[0], "--yes", as_of=MARCH)
    assert (result.exit_code, "nomme un participant" in plain(result.output)) == (2, True)
    assert "ouedraogo" not in result.output.lower()
    assert issued_records(case) == []


@pytest.mark.parametrize(
    ("leaves", "prepared"), [("config", False), ("config", True), ("tab", False)]
)
def test_what_was_issued_about_an_siae_that_left_is_held_all_the_same(
    case: Case, leaves: str, prepared: bool
) -> None:
    """Of all less of the one that left are the others: one woman more is not told."""
    funders = (
        "funders: {tous: {name: Tous}, trois: {name: Trois, siae: [Trois]},"
        " deux: {name: Deux, siae: [Un, Deux]}}\n"
    )
    tabs = {
        "Un": (COLUMNS, *FIRST[:20]),
        "Deux": (COLUMNS, *FIRST[20:40]),
        "Trois": (COLUMNS, *FIRST[40:]),
    }
    case.make(tabs, funders)
    for funder in ("tous", "trois"):
        issue(case, MARCH, funder)
    if prepared:
        case.run("prepare", as_of=MARCH)
    women = [(*row[:2], "Femme", *row[3:]) for row in FIRST[:1]]
    tabs = {"Un": (COLUMNS, *women, *FIRST[1:20]), "Deux": (COLUMNS, *FIRST[20:40])}
    if leaves == "tab":
        tabs["Trois"] = (COLUMNS,)
    else:
        funders = "funders: {deux: {name: Deux}}\n"
    case.make(tabs, funders)
    issue(case, APRIL, "deux")
    assert issued_records(case)[-1]["tableaux"]["sexe"]["parties"] is None
