"""Find the finest partition of a table that may be told: no part of 1 to `threshold` − 1 people.

That small cells share a part with others is suppression and merging in one (Insee, manuel de
protection des tableaux: 3 is a floor, 5 common for persons). A hidden cell is then known to within
the count of its part, which is at least the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.figures.figure import NOT_COLLECTED, UNKNOWN
from sheets_sync.release.tables.partition import Part, Partition, set_partitions

Faults = Callable[[Partition], Iterable[frozenset[str]]]
"""The sets of labels whose counts would tell too much; none where a partition may be told."""
_FEW_LABELS = 7
"""Up to so many labels every partition is looked at (Bell: 877); beyond, parts are merged."""


@dataclass(frozen=True)
class Counted:
    """A table as it is counted.

    Attributes:
        counts: by label, in the order in which neighbours stand.
        neighbours: whether a label may share a part only with those next to it (ages); one that is
            not known has no neighbours, and may stand with any.
        preferred: labels whose count together is worth more than finer parts, as a rate is made of
            it.
    """

    counts: Mapping[str, int]
    neighbours: bool = False
    preferred: tuple[frozenset[str], ...] = ()

    @property
    def whole(self) -> Partition:
        """The partition with a part for each label."""
        return Partition(tuple(Part((label,), count) for label, count in self.counts.items()))


def is_small(count: float, threshold: int) -> bool:
    """True if a count of people, or a movement, is one that could tell of somebody."""
    return 0 < abs(count) < threshold


def small_parts(partition: Partition, threshold: int) -> list[frozenset[str]]:
    """The labels of each part that is too small to be told."""
    parts = partition.parts
    return [frozenset(part.labels) for part in parts if is_small(part.count, threshold)]


def all_alike(partition: Partition) -> list[frozenset[str]]:
    """The labels of a table of people who are all in one part: what each of them is, is told."""
    with_people = [part for part in partition.parts if part.count]
    if len(with_people) != 1:
        return []
    return [frozenset(with_people[0].labels)]


def finest(counted: Counted, threshold: int, faults: Faults) -> Partition | None:
    """The finest partition without small parts or faults; None where there is none worth telling.

    Args:
        faults: what else must not be told.
    """

    def all_faults(partition: Partition) -> Iterator[frozenset[str]]:
        yield from small_parts(partition, threshold)
        yield from faults(partition)

    if len(counted.counts) <= _FEW_LABELS:
        # The first fault will do.
        safe = (each for each in _by_worth(counted) if next(all_faults(each), None) is None)
        finest_safe = next(safe, None)
    else:
        finest_safe = _merge_until_safe(counted.whole, all_faults)
    if finest_safe is None or (len(finest_safe.parts) < 2 and len(counted.counts) > 1):
        return None
    return finest_safe


def _by_worth(counted: Counted) -> list[Partition]:
    """Every partition, the one that tells most first; of equals the one that merges the least."""
    labels = list(counted.counts)

    def part(group: tuple[str, ...]) -> Part:
        return Part(group, sum(counted.counts[label] for label in group))

    def partition(groups: Sequence[tuple[str, ...]]) -> Partition:
        return Partition(tuple(map(part, groups)))

    def worth(each: Partition) -> tuple[int, int, int]:
        preferred_counts = sum(each.count(labels) is not None for labels in counted.preferred)
        return (-preferred_counts, -len(each.parts), sum(one.count**2 for one in each.parts))

    all_groups = set_partitions(labels)
    if counted.neighbours:
        all_groups = (groups for groups in all_groups if _keeps_neighbours(groups, labels))
    return sorted(map(partition, all_groups), key=worth)


def _keeps_neighbours(groups: Sequence[tuple[str, ...]], labels: Sequence[str]) -> bool:
    ordered = [label for label in labels if label not in (UNKNOWN, NOT_COLLECTED)]
    for group in groups:
        positions = sorted(ordered.index(label) for label in group if label in ordered)
        if positions and positions[-1] - positions[0] >= len(positions):
            return False
    return True


def _merge_until_safe(partition: Partition, all_faults: Faults) -> Partition | None:
    """Merge what is at fault with what mends it, or with the smallest part, until nothing is."""
    while faults := list(all_faults(partition)):
        at_fault = min(faults, key=lambda labels: (len(labels), sorted(labels)))
        parts = partition.parts_over(at_fault)
        if len(parts) == len(partition.parts):
            return None
        if len(parts) > 1:
            partition = partition.merged(parts[0], parts[1])
            continue
        partition = _best_merger(partition, parts[0], all_faults)
    return partition


def _best_merger(partition: Partition, part: Part, all_faults: Faults) -> Partition:
    others = sorted(
        (other for other in partition.parts if other != part),
        key=lambda other: (other.count == 0, other.count, other.labels),
    )
    mergers = [partition.merged(part, other) for other in others]
    # The fewest faults left; `min` keeps the first of equals, which is the smallest part.
    return min(mergers, key=lambda merger: sum(1 for _ in all_faults(merger)))
