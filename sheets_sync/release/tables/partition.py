"""A table of people as whoever holds it knows it: parts of its labels, and the count of each part.

A cell that is hidden and one that is merged tell the same: what is left of the total. So both are
labels that share a part, and a table that is shown whole has a part for each label.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Part:
    """Labels of which only the count of all together is told."""

    labels: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Partition:
    """The parts of a table; a label in none of them is known to count nobody."""

    parts: tuple[Part, ...]

    @functools.cached_property
    def total(self) -> int:
        """The count of all parts."""
        return sum(part.count for part in self.parts)

    @functools.cached_property
    def part_of(self) -> Mapping[str, Part]:
        """The part of each label."""
        part_of: dict[str, Part] = {}
        for part in self.parts:
            part_of |= dict.fromkeys(part.labels, part)
        return part_of

    def parts_over(self, labels: Iterable[str]) -> list[Part]:
        """The parts that hold any of these labels, each once."""
        touched = (self.part_of[label] for label in labels if label in self.part_of)
        return list(dict.fromkeys(touched))

    def count_over(self, labels: Iterable[str]) -> int:
        """The count of all parts that hold any of these labels."""
        return sum(part.count for part in self.parts_over(labels))

    def count(self, labels: Collection[str]) -> int | None:
        """The count of these labels together; None where the parts do not tell it."""
        parts = self.parts_over(labels)
        if sum(len(part.labels) for part in parts) > len(set(labels) & set(self.part_of)):
            return None
        return sum(part.count for part in parts)

    def merged(self, first: Part, second: Part) -> Partition:
        """The same with two parts as one."""
        both = Part(first.labels + second.labels, first.count + second.count)
        others = tuple(part for part in self.parts if part not in (first, second))
        return Partition((both, *others))

    def relabelled(self, names: Mapping[str, str]) -> Partition:
        """The same, some labels by other names."""
        return Partition(tuple(_relabelled_part(part, names) for part in self.parts))


def _relabelled_part(part: Part, names: Mapping[str, str]) -> Part:
    return replace(part, labels=tuple(names.get(label, label) for label in part.labels))


def components(partitions: Sequence[Partition]) -> list[frozenset[str]]:
    """The least sets of labels that are whole parts in each of these: what all of them tell."""
    leader: dict[str, str] = {}

    def find(label: str) -> str:
        while leader.setdefault(label, label) != label:
            label = leader[label]
        return label

    for partition in partitions:
        for part in partition.parts:
            first = find(part.labels[0])
            for label in part.labels[1:]:
                leader[find(label)] = first
    groups: dict[str, set[str]] = {}
    for label in leader:
        groups.setdefault(find(label), set()).add(label)
    return [frozenset(group) for group in groups.values()]


def is_nested(first: Partition, second: Partition, labels: frozenset[str]) -> bool:
    """True if one of two partitions has these labels in a single part.

    Else each cuts through a part of the other, and their difference nearly tells a hidden cell.
    """
    return any(
        len(partition.parts_over(labels)) == 1
        and len(partition.parts_over(labels)[0].labels) == len(labels)
        for partition in (first, second)
    )


def set_partitions(labels: Sequence[str]) -> Iterator[list[tuple[str, ...]]]:
    """Every way to part these labels, in a fixed order."""
    if not labels:
        yield []
        return
    first, rest = labels[0], labels[1:]
    for parts in set_partitions(rest):
        yield [(first,), *parts]
        for index, part in enumerate(parts):
            yield [*parts[:index], (first, *part), *parts[index + 1 :]]
