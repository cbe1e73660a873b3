"""The kinds of people that populations and their tables tell apart: SIAE, conditions, labels.

A kind is counted wherever it could be, with somebody of it or not: what makes readers know that
an SIAE has nobody of a district is a table, and no kind that is missing.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.issued import Reader
from sheets_sync.release.tables.minimal_groups import People
from sheets_sync.settings.funder import BREAKDOWNS

Kinds = frozenset[int]
"""Kinds of people, by their number."""
_Alike = TypeVar("_Alike", str, frozenset[str])


class Kind(NamedTuple):
    """People of an SIAE, of whom the same conditions hold and who have the same labels.

    Attributes:
        conditions: those of reports about the SIAE that hold.
        labels: (table, label), of the tables that a condition is about.
    """

    siae: str
    conditions: frozenset[str]
    labels: tuple[tuple[str, str], ...]


class _Condition(NamedTuple):
    """The SIAE that reports with a condition are about, and of whom it holds."""

    siae: frozenset[str]
    people: People


@dataclass(frozen=True)
class KindsOfPeople:
    """The kinds that the populations of these reports are made of."""

    readers: Sequence[Reader]

    @functools.cached_property
    def tables(self) -> Sequence[str]:
        """The tables whose cells populations are made of: by SIAE, and by what conditions ask."""
        asked = (
            name
            for name in BREAKDOWNS
            if any(self._asks_for(where, name) for where in self._conditions)
        )
        return [BY_SIAE, *asked]

    def of(self, reader: Reader) -> Kinds:
        """The kinds that a report is about."""
        return frozenset(
            number
            for number, kind in enumerate(self.kinds)
            if kind.siae in reader.siae and (not reader.where or reader.where in kind.conditions)
        )

    def labelled(self, table: str, labels: Collection[str]) -> Kinds:
        """The kinds that a table has under these labels, whomever it is about."""
        by_label = self._by_label[table]
        return frozenset[int]().union(*(by_label[label] for label in labels if label in by_label))

    def labels(self, kinds: Kinds, table: str) -> frozenset[str]:
        """The labels that a table has these kinds under."""
        by_label = self._by_label[table].items()
        return frozenset(label for label, some in by_label if not some.isdisjoint(kinds))

    def conditions(self, kinds: Kinds) -> set[frozenset[str]]:
        """The conditions that hold together of some of these kinds."""
        by_conditions = self._by_conditions.items()
        return {holding for holding, some in by_conditions if not some.isdisjoint(kinds)}

    @functools.cached_property
    def _by_label(self) -> Mapping[str, Mapping[str, Kinds]]:
        """Table → label → the kinds that it has under it."""
        return {name: self._alike(functools.partial(_label, name)) for name in self.tables}

    @functools.cached_property
    def _by_conditions(self) -> Mapping[frozenset[str], Kinds]:
        return self._alike(lambda kind: kind.conditions)

    def _alike(self, what: Callable[[Kind], _Alike]) -> Mapping[_Alike, Kinds]:
        """The kinds by what some of them have alike."""
        alike: dict[_Alike, set[int]] = defaultdict(set)
        for number, kind in enumerate(self.kinds):
            alike[what(kind)].add(number)
        return {each: frozenset(some) for each, some in alike.items()}

    @functools.cached_property
    def kinds(self) -> Sequence[Kind]:
        """Every kind: who is of one in some SIAE could be in any other that is asked as much."""
        conditions, kinds = self._conditions, set()
        for siae in frozenset().union(*(reader.siae for reader in self.readers)):
            asked = {where for where, of in conditions.items() if siae in of.siae}
            for person, labels in self._labels.items():
                if all(labels[BY_SIAE] in conditions[where].siae for where in asked):
                    holding = (where for where in asked if person in conditions[where].people)
                    pairs = tuple((name, labels[name]) for name in self.tables if name != BY_SIAE)
                    kinds.add(Kind(siae, frozenset(holding), pairs))
        if all(kind.conditions for kind in kinds):
            # Nobody is known of whom no condition holds: that some are not is what a total tells.
            unknown = tuple((name, "") for name in self.tables if name != BY_SIAE)
            kinds |= {Kind(kind.siae, frozenset(), unknown) for kind in kinds}
        return sorted(kinds, key=lambda kind: (kind.siae, sorted(kind.conditions), kind.labels))

    def _asks_for(self, where: str, table: str) -> bool:
        """Whether a condition is about what a table breaks people down by, however it is spelt."""
        if table in where:
            return True
        condition = self._conditions[where]
        by_label: dict[str, set[str]] = defaultdict(set)
        for person, labels in self._labels.items():
            if labels[BY_SIAE] in condition.siae:
                by_label[labels[table]].add(person)
        leaves_out_some = sum(map(len, by_label.values())) > len(condition.people)
        return leaves_out_some and all(
            people <= condition.people
            or people.isdisjoint(condition.people)
            or condition.people <= people
            for people in by_label.values()
        )

    @functools.cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        """Person → table → label; of two rows, as the report that a condition narrows has it."""
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        for reader in sorted(self.readers, key=lambda reader: bool(reader.where)):
            for name, alike in reader.alike.items():
                for label, people in alike.items():
                    for person in people:
                        labels[person][name] = label
        return labels

    @functools.cached_property
    def _conditions(self) -> Mapping[str, _Condition]:
        conditions: dict[str, _Condition] = {}
        for reader in self.readers:
            siae, people = conditions.get(reader.where, _Condition(frozenset(), frozenset()))
            if reader.where:
                both = _Condition(siae | reader.siae, people | reader.everybody)
                conditions[reader.where] = both
        return conditions


def _label(table: str, kind: Kind) -> str:
    if table == BY_SIAE:
        return kind.siae
    return dict(kind.labels)[table]
