"""What the tables of exits and of the cohort tell beside declared totals: the same people twice.

The exits that count are declared, and sorted by the programme; the State sorts the same ones. Their
differences are counts too, and move as one person does.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sheets_sync.release.tables.contents import (
    ALL_TOGETHER,
    COHORT,
    OTHER,
    PEOPLE,
    POSITIVE,
    STATE,
    TableContents,
)
from sheets_sync.release.tables.deduced import EXITS, POSITIVE_EXITS
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.partition import Partition, components
from sheets_sync.release.tables.renewal import Held, Renewal
from sheets_sync.release.tables.suppression import all_alike, is_small


@dataclass(frozen=True)
class _EarlierTable:
    """A table as an earlier report told it, with the programme's parts beside it."""

    partition: Partition
    sides: Mapping[str, int]

    def difference(self, labels: frozenset[str], side: str) -> int:
        """How many more there were of these labels than of a side; 0 where it was not told."""
        if side not in self.sides:
            return 0
        return (self.partition.count(labels) or 0) - self.sides[side]


_NO_EARLIER_TABLE = _EarlierTable(Partition(()), {})


@dataclass(frozen=True)
class BesideTotals:
    """A report's tables held against its own declared totals, and those of earlier reports."""

    contents: TableContents
    reader: Reader
    threshold: int
    issued: Issued

    def faults(self, name: str, partition: Partition) -> list[frozenset[str]]:
        """The sets of labels of a table that tell a count too small beside declared totals."""
        if name == COHORT:
            return self._beside_entries(partition)
        if self.contents.is_among_people(name):
            return self._beside_people(name, partition)
        return self._beside_programme(name, partition)

    def _beside_people(self, name: str, partition: Partition) -> list[frozenset[str]]:
        """What a rate tells of the persons accompanied whom it is not counted among.

        « 20 of 43 » beside 45 people: two have no such obstacle, or nobody asked them.
        """
        reports = self.issued.about(self.reader, name)
        totals = [(each.totals.get(PEOPLE), each.tables[name].total) for each in reports]
        before = [people - among for people, among in totals if people and among]
        people = int(self.contents.figure(PEOPLE).numerator)
        left_out = people - partition.total
        leaves_out_few = any(is_small(left_out - then, self.threshold) for then in (0, *before))
        if leaves_out_few or self._tells_of_everybody(name, partition, people):
            return [frozenset(partition.part_of)]
        return []

    def _tells_of_everybody(self, name: str, partition: Partition, people: int) -> bool:
        """Whether it is everybody who has a frein, or nobody; who has progressed, or nobody."""
        if name in self.contents.measures.about("frein"):
            return partition.total in (0, people)
        return partition.total == people and bool(all_alike(partition))

    def _beside_programme(self, name: str, partition: Partition) -> list[frozenset[str]]:
        """What another table of exits tells beside the programme's: the same ones, sorted twice.

        Where all exits of some cells are among those of others, their difference is a count too,
        and moves as one: the transfers between SIAE, the exits that the programme sets apart.
        """
        rows: Mapping[str, set[int]] = self.contents.rows_of_states
        if name != STATE:
            rows = self.contents.topic(name).rows()
        faults: list[frozenset[str]] = []
        if name == STATE:
            faults += self._among_counted(partition)
        for earlier in self._earlier_tables(name):
            faults += self._differences_at_fault(partition, rows, earlier)
        return faults

    def _among_counted(self, partition: Partition) -> Iterator[frozenset[str]]:
        """What the State's table tells of the exits that count, once the others are taken out.

        Where all others are of one kind (transfers are « sorties positives ») readers can: how many
        they are is its total less the declared one.
        """
        counted = self.contents.rows_of_programme[ALL_TOGETHER]
        kinds = [
            label for label, rows in self.contents.rows_of_states.items() if not rows <= counted
        ]
        if len(kinds) != 1:
            return iter(())
        population = self.reader.population(STATE)
        held = [
            Held(
                population, _counted_alone(earlier.partition, kinds[0], earlier.sides[ALL_TOGETHER])
            )
            for earlier in self._earlier_tables(STATE)
            if ALL_TOGETHER in earlier.sides
        ]
        now = _counted_alone(partition, kinds[0], len(counted))
        return Renewal(population, held, self.threshold, newcomers=True).faults(now)

    def _beside_entries(self, partition: Partition) -> list[frozenset[str]]:
        """What the cohort tells beside declared totals: whom it leaves out, and other exits.

        A report of eighteen months ago told how many had entered by then. The cohort is those
        without deaths, illnesses and detentions; nothing asks us to tell how many are in it.
        """
        rows = self.contents.rows_of_cohort
        faults = []
        for earlier in self._earlier_tables(COHORT):
            faults += self._differences_at_fault(partition, rows, earlier)
        if self._cohort_leaves_out_few:
            faults.append(frozenset(partition.part_of))
        return faults

    def _earlier_tables(self, name: str) -> list[_EarlierTable]:
        """Nothing, for the table by itself, then what each report told that renewed it."""
        reports = self.issued.about(self.reader, name)
        return [_NO_EARLIER_TABLE, *(_earlier_table(report, name) for report in reports)]

    @functools.cached_property
    def _cohort_leaves_out_few(self) -> bool:
        """Whether few are left out of the cohort, or few more than when it was last renewed."""
        now = self.contents.left_out_of_cohort
        then = [
            replace(self.contents, period=report.reader.period).left_out_of_cohort
            for report in self.issued.about(self.reader, COHORT)
        ]
        return any(is_small(now - before, self.threshold) for before in (0, *then))

    def _differences_at_fault(
        self, partition: Partition, rows_of: Mapping[str, set[int]], earlier: _EarlierTable
    ) -> list[frozenset[str]]:
        faults = []
        for labels in _unions(components([partition, earlier.partition])):
            exits = set().union(*(rows_of.get(label, ()) for label in labels))
            for name, side in self.contents.rows_of_programme.items():
                # Only where one holds the other is their difference a count of people.
                is_a_count = exits <= side or side <= exits
                difference = len(exits) - len(side) - earlier.difference(labels, name)
                if is_a_count and is_small(difference, self.threshold):
                    faults.append(labels)
        return faults


def _counted_alone(partition: Partition, kind: str, counted: int) -> Partition:
    """The table of the exits that count: the others, all of one kind, are taken out of its part."""
    others = partition.total - counted
    parts = (
        replace(part, count=part.count - others * (kind in part.labels)) for part in partition.parts
    )
    return Partition(tuple(parts))


def _earlier_table(report: IssuedReport, name: str) -> _EarlierTable:
    partition = report.tables[name].partition
    if partition is None:
        return _NO_EARLIER_TABLE
    return _EarlierTable(partition, _sides(report.totals))


def _sides(totals: Mapping[str, int]) -> dict[str, int]:
    """The programme's parts that declared totals tell: the exits that count, as they are sorted."""
    sides = {}
    if EXITS in totals:
        sides[ALL_TOGETHER] = totals[EXITS]
    if POSITIVE_EXITS in totals:
        sides[POSITIVE] = totals[POSITIVE_EXITS]
    if len(sides) == 2:
        sides[OTHER] = sides[ALL_TOGETHER] - sides[POSITIVE]
    return sides


def _unions(sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Every union of one or more of these sets."""
    unions: list[frozenset[str]] = [frozenset()]
    for each in sets:
        unions += [union | each for union in unions]
    return unions[1:]
