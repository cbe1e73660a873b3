"""What the pace of twelve months leads to: counts that only grow, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.steering.forecast import forecast, foresee
from sheets_sync.steering.month import Month
from tests.typing_commands import plain

DAY, YEAR_END = date(2026, 6, 30), date(2026, 12, 31)


def test_at_an_even_pace_the_month_is_told_alone() -> None:
    foreseen = foresee([10] * 12, 60, 89, DAY, YEAR_END)
    assert plain(foreseen.text) == "au rythme actuel, objectif atteint en septembre 2026"


def test_the_more_the_months_vary_the_wider_the_range() -> None:
    foreseen = foresee([4, 16] * 6, 60, 89, DAY, YEAR_END)
    assert plain(foreseen.text) == (
        "au rythme actuel, objectif atteint en septembre 2026 (entre août et décembre)"
    )


def test_what_may_come_too_late_is_told() -> None:
    foreseen = foresee([4, 16] * 6, 60, 118, DAY, YEAR_END)
    assert foreseen.latest is None
    assert "dès octobre, ou pas à temps" in plain(foreseen.text)


def test_a_soonest_month_that_is_the_expected_one_is_not_said_twice() -> None:
    month = date(2026, 12, 1)
    foreseen = replace(foresee([4, 16] * 6, 60, 118, DAY, YEAR_END), reached=month, soonest=month)
    assert plain(foreseen.text) == (
        "au rythme actuel, objectif tout juste atteint en décembre 2026, ou pas à temps"
    )
    assert plain(foreseen.short_text) == "à ce rythme, en décembre 2026 tout juste, ou trop tard"


def test_what_is_not_reached_in_time_is_a_count_with_its_range() -> None:
    foreseen = foresee([4, 16] * 6, 60, 200, DAY, YEAR_END)
    assert foreseen.reached is None
    assert plain(foreseen.text) == "au rythme actuel, 120 le 31 décembre 2026 (entre 96 et 145)"


def test_a_count_that_nothing_moves_has_no_range() -> None:
    found = foresee([0] * 12, 0, 60, DAY, YEAR_END)
    assert plain(found.text) == "au rythme actuel, 0 le 31 décembre 2026"
    assert plain(found.short_text) == "à ce rythme, 0 le 31 décembre 2026"


def test_a_month_of_another_year_has_its_year() -> None:
    foreseen = foresee([10] * 11 + [40], 60, 145, DAY, date(2028, 12, 31))
    assert plain(foreseen.text) == (
        "au rythme actuel, objectif atteint en janvier 2027 (entre novembre 2026 et mai)"
    )


def test_a_count_never_falls() -> None:
    assert foresee([0] * 11 + [60], 60, 200, DAY, YEAR_END).at_end.low == 60


@pytest.mark.parametrize("name", ["participants", "taux_sorties_positives", "progression_francais"])
def test_nothing_is_foreseen_of_a_rate_nor_of_people_present(month: Month, name: str) -> None:
    assert forecast(month.measures, name, month.as_of) is None


def test_a_count_with_a_target_and_a_year_behind_it_is_foreseen(month: Month) -> None:
    foreseen = forecast(month.measures, "entrees", month.as_of)
    assert foreseen is not None
    assert foreseen.target == 40


def test_a_target_that_is_reached_needs_no_forecast(month: Month) -> None:
    assert forecast(month.measures, "sorties", month.as_of) is None


def test_in_short_it_is_as_sure_of_itself_as_in_full() -> None:
    foreseen = foresee([10] * 11 + [40], 60, 145, DAY, date(2028, 12, 31))
    assert plain(foreseen.short_text) == "à ce rythme, en janvier 2027 (nov. 26 à mai 27)"
    too_late = foresee([0] * 11 + [60], 60, 200, DAY, YEAR_END)
    assert plain(too_late.short_text).startswith("à ce rythme, ")
    assert "(60 à " in plain(too_late.short_text)
