"""A table is renewed where no movement of it, nor a difference between two, tells of somebody."""

from __future__ import annotations

import random
from datetime import date

from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.renewal import Held, Population, Renewal

ALL = Population(frozenset("ABC"))
WITHOUT_C = Population(frozenset("AB"))
ONLY_A = Population(frozenset("A"))


def table(**counts: int) -> Partition:
    """A partition; `a_b=7` is a part of two labels."""
    return Partition(tuple(Part(tuple(labels.split("_")), n) for labels, n in counts.items()))


def may_be_renewed(
    new: Partition,
    *held: tuple[Population, Partition],
    newcomers: bool = True,
    of: Population = ALL,
) -> bool:
    known = [Held(*each, number) for number, each in enumerate(held)]
    return not list(Renewal(of, known, 5, newcomers).faults(new))


def test_a_first_table_is_told() -> None:
    assert may_be_renewed(table(women=20, men=30))


def test_a_table_moves_by_nought_or_by_the_threshold() -> None:
    held = (ALL, table(women=20, men=30))
    assert may_be_renewed(table(women=20, men=30), held)
    assert may_be_renewed(table(women=25, men=35), held)
    assert not may_be_renewed(table(women=20, men=31), held)
    assert not may_be_renewed(table(women=25, men=31), held)


def test_newcomers_who_are_all_in_one_cell_are_not_told() -> None:
    held = (ALL, table(women=20, men=30))
    assert not may_be_renewed(table(women=20, men=36), held)
    assert may_be_renewed(table(women=20, men=36), held, newcomers=False)


def test_a_total_that_moved_by_little_is_a_cell_too() -> None:
    held = (ALL, table(open=20, lifted=30))
    assert not may_be_renewed(table(open=14, lifted=37), held, newcomers=False)


def test_every_earlier_table_counts_not_only_the_last() -> None:
    first, second = (ALL, table(open=20, lifted=30)), (ALL, table(open=30, lifted=40))
    assert may_be_renewed(table(open=21, lifted=35), second, newcomers=False)
    assert not may_be_renewed(table(open=21, lifted=35), first, second, newcomers=False)


def test_a_merged_table_is_compared_with_the_sum() -> None:
    held = (ALL, table(young=8, middle=20, old=9))
    assert not may_be_renewed(table(young=10, middle=24, old=15), held)
    assert may_be_renewed(table(young_middle=34, old=15), held)


def test_a_cell_that_was_not_there_counted_nobody() -> None:
    held = (ALL, table(women=20, men=30))
    assert not may_be_renewed(table(women=25, men=35, other=3), held)


def test_two_ways_of_merging_that_cut_across_each_other_are_not_told() -> None:
    held = (ALL, table(a_b=20, c=30))
    assert not may_be_renewed(table(a=20, b_c=45), held)


def test_an_siae_that_one_funder_alone_finances_is_not_told_by_two() -> None:
    held = (ALL, table(women=20, men=30))
    assert not may_be_renewed(table(women=18, men=20), held, of=WITHOUT_C)
    assert may_be_renewed(table(women=15, men=20), held, of=WITHOUT_C)


def test_nor_is_what_all_its_people_are() -> None:
    held = [Held(ALL, table(women=25, men=30))]
    new = table(women=15, men=30)
    assert not list(Renewal(WITHOUT_C, held, 5, newcomers=True).faults(new))
    assert list(Renewal(WITHOUT_C, held, 5, newcomers=True, about="sexe").faults(new))


def test_nor_is_who_came_to_it_between_two_reports_to_both() -> None:
    before = (ALL, table(women=20, men=30)), (WITHOUT_C, table(women=10, men=20))
    after = (ALL, table(women=26, men=36))
    assert may_be_renewed(table(women=16, men=26), *before, after, of=WITHOUT_C)
    assert not may_be_renewed(table(women=15, men=26), *before, after, of=WITHOUT_C)


def test_three_funders_together_do_not_know_the_siae_that_none_of_two_finances() -> None:
    all_, only_a = (ALL, table(women=30, men=30)), (ONLY_A, table(women=10, men=10))
    only_b = Population(frozenset("B"))
    assert may_be_renewed(table(women=10, men=10), all_, only_a, of=only_b)
    assert not may_be_renewed(table(women=17, men=10), all_, only_a, of=only_b)


def test_people_of_a_condition_are_a_part_of_all() -> None:
    held = (ALL, table(women=20, men=30))
    district = Population(frozenset("AC"), where='qpv == "oui"')
    assert not may_be_renewed(table(women=18, men=10), held, of=district)


