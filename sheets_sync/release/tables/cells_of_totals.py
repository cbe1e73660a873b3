"""What declared totals tell of the cells of a table: a total of some SIAE, or of one district.

Such a total is a sum of cells of another funder's table, and always of the day: what the table
merges it may part again. « Cyclo et Menage Net » 30 of 62, beside 44 in all SIAE but Menage Net,
are 12 in Cyclo.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sheets_sync.release.tables.contents import BY_SIAE, PEOPLE
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.partition import Partition
from sheets_sync.release.tables.suppression import is_small

Labels = frozenset[str]


@dataclass(frozen=True)
class KnownCell:
    """A count of cells that readers can work out.

    Attributes:
        since: the day that `count` is a movement from; None where it is all there are.
    """

    labels: Labels
    since: date | None
    day: date
    count: int

    def order(self) -> tuple[int, list[str], date]:
        """What sorts cells: those of the fewest labels first."""
        return len(self.labels), sorted(self.labels), self.day


@dataclass(frozen=True)
class _ToldOfDay:
    """Of which labels together readers are told on a day how many have them."""

    told: Mapping[Labels, int]
    _counts: dict[Labels, int | None] = field(default_factory=dict, init=False, repr=False)

    def count(self, labels: Labels) -> int | None:
        """The count of these labels, a sum and difference of what is told; None where it is not."""
        if labels not in self._counts:
            self._counts[labels] = self._worked_out(labels)
        return self._counts[labels]

    def _worked_out(self, labels: Labels) -> int | None:
        if labels in self.told:
            return self.told[labels]
        if not labels <= self._columns.keys():
            return None
        asked = self._row(labels)
        times = self._inverse @ asked
        if np.abs(self._rows.T @ times - asked).max() > 1e-6:
            return None
        return round(float(np.array(list(self.told.values()), float) @ times))

    @functools.cached_property
    def _columns(self) -> Mapping[str, int]:
        return {label: column for column, label in enumerate(sorted(frozenset().union(*self.told)))}

    @functools.cached_property
    def _rows(self) -> NDArray[np.float64]:
        return np.array([self._row(labels) for labels in self.told])

    @functools.cached_property
    def _inverse(self) -> NDArray[np.float64]:
        return np.asarray(np.linalg.pinv(self._rows.T), np.float64)

    def _row(self, labels: Labels) -> NDArray[np.float64]:
        row = np.zeros(len(self._columns))
        row[[self._columns[label] for label in labels]] = 1
        return row


_Days = Mapping[date, _ToldOfDay]


@dataclass(frozen=True)
class CellsOfTotals:
    """A table beside the declared totals of all reports.

    Attributes:
        reports: issued, and those to come of which only the totals are known.
    """

    reader: Reader
    table: str
    threshold: int
    reports: Sequence[IssuedReport]

    def faults(self, partition: Partition) -> Iterator[Labels]:
        """The sets of labels that a new table would tell of beside totals, and none of these."""
        if all(labels == self.reader.siae for labels in self._wholes):
            return
        day = self.reader.period.end
        parts = {frozenset(part.labels): part.count for part in partition.parts}
        before = self._days.get(day, _ToldOfDay({}))
        days = {**self._days, day: self._carried(day, {**parts, **before.told}, self._days)}
        cells = [
            cell
            for cell in _counts_and_movements(days, [*self._sets, *self._left_by(parts)])
            if day in (cell.since, cell.day) and not _is_in(cell, self._days)
        ]
        for cell in sorted(cells, key=KnownCell.order):
            if is_small(cell.count, self.threshold) or self._has_all_who_came(cell, days):
                # What lies outside of the table follows from all of it.
                yield (cell.labels & partition.part_of.keys()) or frozenset(partition.part_of)

    def _has_all_who_came(self, cell: KnownCell, days: _Days) -> bool:
        """Whether all who came to a total's people since a day are in some of its cells."""
        if cell.since is None or not cell.count:
            return False
        then, now = days[cell.since], days[cell.day]
        wholes = [whole for whole in self._wholes if cell.labels < whole]
        return any(now.count(each) == _sum(then.count(each), cell.count) for each in wholes)

    def small(self) -> set[KnownCell]:
        """The counts and movements that are too small and do not follow from totals alone."""
        cells = _counts_and_movements(self._days, self._sets)
        small = (cell for cell in cells if is_small(cell.count, self.threshold))
        return {cell for cell in small if not _is_in(cell, self._declared)}

    @functools.cached_property
    def _days(self) -> _Days:
        """What all reports tell on each day."""
        return self._told([*self._parts(), *self._totals])

    @functools.cached_property
    def _declared(self) -> _Days:
        """What totals alone tell on each day."""
        return self._told(self._totals)

    def _told(self, counts: Iterable[tuple[date, Labels, int]]) -> _Days:
        by_day: dict[date, dict[Labels, int]] = defaultdict(dict)
        for day, labels, count in counts:
            by_day[day][labels] = count
        days: dict[date, _ToldOfDay] = {}
        for day in sorted(by_day):
            days[day] = self._carried(day, by_day[day], days)
        return days

    def _carried(self, day: date, told: Mapping[Labels, int], days: _Days) -> _ToldOfDay:
        """What is told on a day, and what was before of those to whom nobody came since."""
        of_day, carried = _ToldOfDay(told), dict(told)
        for earlier in (each for each in days if each < day):
            then = days[earlier]
            still = (each for each in self._wholes if then.count(each) == of_day.count(each))
            unmoved = frozenset().union(*(each for each in still if then.count(each) is not None))
            carried = {each: n for each, n in then.told.items() if each <= unmoved} | carried
        return _ToldOfDay(carried)

    @functools.cached_property
    def _totals(self) -> Sequence[tuple[date, Labels, int]]:
        return [
            (report.reader.period.end, labels, report.totals[PEOPLE])
            for report in self._of_this_period()
            if (labels := self._labels_of(report.reader)) and PEOPLE in report.totals
        ]

    def _parts(self) -> Iterator[tuple[date, Labels, int]]:
        for report in self._of_this_period():
            shown, day = report.tables.get(self.table), report.reader.period.end
            is_of_them = self.table == BY_SIAE or report.reader.people == self.reader.people
            if shown is None or shown.exact is not None or shown.day != day or not is_of_them:
                continue
            for part in shown.parts:
                yield day, frozenset(part.labels), part.count
            if shown.partition and self.table == BY_SIAE:
                without_anybody = report.reader.siae - shown.partition.part_of.keys()
                yield from ((day, frozenset((name,)), 0) for name in without_anybody)

    def _of_this_period(self) -> Iterator[IssuedReport]:
        """The reports about people who were there since the same day."""
        start = self.reader.period.start
        return (report for report in self.reports if report.reader.period.start == start)

    def _labels_of(self, reader: Reader) -> Labels:
        """The cells whose people a report is about; none where it is about others."""
        if self.table == BY_SIAE:
            return reader.siae if reader.where == self.reader.where else frozenset()
        alike = self.reader.alike.get(self.table, {})
        return frozenset(label for label, each in alike.items() if each == reader.everybody)

    @functools.cached_property
    def _wholes(self) -> set[Labels]:
        """The cells that a total is of, those that two are both of, and those of one alone."""
        wholes = {labels for _day, labels, _count in self._totals}
        wholes |= {one - other for one, other in itertools.permutations(wholes, 2)}
        wholes |= {one & other for one, other in itertools.combinations(wholes, 2)}
        return wholes - {frozenset()}

    @functools.cached_property
    def _sets(self) -> set[Labels]:
        """What readers may ask after: each label, each part, what a part and a total leave."""
        sets = set(self._wholes)
        for told in self._days.values():
            sets |= self._left_by(told.told)
        return sets | {frozenset((label,)) for label in frozenset().union(*sets)}

    def _left_by(self, parts: Iterable[Labels]) -> set[Labels]:
        """These parts, and of each total and the parts that it cuts what lies on either side."""
        parts = list(parts)
        sets = {*parts}
        for whole in self._wholes:
            inside = frozenset().union(*(part for part in parts if part <= whole))
            touched = frozenset().union(*(part for part in parts if part & whole))
            sets |= {whole - inside, touched - whole}
        return sets - {frozenset()}


def _sum(before: int | None, came: int) -> float:
    """How many there are after some came; of those not known before, no number."""
    return math.nan if before is None else before + came


def _is_in(cell: KnownCell, known: _Days) -> bool:
    days = (day for day in (cell.since, cell.day) if day)
    return all(day in known and known[day].count(cell.labels) is not None for day in days)


def _counts_and_movements(days: _Days, sets: Iterable[Labels]) -> Iterator[KnownCell]:
    """Each count, and what it moved by since the last day on which it is known."""
    in_order = sorted(days)
    for labels in sets:
        counts = [(day, days[day].count(labels)) for day in in_order]
        known = [(day, count) for day, count in counts if count is not None]
        yield from (KnownCell(labels, None, day, count) for day, count in known)
        for (since, before), (day, count) in pairwise(known):
            yield KnownCell(labels, since, day, count - before)
