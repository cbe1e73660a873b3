"""A table beside what other funders hold of people sorted otherwise: by SIAE, and by a breakdown.

« Oui » among those of three SIAE are people of the district's funder, whose total, and whose table
by SIAE, count them too: 24 in the district, 22 of them in the three SIAE, leave 2 in the fourth.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheets_sync.release.tables.contents import ALL_TOGETHER, BY_SIAE, PEOPLE
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.minimal_groups import People
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.suppression import is_small
from sheets_sync.settings.funder import BREAKDOWNS

Labels = frozenset[str]
_CROSSED: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(BREAKDOWNS, (BY_SIAE,)),
    BY_SIAE: BREAKDOWNS,
}
"""Tables that sort people otherwise; of two breakdowns, which share a label, `renewal` knows."""


class ToldPart(NamedTuple):
    """A part of another table, or another total, beside the labels of the table that is made.

    Attributes:
        told: its count; those who came since are among its people all the same.
        touched: the labels of some of its people. inside: those all of whose people are its own.
        is_under_labels: whether each of its people is under some label.
    """

    told: int
    touched: Labels
    inside: Labels
    is_under_labels: bool


@dataclass(frozen=True)
class ToldTable:
    """Parts without anybody in common, as one report tells of them; a total is one alone.

    Attributes:
        covers: the labels all of whose people are in one part or another.
    """

    parts: tuple[ToldPart, ...]
    covers: Labels

    @classmethod
    def of(cls, told: Iterable[tuple[People, int]], labels: Mapping[str, People]) -> ToldTable:
        """The parts, as their people and count, beside the people of each label."""
        under_labels = frozenset().union(*labels.values())
        parts, everybody = [], frozenset[str]()
        for people, count in told:
            touched = frozenset(label for label, theirs in labels.items() if theirs & people)
            inside = frozenset(label for label in touched if labels[label] <= people)
            parts.append(ToldPart(count, touched, inside, people <= under_labels))
            everybody |= people
        covers = frozenset(label for label, theirs in labels.items() if theirs <= everybody)
        return cls(tuple(part for part in parts if part.touched), covers)

    def beside(self, labels: Labels, count: int) -> Iterator[int]:
        """What these labels leave of the parts, and the parts inside of the labels.

        Where the parts are of an earlier day that is how many came, too.
        """
        inside = [part for part in self.parts if part.is_under_labels and part.touched <= labels]
        touched = [part for part in self.parts if part.touched & labels]
        if inside:
            yield count - sum(part.told for part in inside)
        if touched and labels <= self.covers:
            yield sum(part.told for part in touched) - count


@dataclass(frozen=True)
class CrossedTables:
    """A table of a report, beside the totals and tables of other people.

    Attributes:
        reports: issued, and those to come of which only the totals are known.
    """

    reader: Reader
    table: str
    threshold: int
    reports: Sequence[IssuedReport]

    def faults(self, partition: Partition) -> Iterator[Labels]:
        """The sets of labels that tell a count too small, or of one who came that they have it."""
        known = self._labels.keys()
        own = {frozenset(known & part.labels): part.count for part in partition.parts}
        own.pop(frozenset(), None)
        for other in self._others:
            for labels, count in own.items():
                if self._any_small(other.beside(labels, count)):
                    yield labels
            for part in other.parts:
                touched = frozenset().union(*(each for each in own if each & part.touched))
                # All of them are the total, which is told whatever the table is.
                if touched != frozenset().union(*own) and self._any_small(_left(part, own)):
                    yield touched

    def _any_small(self, counts: Iterable[int]) -> bool:
        return any(is_small(count, self.threshold) for count in counts)

    @functools.cached_property
    def _labels(self) -> Mapping[str, People]:
        alike = self.reader.alike.get(self.table, {})
        return {label: people for label, people in alike.items() if people}

    @functools.cached_property
    def _others(self) -> Sequence[ToldTable]:
        """What is told of other people, who were there since the same day."""
        told: list[ToldTable] = []
        for report in _about_others(self.reader, self.reports):
            # Those of totals by SIAE are for `cells_of_totals`.
            is_among_siae = self.table == BY_SIAE and report.reader.where == self.reader.where
            if PEOPLE in report.totals and not is_among_siae:
                total = (report.reader.everybody, report.totals[PEOPLE])
                told.append(ToldTable.of([total], self._labels))
            tables = (_parts_told(report, name) for name in _CROSSED[self.table])
            told += [ToldTable.of(parts, self._labels) for parts in tables]
        return [table for table in dict.fromkeys(told) if table.parts]


class BesideTable(NamedTuple):
    """A count that a report's total and the table of another leave."""

    people: int
    table: str
    funder: str


def beside_tables(
    report: IssuedReport, held: Sequence[IssuedReport], threshold: int
) -> Iterator[BesideTable]:
    """The small counts that a total, not told before, leaves of the tables of other people."""
    reader, total = report.reader, report.totals.get(PEOPLE)
    before = [
        each.totals.get(PEOPLE)
        for each in held
        if each.reader.people == reader.people and each.reader.period.start == reader.period.start
    ]
    if total is None or total in before:
        return
    labels = {ALL_TOGETHER: reader.everybody}
    for other in _about_others(reader, held):
        for table in (*BREAKDOWNS, BY_SIAE):
            # Those of totals by SIAE are for `cells_of_totals`.
            if table != BY_SIAE or other.reader.where != reader.where:
                told = ToldTable.of(_parts_told(other, table), labels)
                for count in told.beside(frozenset(labels), total):
                    if is_small(count, threshold):
                        yield BesideTable(abs(count), table, other.reader.funder)


def _left(part: ToldPart, own: Mapping[Labels, int]) -> Iterator[int]:
    """What own parts leave of another's, and that of these."""
    inside = [count for labels, count in own.items() if labels <= part.inside]
    if inside:
        yield part.told - sum(inside)
    if part.is_under_labels:
        yield sum(count for labels, count in own.items() if labels & part.touched) - part.told


def _about_others(reader: Reader, reports: Iterable[IssuedReport]) -> Iterator[IssuedReport]:
    """The reports about other people, who were there since the same day."""
    for report in reports:
        is_of_them = report.reader.people == reader.people
        if not is_of_them and report.reader.period.start == reader.period.start:
            yield report


def _parts_told(report: IssuedReport, name: str) -> Iterator[tuple[People, int]]:
    """The people and true count of each part of a table; none where it shows none."""
    shown, alike = report.tables.get(name), report.reader.alike.get(name, {})
    if shown is None or shown.partition is None or shown.exact is not None:
        return
    for part in shown.partition.parts:
        yield _people_of(part, alike), part.count


def _people_of(part: Part, alike: Mapping[str, People]) -> People:
    return frozenset().union(*(alike.get(label, frozenset()) for label in part.labels))
