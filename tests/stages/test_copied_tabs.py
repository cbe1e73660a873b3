"""A tab of ours that somebody copied (« Anomalies (2) ») is known as a copy, and told."""

from __future__ import annotations

import openpyxl
import pytest

from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

LACKING = ("SOW", "", "Femme", "", "à voir", "CDDI", "", "", "")


@pytest.fixture
def prepared(case: Case) -> Case:
    case.make({"Un": (HEADERS, ANNA, LACKING)})
    assert case.run("setup").exit_code == 0
    assert case.run("prepare").exit_code == 0
    return case


def copy_tab(case: Case, tab: str, typed: tuple[str, str] = ("A1", "")) -> None:
    """Copy a tab as Excel does, and type something in the copy."""
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    copied = book.copy_worksheet(book[tab])
    copied.title = f"{tab} (2)"
    if typed[1]:
        copied[typed[0]] = typed[1]
    book.save(case.folder / "essai.xlsx")


@pytest.mark.parametrize("tab", ["Anomalies", "Consortium", "Saisie"])
def test_a_copy_changes_nothing_but_that_it_is_told(prepared: Case, tab: str) -> None:
    before = prepared.check()["anomalies"]
    copy_tab(prepared, tab)
    after = prepared.check()["anomalies"]
    told = [one for one in after if one not in before]
    assert [one for one in before if one not in after] == []
    assert [(one["rule"], one["severity"]) for one in told] == [("tab.unknown_copy", "warning")]
    assert f"« {tab} (2) » est une copie de « {tab} »" in plain(told[0]["message"])


def test_a_copy_that_is_left_aside_is_not_told(prepared: Case) -> None:
    before = prepared.check()
    copy_tab(prepared, "Anomalies")
    config = prepared.folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + 'leave: ["Anomalies (2)"]\n', "utf-8")
    assert prepared.check() == before


def test_whoever_is_typed_on_a_copied_card_is_named_nowhere(prepared: Case) -> None:
    book = openpyxl.load_workbook(prepared.folder / "essai.xlsx")
    card = book.copy_worksheet(book["Saisie"])
    card.title = "Saisie (2)"
    typed = {"Nom": "Barrow", "Prénom": "Fatou"}
    for row in card.iter_rows(min_row=4):
        label = str(row[0].value or "").removesuffix(" *")
        row[1].value = typed.get(label)
    book["Un"]["F3"] = "Barrow Fatou"
    book.save(prepared.folder / "essai.xlsx")
    messages = " ".join(one["message"] for one in prepared.check()["anomalies"])
    assert "Barrow" not in messages


def test_the_columns_that_a_tab_explains_are_nobody(case: Case) -> None:
    explained = (("Nom", "Type"), ("Date de naissance", "date"), ("Prénom usuel", "texte"))
    case.make({"Un": (HEADERS, ANNA, LACKING)})
    before = [one["message"] for one in case.check()["anomalies"]]
    case.make({"Un": (HEADERS, ANNA, LACKING), "Dictionnaire": explained}, "leave: [Dictionnaire]")
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    member = "  - {tab: Dictionnaire, name: Dictionnaire, kind: ACI}\n"
    config.write_text(text.replace(member, ""), encoding="utf-8")
    after = [one["message"] for one in case.check()["anomalies"]]
    assert after == before
