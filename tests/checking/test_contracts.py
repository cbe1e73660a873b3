"""A row a contract: rows of one person whose contracts follow each other are one stay."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.checking.entries import OneTab, findings
from tests.conftest import Case

TITLES = (
    "Nom",
    "Prénom",
    "Sexe",
    "Date de naissance",
    "Entrée dans le programme",
    "Type de contrat",
    "Début contrat",
    "Fin contrat",
    "Date de sortie",
    "Motif de sortie",
    "N° PASS IAE",
)
FIRST = (date(2025, 9, 1), date(2026, 2, 28))
SECOND = (date(2026, 3, 1), date(2027, 2, 27))


def contract(days: tuple[date, date], *end: Any, **other: Any) -> tuple[Any, ...]:
    """Awa's row with one contract; `end`: the exit and its reason."""
    name, number = other.get("name", "KONÉ"), other.get("number", "99999 21 00001")
    entry = other.get("entry", FIRST[0])
    exit_ = (*end, "", "")[:2]
    born = date(1995, 3, 23)
    return (name, "Awa", "Femme", born, entry, "CDDI", *days, *exit_, number)


def figures(case: Case, period: str = "2026") -> dict[str, float]:
    told = json.loads(case.run("indicators", "--json", "--period", period).stdout)
    return {figure["id"]: figure["numerator"] for figure in told if figure["siae"] is None}


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_renewed_contract_in_a_row_of_its_own_is_no_alarm(
    one_tab: OneTab, newest_first: bool
) -> None:
    rows = [contract(FIRST), contract(SECOND, name="Koné")]
    case = one_tab(TITLES, *(reversed(rows) if newest_first else rows))
    assert findings(case) == set()
    later = "A2" if newest_first else "A3"
    assert findings(case, ("info",)) >= {(later, "row.next_contract")}
    assert figures(case)["participants"] == 1
    assert len({row["person"] for row in case.export()}) == 1


def test_entries_are_counted_once_where_each_row_has_that_of_its_contract(one_tab: OneTab) -> None:
    case = one_tab(TITLES, contract(FIRST), contract(SECOND, entry=SECOND[0]))
    assert [figures(case, year)["entrees"] for year in ("2025", "2026")] == [1, 0]


@pytest.mark.parametrize("on_the_last", [True, False])
def test_one_exit_on_either_row_is_one_exit(one_tab: OneTab, on_the_last: bool) -> None:
    left = (date(2026, 10, 5), "CDI")
    case = one_tab(
        TITLES,
        contract(FIRST, *(() if on_the_last else left)),
        contract(SECOND, *(left if on_the_last else ())),
    )
    told = figures(case)
    assert "person.duplicate" not in {rule for _, rule in findings(case)}
    assert told["participants"] == 0
    assert told["sorties"] == told["sorties_positives"] == told["sorties_saisies"] == 1
    assert told["sorties_dynamiques"] == 1


@pytest.mark.parametrize("on_the_last", [True, False])
def test_a_talk_written_beside_one_contract_is_the_persons(
    one_tab: OneTab, on_the_last: bool
) -> None:
    days = (date(2026, 3, 2), date(2026, 11, 2))
    first, last = days if on_the_last else ("", days[1])
    titles = (*TITLES, "Dernier entretien")
    case = one_tab(titles, (*contract(FIRST), last), (*contract(SECOND), first))
    assert figures(case)["sans_entretien"] == 0
    assert {rule for _, rule in findings(case, ("info",))} & {
        "interview.never",
        "interview.none_for_60_days",
    } == set()


def test_who_has_no_talk_in_the_tab_is_counted_from_the_entry(one_tab: OneTab) -> None:
    lately = contract(SECOND, name="BAH", number="99999 21 00002", entry=date(2026, 11, 2))
    case = one_tab((*TITLES, "Dernier entretien"), (*contract(SECOND), ""), (*lately, ""))
    assert figures(case)["sans_entretien"] == 1
    assert ("L2", "interview.never") in findings(case, ("info",))
    assert ("L3", "interview.never") not in findings(case, ("info",))


