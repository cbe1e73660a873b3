"""Small cells stay hidden from an attacker who solves a linear program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.release.suppression import Shown, protect, protect_table
from tests.release.attacker import THRESHOLD, Report, widths

counts = st.integers(0, 12) | st.integers(0, 60)


@given(st.lists(counts, min_size=2, max_size=6), st.integers(0, 6))
def test_no_hidden_cell_of_a_table_is_nearly_known(table: list[int], known: int) -> None:
    named = {f"c{place}": count for place, count in enumerate(table)}
    shown = protect_table(named, THRESHOLD, known=known)
    assert all(width >= THRESHOLD for width in widths([Report(shown, list(named))], growing=False))
    if shown.cells is not None:
        assert not [
            count for count in shown.cells.values() if count is not None and 0 < count < THRESHOLD
        ]


@given(st.lists(st.lists(counts, min_size=4, max_size=4), min_size=2, max_size=3))
def test_nor_with_the_earlier_reports_of_a_growing_period(grown: list[list[int]]) -> None:
    labels = ["a", "b", "c", "d"]
    now = [0] * 4
    before, reports = None, []
    for more in grown:
        now = [count + step for count, step in zip(now, more, strict=True)]
        shown = protect_table(dict(zip(labels, now, strict=True)), THRESHOLD, before, growing=True)
        reports.append(Report(shown, labels))
        before = shown.as_json()
    assert all(width >= THRESHOLD for width in widths(reports, growing=True))


def test_the_attacker_can_win() -> None:
    naive = Shown(43, {"a": 40, "b": None})
    assert widths([Report(naive, ["a", "b"])], growing=False) == [0]
    first, second = (
        Shown(60, {"a": 40, "b": 20, "c": 0}),
        Shown(61, {"a": None, "b": 20, "c": None}),
    )
    reports = [Report(table, ["a", "b", "c"]) for table in (first, second)]
    assert min(widths(reports, growing=True)) == 1


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ([40, 20], [40, 20]),
        ([0, 20, 8], [0, 20, 8]),
        ([40, 3, 20], [40, None, None]),
        ([3, 20, 8], [None, 20, None]),
        ([2, 1, 20, 9], [None, None, 20, None]),
        ([4, 3, 20], [None, None, 20]),
        ([1, 2, 30], [None, None, None]),
        ([3, 4], [None, None]),
        ([3], None),
        ([3, 0], None),
    ],
)
def test_a_small_cell_is_hidden_and_as_many_more_as_it_takes(
    table: list[int], shown: list[int | None] | None
) -> None:
    assert protect(table, THRESHOLD) == shown


def test_the_next_report_does_not_give_back_what_one_hid() -> None:
    first = protect_table({"a": 40, "b": 3, "c": 20}, THRESHOLD)
    assert first.cells == {"a": 40, "b": None, "c": None}
    second = protect_table({"a": 40, "b": 9, "c": 30}, THRESHOLD, first.as_json(), growing=True)
    assert second.cells == {"a": 40, "b": None, "c": None}


def test_one_person_more_than_in_the_last_report_hides_the_table() -> None:
    before = {"total": 61, "cells": {"a": 40, "b": 21, "c": 0}, "known": 0}
    shown = protect_table({"a": 40, "b": 21, "c": 1}, THRESHOLD, before, growing=True)
    assert shown.cells is None
