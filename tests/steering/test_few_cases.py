"""A rate is called low or fallen only from ten cases; a few together may say what none says."""

from __future__ import annotations

import pytest

from sheets_sync.steering.few_cases import few_and_low, has_fallen, is_low
from tests.steering.figures import rate


@pytest.mark.parametrize(
    ("counted", "among", "low"), [(4, 10, True), (3, 9, False), (5, 10, False), (0, 0, False)]
)
def test_a_rate_is_low_from_ten_cases_on(counted: int, among: int, low: bool) -> None:
    assert is_low(rate(counted, among), 0.5) is low


def test_without_a_target_nothing_is_low() -> None:
    assert not is_low(rate(0, 20), None)


@pytest.mark.parametrize(
    ("before", "now", "fallen"),
    [
        ((7, 10), (5, 10), True),
        ((70, 100), (51, 100), False),
        ((8, 9), (2, 20), False),
        ((18, 20), (2, 9), False),
        ((5, 10), (7, 10), False),
    ],
)
def test_a_rate_has_fallen_by_twenty_points_where_both_are_of_ten_cases(
    before: tuple[int, int], now: tuple[int, int], fallen: bool
) -> None:
    assert has_fallen(rate(*now), rate(*before)) is fallen


def test_siae_of_few_exits_are_low_together_where_they_come_to_ten() -> None:
    low = few_and_low([rate(1, 4, "Un"), rate(2, 7, "Deux"), rate(5, 5, "Trois")], 0.5)
    assert (low.siae, low.numerator, low.denominator) == (["Un", "Deux"], 3, 11)
    assert low.is_low(0.5)
    assert not few_and_low([rate(1, 4, "Un"), rate(1, 3, "Deux")], 0.5).is_low(0.5)
    # One alone is no group: its few exits say what they say.
    assert not few_and_low([rate(1, 9, "Un")], 0.5).is_low(0.5)