@pytest.mark.parametrize("on_the_last", [True, False])
def test_an_exit_without_a_reason_is_asked_about_once(one_tab: OneTab, on_the_last: bool) -> None:
    left = (date(2026, 10, 5), "")
    case = one_tab(
        TITLES,
        contract(FIRST, *(() if on_the_last else left)),
        contract(SECOND, *(left if on_the_last else ())),
    )
    told = [cell for cell, rule in findings(case) if rule == "exit.reason_missing"]
    assert told == ["J3" if on_the_last else "J2"]


def test_three_contracts_leave_one_of_them_to_look_at(one_tab: OneTab) -> None:
    third = (date(2026, 5, 1), date(2026, 8, 31))
    second = (SECOND[0], date(2026, 4, 30))
    case = one_tab(TITLES, contract(FIRST), contract(second), contract(third))
    # the last one has ended, and this is true
    ended = {cell for cell, rule in findings(case) if rule == "contract.ended"}
    assert ended == {"H4"}


def test_a_contract_that_ends_soon_and_is_followed_is_not_counted(one_tab: OneTab) -> None:
    soon = (FIRST[0], date(2026, 12, 10))
    after = (date(2026, 12, 11), date(2027, 12, 10))
    assert figures(one_tab(TITLES, contract(soon)))["contrats_finissant"] == 1
    case = one_tab(TITLES, contract(soon), contract(after))
    assert figures(case)["contrats_finissant"] == 0


def test_a_person_who_left_and_came_back_has_two_stays(one_tab: OneTab) -> None:
    back = SECOND[0] + timedelta(days=30)
    case = one_tab(
        TITLES,
        contract(FIRST, FIRST[1], "Sans nouvelles"),
        contract((back, SECOND[1]), entry=back),
    )
    assert (
        findings(case, ("info", "warning"))
        & {
            ("A3", "row.next_contract"),
            ("A3", "person.duplicate"),
        }
        == set()
    )
    assert figures(case)["sorties"] == figures(case)["entrees"] == 1


def test_the_same_contract_twice_is_a_duplicate(one_tab: OneTab) -> None:
    case = one_tab(TITLES, contract(SECOND), contract(SECOND))
    assert ("A3", "person.duplicate") in findings(case)


def test_two_people_of_one_name_keep_their_alarms(one_tab: OneTab) -> None:
    case = one_tab(TITLES, contract(FIRST), contract(SECOND, number="99999 21 00002"))
    assert ("H2", "contract.ended") in findings(case)


def test_a_contract_is_not_said_to_have_ended_beside_an_amendment_that_is_not_read(
    one_tab: OneTab,
) -> None:
    case = one_tab((*TITLES, "Avenant (oui / non)"), (*contract(FIRST), "oui"))
    told = {rule for _, rule in findings(case)}
    assert "contract.ended" not in told
    assert ("H2", "column.amendment_unread") in findings(case)


@pytest.mark.parametrize("title", ["Entretien du", "Dernier test (date)"])
def test_a_talk_or_a_test_after_the_end_of_a_contract_is_no_amendment(
    one_tab: OneTab, title: str
) -> None:
    case = one_tab((*TITLES, title), (*contract(FIRST), date(2026, 11, 2)))
    assert ("H2", "contract.ended") in findings(case)


def test_columns_of_exits_that_are_not_understood_are_named(one_tab: OneTab) -> None:
    titles = (*TITLES[:8], "Sortie : CDI", "Sortie : Formation")
    case = one_tab(
        titles, (*contract(FIRST)[:8], "", ""), (*contract(FIRST, name="BAH")[:8], "x", "")
    )
    told = case.run("check").stdout
    assert "Sortie : CDI" in told
    assert "pas de colonne pour les sorties" not in told
