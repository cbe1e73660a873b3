"""What readers are told of kinds of people by day, and what follows of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sheets_sync.release.tables.kinds_of_people import Kinds
from sheets_sync.release.tables.told_by_day import Days, ToldOfDay, with_what_follows

JANUARY, FEBRUARY, MARCH = (date(2026, month, 28) for month in (1, 2, 3))
SIZE = 4


def of(*numbers: int) -> Kinds:
    return frozenset(numbers)


def days(told: Mapping[date, Mapping[Kinds, int]], *asked: Kinds) -> Days:
    return with_what_follows({day: ToldOfDay(told[day], SIZE) for day in told}, asked)


def test_the_parts_of_nobody_are_nobody_and_were_nobody_before() -> None:
    known = days({JANUARY: {of(1, 2, 3): 9}, MARCH: {of(0, 1): 0}})
    assert known[MARCH].counts([of(0), of(1)]) == [0, 0]
    assert known[JANUARY].counts([of(1), of(2, 3)]) == [0, 9]


def test_the_rest_of_a_whole_is_nobody_where_a_part_is_as_great() -> None:
    told = ToldOfDay({of(0, 1, 2): 8, of(1): 8}, SIZE)
    assert told.nobody == of(0, 2)


def test_what_is_told_between_two_days_of_those_to_whom_nobody_came_is_known_on_both() -> None:
    told: Mapping[date, Mapping[Kinds, int]] = {
        JANUARY: {of(0, 1, 2): 18},
        FEBRUARY: {of(0, 3): 5, of(0, 1): 9},
        MARCH: {of(0, 1, 2): 18},
    }
    known = days(told)
    assert [known[day].counts([of(0, 1), of(2)]) for day in known] == [[9, 9]] * 3
    assert [known[day].count(of(0, 3)) for day in known] == [None, 5, None]


def test_nothing_is_carried_over_days_between_which_somebody_came() -> None:
    known = days({JANUARY: {of(0, 1): 8, of(0): 5}, MARCH: {of(0, 1): 9}})
    assert known[MARCH].count(of(0)) is None
