"""Participations in actions: no two reports, of whatever periods, tell a few of some days."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.participations import PARTICIPATIONS, shown_participations
from sheets_sync.release.tables.shown import Shown

TYPES = ("Cours de français", "Atelier numérique", "Visite de métier", "")
THRESHOLD = 5


def months(first: int, last: int) -> Period:
    """From the first day of one month of 2026 to the last of another."""
    after = date(2026 + last // 12, last % 12 + 1, 1)
    return Period(date(2026, first, 1), after - timedelta(days=1))


def issued(period: Period, table: Shown) -> IssuedReport:
    reader = Reader("dreets", frozenset({"Un"}), "", period)
    return IssuedReport(f"rapport-{period.end}", reader, period.end, {}, {PARTICIPATIONS: table})


def shown_counts(
    counts: Mapping[str, int], period: Period, held: Sequence[IssuedReport]
) -> Mapping[str, int]:
    return shown_participations(counts, period, held, THRESHOLD).part_counts


@pytest.mark.parametrize(
    ("before", "now", "count", "is_told"),
    [
        ([((1, 3), 12)], (1, 4), 14, False),
        ([((1, 3), 12)], (1, 4), 17, True),
        ([((1, 3), 12)], (1, 4), 12, True),
        ([((1, 6), 20)], (1, 3), 17, False),
        ([((1, 6), 20)], (4, 6), 17, False),
        ([((1, 3), 10), ((4, 6), 10)], (1, 7), 23, False),
        ([((1, 3), 10), ((4, 6), 10)], (1, 7), 25, True),
        ([((1, 3), 12)], (1, 3), 13, False),
        ([((1, 3), 12)], (1, 3), 17, True),
        ([((1, 3), 12)], (5, 6), 8, True),
        ([], (1, 3), 4, False),
    ],
)
def test_a_count_is_told_where_no_difference_of_periods_is_of_few(
    before: list[tuple[tuple[int, int], int]], now: tuple[int, int], count: int, is_told: bool
) -> None:
    held: list[IssuedReport] = []
    for period, earlier in before:
        table = shown_participations({"FLE": earlier}, months(*period), held, THRESHOLD)
        held.append(issued(months(*period), table))
    assert shown_counts({"FLE": count}, months(*now), held) == ({"FLE": count} if is_told else {})


def test_a_total_is_told_only_where_every_type_is() -> None:
    first = shown_participations({"FLE": 9, "Visite": 8}, months(1, 3), (), THRESHOLD)
    assert first.total == 17
    now = {"FLE": 9, "Visite": 10}
    second = shown_participations(now, months(1, 4), [issued(months(1, 3), first)], THRESHOLD)
    assert second.total is None
    assert second.part_counts == {"FLE": 9}


def reports(rng: random.Random, of_month: Mapping[str, Sequence[int]]) -> Iterator[IssuedReport]:
    """A year's reports of periods that begin and end anywhere, in the order of issue."""
    held: list[IssuedReport] = []
    for last in sorted(rng.choices(range(1, 13), k=9)):
        first = rng.choice([1, 1, max(1, last - 2), rng.randint(1, last)])
        counts = {name: sum(each[first - 1 : last]) for name, each in of_month.items()}
        period = months(first, last)
        held.append(issued(period, shown_participations(counts, period, held, THRESHOLD)))
    yield from held


def known_small(seen: Sequence[IssuedReport], of_month: Sequence[int], label: str) -> list[str]:
    """The runs of months of which linear algebra tells a count of 1 to 4."""
    rows, values = [np.zeros(12)], [0]
    for report in seen:
        table = report.tables[PARTICIPATIONS]
        if label in table.part_counts:
            start, end = report.reader.period.start.month, report.reader.period.end.month
            rows.append(np.array([float(start <= month <= end) for month in range(1, 13)]))
            values.append(table.part_counts[label])
    shown_rows = np.array(rows)
    rank = np.linalg.matrix_rank(shown_rows)
    small_counts = []
    for first, last in itertools.combinations(range(13), 2):
        asked = np.array([float(first <= month < last) for month in range(12)])
        is_known = np.linalg.matrix_rank(np.vstack([shown_rows, asked])) == rank
        if is_known and 0 < sum(of_month[first:last]) < THRESHOLD:
            small_counts.append(f"{label} {first + 1} to {last}")
    return small_counts


@pytest.mark.parametrize("seed", range(40))
def test_an_attacker_with_linear_algebra_learns_no_small_count_of_any_months(seed: int) -> None:
    rng = random.Random(seed)
    of_month = {name: [rng.choice([0, 0, 1, 2, 3, 6, 11]) for _ in range(12)] for name in TYPES}
    seen = list(reports(rng, of_month))
    assert sum(len(each.tables[PARTICIPATIONS].part_counts) for each in seen)
    for name, counts in of_month.items():
        assert not known_small(seen, counts, name)
