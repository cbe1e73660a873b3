"""What only shows across the tabs and over time, as the next months' runs say it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.people import TWENTY

SAID = (
    "exit.no_entry_elsewhere",
    "row.vanished",
    "row.mostly_vanished",
    "period.changed",
    "period.mostly_changed",
    "period.late",
)
ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")
ZARA = ("NAZARI", "Zara", "Femme", date(1992, 2, 3), date(2026, 1, 12), "CDDI", "", "", "")


def told(case: Case, as_of: str) -> list[tuple[str, str, str, str]]:
    import json

    result = case.run("check", "--json", as_of=as_of)
    found: list[dict[str, Any]] = json.loads(result.stdout)["anomalies"]
    return [(a["siae"], a["cell"], a["rule"], a["message"]) for a in found if a["rule"] in SAID]


def rules(case: Case, as_of: str) -> list[tuple[str, str]]:
    return [(cell, rule) for _, cell, rule, _ in told(case, as_of)]


def test_a_row_that_is_gone_is_told_for_a_month_without_a_name(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI), "Deux": (HEADERS, ZARA)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    case.make({"Un": (HEADERS, ANNA, ALI), "Deux": (HEADERS, ZARA)})
    ((siae, cell, rule, message),) = told(case, "2026-11-23")
    assert (siae, cell, rule) == ("Un", "", "row.vanished")
    assert "02/11/2026" in message
    assert "ligne 3 alors, entrée le 02/09/2024" in message
    assert "sont encore ôtés des textes qui sortent" in message
    assert "Omar" not in message
    assert "AHMADI" not in message
    case.run("prepare", as_of="2026-11-23")
    assert len(told(case, "2026-11-24")) == 1
    assert "Rien n'a changé" in case.run("prepare", as_of="2026-11-23").stdout
    assert told(case, "2026-12-20") == []


def test_who_moved_to_another_tab_is_said_to_be_there(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI), "Deux": (HEADERS, ZARA)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ANNA, ALI), "Deux": (HEADERS, ZARA, OMAR)})
    gone = [message for _, _, rule, message in told(case, "2026-11-23") if rule == "row.vanished"]
    assert len(gone) == 1
    assert "maintenant chez Deux" in gone[0]
    assert "n'est plus ôté" not in gone[0]


def test_rows_sorted_or_a_name_corrected_are_no_loss(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ("KONATÉ", "Aly", "Homme", date(1991, 3, 3), *ALI[4:]), OMAR, ANNA)})
    assert rules(case, "2026-11-23") == []


def test_two_paths_of_one_person_sorted_otherwise_are_no_change(case: Case) -> None:
    again = (*OMAR[:4], date(2026, 1, 12), "CDDI", "", "", "")
    case.make({"Un": (HEADERS, ANNA, OMAR, again)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, again, OMAR, ANNA)})
    assert rules(case, "2026-11-23") == []
    assert "modifi" not in case.run("prepare", as_of="2026-11-23").stdout.partition("Fichiers")[0]


def test_most_of_a_tab_gone_is_said_once(case: Case) -> None:
    case.make({"Un": (HEADERS, *TWENTY)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, *TWENTY[:3])})
    ((_, _, rule, message),) = told(case, "2026-11-23")
    assert rule == "row.mostly_vanished"
    assert "17 sur 20" in message


def test_a_past_month_that_changes_is_told_at_the_cell(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    moved = (*OMAR[:6], date(2025, 9, 1), "Sans nouvelles", "")
    late = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 10, 5), "CDDI", "", "", "")
    case.make({"Un": (HEADERS, ANNA, moved, late, (*ZARA[:4], date(2026, 11, 9), *ZARA[5:]))})
    found = told(case, "2026-11-23")
    assert [(cell, rule) for _, cell, rule, _ in found] == [
        ("H3", "period.changed"),
        ("E4", "period.late"),
    ]
    assert "« CDI » le 02/11/2026, « Sans nouvelles » maintenant" in found[0][3]
    assert "1 ligne ajoutée" in found[1][3]


def test_this_month_may_change(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), OMAR)})
    assert rules(case, "2026-11-23") == []


def test_many_changes_of_past_months_are_said_once(case: Case) -> None:
    case.make({"Un": (HEADERS, *TWENTY)})
    case.run("prepare", as_of="2026-11-02")
    case.make(
        {"Un": (HEADERS, *((*person[:4], date(2026, 2, 2), *person[5:]) for person in TWENTY))}
    )
    assert rules(case, "2026-11-23") == [("E2", "period.mostly_changed")]


def test_leaving_for_another_siae_where_nobody_arrives(case: Case) -> None:
    left = (*OMAR[:6], date(2026, 3, 2), "Autre SIAE", "")
    arrived = (*OMAR[:4], date(2026, 3, 9), *ANNA[5:])
    recent = (*ALI[:6], date(2026, 11, 2), "Autre SIAE", "")
    case.make({"Un": (HEADERS, ANNA, left, recent), "Deux": (HEADERS, ZARA)})
    assert rules(case, "2026-11-23") == [("H3", "exit.no_entry_elsewhere")]
    case.make({"Un": (HEADERS, ANNA, left, recent), "Deux": (HEADERS, ZARA, arrived)})
    assert rules(case, "2026-11-23") == []
