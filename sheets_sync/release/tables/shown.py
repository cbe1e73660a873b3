"""A table of people as a report shows it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.tables.partition import Part, Partition


def people_in_fives(people: float) -> int:
    """How many people, to the nearest five; nought only for nobody."""
    if not people:
        return 0
    return max(5, 5 * round(people / 5))


@dataclass(frozen=True)
class Shown:
    """A table as published.

    Attributes:
        total: None where the table is itself too small.
        partition: the parts whose counts are shown; None where only the total is.
        day: the last day that it counts.
        stands: an earlier report issued it, and it could not be renewed since.
        exact: the total of a table in fives; never told, it says when the table may be renewed.
        value: the mean or sum that is shown of these people, where that is what it is.
    """

    total: int | None
    partition: Partition | None
    day: date
    stands: bool = False
    value: float | None = None
    exact: int | None = None

    @property
    def about(self) -> int:
        """How many people a mean is over, to the nearest five.

        Beside its exact count a mean is a sum, and two sums tell what one person added.
        """
        return people_in_fives(self.total or 0)

    @functools.cached_property
    def part_counts(self) -> Mapping[str, int]:
        """The count of each label that has a part of its own."""
        return {part.labels[0]: part.count for part in self.parts if len(part.labels) == 1}

    @functools.cached_property
    def parts(self) -> list[Part]:
        """The parts, the largest first, what is not known last; none where only the total is."""
        if self.partition is None:
            return []
        return sorted(
            self.partition.parts,
            key=lambda part: (part.labels == (UNKNOWN,), -part.count, part.labels),
        )

    @property
    def whole(self) -> bool:
        """True if every label has a count of its own."""
        return self.partition is not None and all(len(part.labels) == 1 for part in self.parts)

    def count(self, labels: Collection[str]) -> int | None:
        """The count of these labels together; None where it is not told."""
        if self.partition is None:
            return None
        return self.partition.count(labels)

    def as_json(self) -> dict[str, Any]:
        """Record of it that later reports need."""
        parts = [[list(part.labels), part.count] for part in self.parts]
        return {
            "total": self.total,
            "parties": parts if self.partition else None,
            "jour": self.day.isoformat(),
            "valeur": self.value,
            "exact": self.exact,
        }


def table_from_record(record: Mapping[str, Any], *, stands: bool = False) -> Shown:
    """The table of a record; raises ValueError, TypeError or KeyError for what is none."""
    partition = None
    if record["parties"] is not None:
        partition = Partition(
            tuple(Part(tuple(map(str, labels)), int(count)) for labels, count in record["parties"])
        )
    return Shown(
        record["total"],
        partition,
        date.fromisoformat(record["jour"]),
        stands,
        record["valeur"],
        record["exact"],
    )
