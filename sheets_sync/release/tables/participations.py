"""Participations in collective actions: small counts of people, told by type over a period.

They add up over time. So readers take one report from another, whatever their periods: what two
reports tell of the days between is held to the threshold, as a movement of people is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.deduced import Edge, edge_of_period, linked_days
from sheets_sync.release.tables.issued import IssuedReport
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.suppression import is_small

PARTICIPATIONS = "participations"


def shown_participations(
    counts: Mapping[str, int], period: Period, issued: Sequence[IssuedReport], threshold: int
) -> Shown:
    """The participations that may be told; the total only where all types are.

    Args:
        counts: type of action → participations in the period.
        issued: what the readers hold.
    """
    parts = []
    for label, count in counts.items():
        held = list(_edges_held(label, issued))
        now = edge_of_period(period, count)
        if not is_small(count, threshold) and not _gives_few(held, now, threshold):
            parts.append(Part((label,), count))
    total = sum(counts.values())
    if len(parts) < len(counts):
        return Shown(None, Partition(tuple(parts)), period.end)
    return Shown(total, Partition(tuple(parts)), period.end)


def _edges_held(label: str, issued: Sequence[IssuedReport]) -> Iterator[Edge]:
    for report in issued:
        table = report.tables.get(PARTICIPATIONS)
        # A type that such a table has not was hidden, or had none yet: neither was told.
        if table is not None and table.partition is not None and label in table.partition.part_of:
            yield edge_of_period(report.reader.period, table.partition.part_of[label].count)


def _gives_few(held: Sequence[Edge], now: Edge, threshold: int) -> bool:
    """True if readers could work out a small count of some days with `now`, and not without."""
    corrected = (now[2] - count for *days, count in held if tuple(days) == now[:2])
    if any(is_small(more, threshold) for more in corrected):
        return True
    return bool(_few_between([*held, now], threshold) - _few_between(held, threshold))


def _few_between(edges: Sequence[Edge], threshold: int) -> set[tuple[date, date, int]]:
    """First day, day after the last, and count of each least interval that is known and small."""
    by_root: dict[tuple[date, ...], list[tuple[date, int]]] = defaultdict(list)
    for day, (root, count) in sorted(linked_days(edges).items()):
        by_root[root].append((day, count))
    few = set()
    for known in by_root.values():
        for (first, before), (after, count) in pairwise(known):
            if is_small(count - before, threshold):
                few.add((first, after, count - before))
    return few
