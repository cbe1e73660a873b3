"""Cells that cannot be read: said where they stand, without what is personal."""

from __future__ import annotations

from datetime import date

from sheets_sync.catalogue import placeholders, section
from tests.checking.entries import OneTab, changed, findings
from tests.conftest import ANNA, HEADERS


def test_a_column_mostly_unreadable_is_told_once(one_tab: OneTab) -> None:
    rows = [changed(ANNA, nom=f"NOM{n}", entree=f"dossier {n}") for n in range(20)]
    told = [
        a
        for a in one_tab(HEADERS, *rows).check()["anomalies"]
        if a["field"] == "date_entree" and a["severity"] == "error"
    ]
    assert [a["rule"] for a in told if a["rule"] != "required.missing"] == ["column.mixed_up"]


def test_old_numbers_down_a_column_are_told_once(one_tab: OneTab) -> None:
    rows = [(*changed(ANNA, nom=f"NOM{n}"), f"03314 21 {n:05}") for n in range(20)]
    told = one_tab((*HEADERS, "N° PASS IAE"), *rows).check()["anomalies"]
    assert [a["rule"] for a in told if a["field"] == "pass_iae"] == ["pass.old_numbers"]
    few = one_tab((*HEADERS, "N° PASS IAE"), *rows[:2])
    assert ("J3", "pass.old_number") in findings(few)


def test_a_dash_is_nobodys_name(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, changed(ANNA, nom="-", prenom="Zmaray"))
    assert ("A3", "required.missing") in findings(case)


def test_personal_values_are_never_repeated(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, changed(ANNA, naissance="secret-1995", prenom="290012A004123 85"))
    output = case.run("check").output + case.run("check", "--json").output
    assert "secret" not in output
    assert "290012" not in output
    assert "DIALLO" not in output


def test_month_first_dates_make_the_others_of_the_column_doubtful(one_tab: OneTab) -> None:
    rows = [
        changed(ANNA, nom="A", entree="03/25/2025"),
        changed(ANNA, nom="B", entree="04/05/2025"),
        changed(ANNA, nom="C", entree=date(2025, 4, 5)),
    ]
    assert {pair for pair in findings(one_tab(HEADERS, *rows)) if pair[0][0] == "E"} == {
        ("E2", "date.month_first"),
        ("E3", "date.ambiguous"),
    }


def test_one_month_first_date_among_many_others_is_a_slip(one_tab: OneTab) -> None:
    right = [changed(ANNA, nom=f"NOM{n}", entree=f"{13 + n}/03/2025") for n in range(10)]
    slip = changed(ANNA, nom="SLIP", entree="03/25/2025")
    either = changed(ANNA, nom="EITHER", entree="04/05/2025")
    told = {pair for pair in findings(one_tab(HEADERS, slip, either, *right)) if pair[0][0] == "E"}
    assert told == {("E2", "date.month_first")}
    fewer = findings(one_tab(HEADERS, slip, either, *right[1:]))
    assert ("E3", "date.ambiguous") in fewer


def test_what_was_understood_of_a_personal_value_is_not_told(one_tab: OneTab) -> None:
    rows = [
        (*changed(ANNA, nom="A", naissance="03/25/1995"), "Levé (à confirmer)"),
        (*changed(ANNA, nom="B", naissance="04/05/1995"), "Identifié / levé"),
    ]
    case = one_tab((*HEADERS, "Frein santé"), *rows)
    told = [a for a in case.check()["anomalies"] if a["field"] in ("date_naissance", "frein_sante")]
    assert {a["rule"] for a in told} == {
        "date.month_first",
        "date.ambiguous",
        "choice.suggested",
        "choice.ambiguous",
    }
    assert not [
        a
        for a in told
        if "1995" in a["message"] or "Levé" in a["message"] or "Identifié" in a["message"]
    ]


def test_no_message_tells_a_personal_value() -> None:

    for code, known in section("checks").items():
        if placeholders(known["message"]) & {"read", "candidates"}:
            assert not placeholders(known["private"]) & {"read", "candidates"}, code


def test_values_to_be_made_precise_are_in_the_right_column(one_tab: OneTab) -> None:
    header = (*HEADERS, "Statut")
    rows = [(*changed(ANNA, nom=f"NOM{n}"), "carte 10 ans") for n in range(20)]
    rules = [a["rule"] for a in one_tab(header, *rows).check()["anomalies"]]
    assert rules.count("choice.suggested") == 20
    assert "column.mixed_up" not in rules


def test_a_word_that_is_right_and_says_too_little_is_a_warning_and_no_value(
    one_tab: OneTab,
) -> None:
    header = (*HEADERS, "Statut")
    case = one_tab(header, (*changed(ANNA, nom="BAH"), "BPI"), (*ANNA, "Réfugié"))
    assert ("J2", "choice.imprecise") in findings(case, ("warning",))
    assert not findings(case, ("error",))
    assert [row["protection"] for row in case.export()] == ["", "Réfugié"]


def test_such_words_down_a_column_are_said_once(one_tab: OneTab) -> None:
    header = (*HEADERS, "Statut")
    rows = [(*changed(ANNA, nom=f"NOM{n}"), "BPI") for n in range(20)]
    rules = [a["rule"] for a in one_tab(header, *rows).check()["anomalies"]]
    assert rules.count("choice.imprecise_column") == 1
    assert "choice.imprecise" not in rules
