"""Conventions: amounts by funder and number, and whether they go with their time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sheets_sync.steering.conventions import Convention, accounts_due, conventions, reports_due
from tests.typing_commands import plain

DAY = date(2026, 7, 1)
COLUMNS = ("financeur", "convention", "debut", "fin", "accorde", "recu", "depense")


def tab(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)


def one(*row: Any) -> Convention:
    (convention,) = conventions(tab(tuple(row)), DAY)
    return convention


def test_the_lines_of_a_convention_are_added_up() -> None:
    lines = tab(
        ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), 1000, 700, 400),
        ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), 500, None, 100),
        ("DREETS", "C-2", None, None, 10, 10, 10),
    )
    first, second = conventions(lines, DAY)
    assert (first.granted, first.received, first.spent, first.remaining) == (1500, 700, 500, 1000)
    assert (first.name, first.days_left) == ("DREETS (C-1)", 183)
    assert (second.days_left, second.elapsed, second.pace, second.account_due) == (None,) * 4


@pytest.mark.parametrize(
    ("spent", "pace"), [(900, "ahead"), (500, "steady"), (590, "steady"), (300, "behind")]
)
def test_what_is_spent_is_held_against_the_time_that_is_over(spent: float, pace: str) -> None:
    assert one("F", "1", date(2026, 1, 1), date(2026, 12, 31), 1000, 0, spent).pace == pace


def test_nothing_granted_is_no_share() -> None:
    convention = one("F", "1", date(2026, 1, 1), date(2026, 12, 31), 0, 0, 50)
    assert (convention.share_spent, convention.pace) == (None, None)


def test_an_end_before_its_start_is_no_time() -> None:
    assert one("F", "1", date(2026, 12, 31), date(2026, 1, 1), 10, 0, 5).elapsed is None


def test_one_that_ended_long_ago_is_not_shown() -> None:
    assert conventions(tab(("F", "1", None, date(2025, 12, 1), 10, 10, 10)), DAY) == []
    assert len(conventions(tab(("F", "1", None, date(2026, 1, 2), 10, 10, 10)), DAY)) == 1


def test_an_account_is_due_six_months_after_the_end() -> None:
    listed = conventions(tab(("F", "1", date(2025, 7, 1), date(2026, 6, 30), 10, 10, 10)), DAY)
    assert [day for _, day in accounts_due(listed, DAY)] == [date(2026, 12, 30)]
    (report,) = reports_due(listed, DAY)
    assert plain(report) == "F (1) : compte rendu financier dû le 30 décembre 2026."


def test_the_gap_is_what_the_time_gone_by_would_have_had_spent() -> None:
    listed = one("F", "1", date(2026, 1, 1), date(2026, 12, 31), 3650, 0, 200)
    # 182 of 365 days are over: 10 euros a day.
    assert listed.gap == pytest.approx(200 - 1820)
    assert one("F", "1", None, None, 1000, 0, 200).gap is None