def test_funders_of_other_siae_are_not_held_against_each_other() -> None:
    assert may_be_renewed(
        table(women=11, men=30), (ONLY_A, table(women=10, men=30)), of=Population(frozenset("B"))
    )


def test_two_halves_are_compared_with_what_the_whole_told_before() -> None:
    """Since April five came, two of them old: a later merged table of the whole hides it."""
    only_b = Population(frozenset("B"))
    march = (WITHOUT_C, table(young=20, old=20))
    june = (WITHOUT_C, table(young_old=50))
    half = (ONLY_A, table(young=18, old=12))
    assert may_be_renewed(table(young=8, old=12), june, half, of=only_b)
    assert not may_be_renewed(table(young=8, old=12), march, june, half, of=only_b)
    merged = table(young_old=20)
    assert may_be_renewed(merged, march, june, half, of=only_b, newcomers=False)


def test_a_condition_within_another_is_held_against_it() -> None:
    """Of the districts (women and men), and of the women of the districts, by their status."""
    districts, women = Population(frozenset("wm")), Population(frozenset("w"))
    held = (districts, table(refugee=13, subsidiary=9))
    assert not may_be_renewed(table(refugee=7, subsidiary=7), held, of=women)
    assert may_be_renewed(table(refugee=7, subsidiary=4), held, of=women)


def test_conditions_that_nobody_meets_together_leave_those_who_meet_neither() -> None:
    all_ = (Population(frozenset("ynu")), table(refugee=37, subsidiary=19))
    yes = (Population(frozenset("y")), table(refugee=13, subsidiary=9))
    no = Population(frozenset("n"))
    assert not may_be_renewed(table(refugee=19, subsidiary=8), all_, yes, of=no)
    assert may_be_renewed(table(refugee=19, subsidiary=5), all_, yes, of=no)


def test_a_sum_of_any_number_of_populations_is_looked_at() -> None:
    towns = [(Population(frozenset(siae)), table(women=7, men=6)) for siae in "ABCD"]
    region = (Population(frozenset("ABCDEZ")), table(women=37, men=41))
    last = Population(frozenset("E"))
    assert not may_be_renewed(table(women=7, men=6), region, *towns, of=last)
    assert may_be_renewed(table(women=3, men=6), region, *towns, of=last)


def test_three_that_overlap_two_by_two_tell_of_each() -> None:
    two = [(Population(frozenset(siae)), table(women=20, men=20)) for siae in ("AB", "BC")]
    third = Population(frozenset("AC"))
    assert not may_be_renewed(table(women=8, men=20), *two, of=third)
    assert may_be_renewed(table(women=20, men=20), *two, of=third)


def test_a_rolling_period_does_not_hide_the_sums_of_the_others() -> None:
    rolling = [
        (Population(frozenset("ABC"), start=date(2025, month, 1)), table(women=16, men=22))
        for month in range(1, 13)
    ]
    year = date(2026, 1, 1)
    region = (Population(frozenset("ABC"), start=year), table(women=16, men=22))
    alpha = (Population(frozenset("A"), start=year), table(women=7, men=7))
    beta = Population(frozenset("B"), start=year)
    assert not may_be_renewed(table(women=7, men=7), *rolling, region, alpha, of=beta)
    assert may_be_renewed(table(women=4, men=7), *rolling, region, alpha, of=beta)


def test_a_table_that_was_renewed_is_held_beside_those_of_others_still() -> None:
    """Who kept the first of all has two women of C, where nobody came to the others since."""
    first, renewed = (ALL, table(women=20, men=30)), (ALL, table(women=30, men=40))
    assert may_be_renewed(table(women=18, men=20), renewed, of=WITHOUT_C)
    assert not may_be_renewed(table(women=18, men=20), first, renewed, of=WITHOUT_C)
    assert may_be_renewed(table(women=15, men=20), first, renewed, of=WITHOUT_C)


def test_nothing_is_renewed_where_nobody_can_say_what_so_many_readers_hold_together() -> None:
    """Thirty funders of half of forty SIAE each: no table of another is told, in a moment."""
    dice, siae = random.Random(1), range(40)
    held = [
        (Population(frozenset(map(str, dice.sample(siae, 20)))), table(women=20, men=30))
        for _ in range(30)
    ]
    other = Population(frozenset(map(str, dice.sample(siae, 20))))
    assert not may_be_renewed(table(women=20, men=30), *held, of=other)
