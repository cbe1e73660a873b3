"""Dates that read both ways: one of the column shows the order, or it is said that none does."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

from forms.values import Reading
from sheets_sync.checking.date_order import TypedDate, ambiguous_dates, undecided_order

APRIL, LATE = Reading(date(2025, 4, 3)), Reading(date(2025, 3, 25))
MONTH_FIRST = Reading(date(2025, 3, 25), "date.month_first")


def test_one_date_that_is_month_first_makes_the_others_ambiguous() -> None:
    readings: dict[Hashable, Reading] = {
        "03/04/2025": APRIL,
        "03/25/2025": MONTH_FIRST,
        "25/03/2025": LATE,
    }
    assert ambiguous_dates(readings) == {
        "03/04/2025": Reading(date(2025, 4, 3), "date.ambiguous", {"read": "03/04/2025"})
    }
    assert undecided_order(readings) is None


def test_a_date_past_the_twelfth_decides_for_all() -> None:
    assert undecided_order({"03/04/2025": APRIL, "25/03/2025": LATE}) is None


def test_the_first_date_is_the_example_where_nothing_decides() -> None:
    example = undecided_order({"03/04/2025": APRIL})
    assert example == TypedDate("03/04/2025", date(2025, 4, 3))


def test_the_same_day_and_month_are_no_question() -> None:
    assert undecided_order({"04/04/2025": Reading(date(2025, 4, 4))}) is None
