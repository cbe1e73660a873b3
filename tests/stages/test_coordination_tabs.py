"""What is said of a coordination tab as a whole: nothing in it is passed over without a word."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.conftest import ANNA, HEADERS, Case, write_book, write_config

ACTIONS = (("Date", "Type", "SIAE"), (date(2026, 3, 2), "Cours de français", "Un"))
UNREADABLE = (("Quoi donc", "Et puis"), ("Demander le solde", "bientôt"))


def told(case: Case) -> set[tuple[str, str, str]]:
    """Rule, tab and severity of what is said of the coordination tabs."""
    found = [one for one in case.check()["anomalies"] if one["siae"] == "Coordination"]
    return {(one["rule"], one["tab"], one["severity"]) for one in found}


def test_a_number_of_social_security_in_a_note_of_a_coordination_tab_is_an_error(
    case: Case,
) -> None:
    book = write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Actions": ACTIONS})
    write_config(case.folder, ["Un"])
    workbook = load_workbook(book)
    workbook["Actions"]["B2"].comment = Comment("1 85 05 78 006 084 36", "AB")
    workbook.save(book)
    assert told(case) == {("nir.found", "Actions", "error")}
    assert "Actions, B2" in case.run("check", "--all").stdout


def test_a_coordination_tab_without_titles_is_told_until_it_is_left_aside(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Décisions": UNREADABLE})
    write_config(case.folder, ["Un"])
    assert told(case) == {("tab.coordination_unread", "Décisions", "warning")}
    write_config(case.folder, ["Un"], "leave: [Décisions]")
    assert told(case) == set()


def test_an_empty_coordination_tab_is_nothing_to_tell(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Décisions": ()})
    write_config(case.folder, ["Un"])
    assert told(case) == set()


def test_a_tab_left_aside_is_not_read_under_our_own_name_either(case: Case) -> None:
    wrong = (ACTIONS[0], (date(2026, 3, 2), "Cours de français", "Ailleurs"))
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Actions": wrong})
    write_config(case.folder, ["Un"])
    assert told(case)
    write_config(case.folder, ["Un"], "leave: [Actions]")
    assert told(case) == set()
    before = (case.folder / "essai.xlsx").read_bytes()
    assert "Actions" not in case.run("setup", "--dry-run").stdout
    assert (case.folder / "essai.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ("fait_marquan: {columns: {texte: C}}", "fait_marquant"),
        ("fait_marquant: {columns: {text: C}}", "texte"),
    ],
)
def test_what_config_says_of_coordination_names_a_form_and_a_field(
    case: Case, said: str, nearest: str
) -> None:
    case.make({"Un": (HEADERS, ANNA)}, f"coordination: {{{said}}}")
    result = case.run("check")
    assert (result.exit_code, nearest in result.output) == (2, True)
