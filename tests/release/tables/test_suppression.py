"""Small counts are told with others only, and as few others as it takes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.suppression import Counted, finest
from tests.release.tables.linear_attacker import widths

THRESHOLD = 5
AGES = ("moins de 26 ans", "26 à 49 ans", "50 ans et plus", UNKNOWN)
counts = st.integers(0, 12) | st.integers(0, 60)


def parts(counted: Counted) -> dict[tuple[str, ...], int] | None:
    """The counts told of a table that nobody holds yet."""
    partition = finest(counted, THRESHOLD, lambda _: [])
    if partition is None:
        return None
    return {tuple(sorted(part.labels)): part.count for part in partition.parts}


@given(st.lists(counts, min_size=2, max_size=14))
def test_no_count_of_a_table_is_small_and_no_hidden_one_nearly_known(table: list[int]) -> None:
    named = {f"c{position:02}": count for position, count in enumerate(table)}
    partition = finest(Counted(named), THRESHOLD, lambda _: [])
    if partition is None:
        return
    assert not [part for part in partition.parts if 0 < part.count < THRESHOLD]
    assert sum(part.count for part in partition.parts) == sum(table)
    shown = Shown(sum(table), partition, date(2026, 6, 30))
    assert all(width >= THRESHOLD for width in widths(shown).values())


def test_the_attacker_can_win() -> None:
    naive = Partition((Part(("a",), 40), Part(("b", "c"), 3)))
    assert widths(Shown(43, naive, date(2026, 6, 30))) == {"b": 3, "c": 3}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([40, 20], {("a",): 40, ("b",): 20}),
        ([0, 20, 8], {("a",): 0, ("b",): 20, ("c",): 8}),
        ([40, 3, 20], {("a",): 40, ("b", "c"): 23}),
        ([2, 1, 20, 9], {("a", "b", "d"): 12, ("c",): 20}),
        ([4, 3, 20], {("a", "b"): 7, ("c",): 20}),
        ([3, 4], None),
        ([3], None),
        ([7], {("a",): 7}),
    ],
)
def test_a_small_count_is_told_with_the_smallest_that_will_do(
    table: list[int], told: dict[tuple[str, ...], int] | None
) -> None:
    assert parts(Counted(dict(zip("abcd", table, strict=False)))) == told


def test_ages_are_merged_with_their_neighbours() -> None:
    ages = dict(zip(AGES, (3, 40, 8), strict=False))
    assert parts(Counted(ages, neighbours=True)) == {
        ("26 à 49 ans", "moins de 26 ans"): 43,
        ("50 ans et plus",): 8,
    }
    assert parts(Counted(ages)) == {("50 ans et plus", "moins de 26 ans"): 11, ("26 à 49 ans",): 40}


def test_an_unknown_age_stands_with_any() -> None:
    ages = dict(zip(AGES, (9, 40, 6, 2), strict=True))
    counts_of_parts = parts(Counted(ages, neighbours=True))
    assert counts_of_parts is not None
    assert counts_of_parts["50 ans et plus", UNKNOWN] == 8


def test_what_a_rate_is_made_of_is_told_before_finer_parts() -> None:
    exits = {"durable": 9, "transition": 2, "formation": 8, "autres": 7}
    dynamic = frozenset(("durable", "transition", "formation"))
    counts_of_parts = parts(Counted(exits, preferred=(dynamic,)))
    assert counts_of_parts == {("durable",): 9, ("formation", "transition"): 10, ("autres",): 7}


def test_small_siae_are_put_together_where_there_are_many() -> None:
    siae = {f"SIAE {number:02}": count for number, count in enumerate([20] * 9 + [2, 3, 9])}
    counts_of_parts = parts(Counted(siae))
    assert counts_of_parts is not None
    assert counts_of_parts["SIAE 09", "SIAE 10"] == 5
    assert len(counts_of_parts) == 11
