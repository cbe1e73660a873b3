"""What of a formula refers to rows of a tab, and what only looks as if it did."""

from __future__ import annotations

import pytest

from sheets_sync.workbooks.shared.formula_references import (
    GrowingList,
    as_copied,
    moved_down,
    with_rows,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("COUNTA(B4:B24)", "COUNTA(B4:B24)"),
        ("COUNTA(B4:B30)", "COUNTA(B4:B32)"),
        ("$b$26+B26", "$b$28+B28"),
        ("SUM(26:$30)", "SUM(28:$32)"),
        ("B:B", "B:B"),
        ('"B26"&B26', '"B26"&B28'),
        ("LOG10(B26)", "LOG10(B28)"),
        ("Liste!B26+Autre!B26", "Liste!B28+Autre!B26"),
        ("'L''autre'!B26", "'L''autre'!B26"),
        ("[1]Liste!B26", "[1]Liste!B26"),
        ("'C:\\[vieux.xlsx]Liste'!B26", "'C:\\[vieux.xlsx]Liste'!B26"),
        ("Table1[[#This Row],[B26]]+Taux2026", "Table1[[#This Row],[B26]]+Taux2026"),
        ("IF(B26>0,B27:INDEX(B:B,30),0)", "IF(B28>0,B29:INDEX(B:B,30),0)"),
    ],
)
def test_what_is_below_goes_along_and_nothing_else_changes(before: str, after: str) -> None:
    assert with_rows(before, "Liste", "Liste", moved_down(26, 2)) == after


def test_from_another_tab_only_what_names_the_tab_goes_along() -> None:
    text = "B26+Liste!B26+'liste'!B26"
    assert with_rows(text, "Autre", "Liste", moved_down(26, 1)) == "B26+Liste!B27+'liste'!B27"


def test_what_adds_up_several_tabs_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="Janvier:Mars"):
        with_rows("SUM(Janvier:Mars!B26)", "Autre", "Liste", moved_down(26, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(B4:B24)", "SUM(B4:B26)"),
        ("SUM(B4:B25)", "SUM(B4:B26)"),
        ("SUM(B24:B24)", "SUM(B24:B26)"),
        # Another section, the total itself, a single cell.
        ("SUM(B4:B20)", "SUM(B4:B20)"),
        ("SUM(B4:B28)", "SUM(B4:B28)"),
        ("B24", "B24"),
    ],
)
def test_ranges_that_end_with_the_last_entry_take_in_those_added(before: str, after: str) -> None:
    assert GrowingList("Liste", 2, 24, 26, [28]).formula(before, 28) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('COUNTIF($F$2:$F$24,"CDDI")', 'COUNTIF($F$2:$F$26,"CDDI")'),
        ("RANK(G24,G$2:G$24)", "RANK(G24,G$2:G$26)"),
        # A running total up to this row, and what is about this entry alone.
        ("SUM(G$2:G24)", "SUM(G$2:G24)"),
        ("G24*H24", "G24*H24"),
    ],
)
def test_a_summary_beside_the_last_entry_takes_in_those_added(before: str, after: str) -> None:
    assert GrowingList("Liste", 2, 24, 26).formula(before, 24) == after


def test_a_formula_is_copied_as_a_program_would() -> None:
    assert as_copied("SUM(B$4:B24)*$A1+Autre!C2", 1, 2) == "SUM(D$4:D25)*$A2+Autre!E3"
