"""What totals and tables of other people tell of the cells of a table: by SIAE, or of a district.

The total of some SIAE, or of one district, is a sum of cells of another's table, and always of the
day: what the table merges it may part again. « Cyclo et Menage Net » 30 of 62, beside 44 in all
SIAE but Menage Net, are 12 in Cyclo. So may a table: 22 of a district in all SIAE but Menage Net,
beside 24 of the district in all, are 2 in Menage Net.
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
from sheets_sync.release.tables.kinds_of_people import Kinds, KindsOfPeople
from sheets_sync.release.tables.partition import Partition
from sheets_sync.release.tables.suppression import is_small

_CLOSE = 1e-6


@dataclass(frozen=True)
class KnownCell:
    """A count of cells that readers can work out.

    Attributes:
        since: the day that `count` is a movement from; None where it is all there are.
    """

    kinds: Kinds
    since: date | None
    day: date
    count: int

    def order(self) -> tuple[int, list[int], date]:
        """What sorts cells: those of the fewest kinds first."""
        return len(self.kinds), sorted(self.kinds), self.day


@dataclass(frozen=True)
class _ToldOfDay:
    """Of which kinds together readers are told on a day how many people are of them.

    Attributes:
        size: how many kinds there are.
    """

    told: Mapping[Kinds, int]
    size: int
    _counts: dict[Kinds, int | None] = field(default_factory=dict, init=False, repr=False)

    def count(self, kinds: Kinds) -> int | None:
        """The count of these kinds, a sum and difference of what is told; None where it is not."""
        return self.counts([kinds])[0]

    def counts(self, sets: Sequence[Kinds]) -> list[int | None]:
        """The count of each of these."""
        new = [kinds for kinds in sets if kinds not in self._counts]
        if new:
            self._counts.update(zip(new, self._worked_out(new), strict=True))
        return [self._counts[kinds] for kinds in sets]

    def _worked_out(self, sets: Sequence[Kinds]) -> Iterator[int | None]:
        asked = self._rows(sets)
        times = asked @ self._inverse
        left = np.abs(times @ self._told_rows - asked).max(axis=1)
        counts = times @ np.array(list(self.told.values()), float)
        for count, follows in zip(counts.tolist(), (left < _CLOSE).tolist(), strict=True):
            yield round(count) if follows else None

    @functools.cached_property
    def _told_rows(self) -> NDArray[np.float64]:
        return self._rows(list(self.told))

    @functools.cached_property
    def _inverse(self) -> NDArray[np.float64]:
        return np.asarray(np.linalg.pinv(self._told_rows, rcond=_CLOSE), np.float64)

    def _rows(self, sets: Sequence[Kinds]) -> NDArray[np.float64]:
        rows = np.zeros((len(sets), self.size))
        for row, kinds in zip(rows, sets, strict=True):
            row[list(kinds)] = 1
        return rows


_Days = Mapping[date, _ToldOfDay]
_Told = tuple[date, Mapping[Kinds, int]]
"""The parts of a table, or a total, and the day of which it is."""


@dataclass(frozen=True)
class CellsOfTotals:
    """A report's tables beside the totals and tables of all.

    Attributes:
        reports: issued, and those to come of which only the totals are known.
    """

    reader: Reader
    threshold: int
    reports: Sequence[IssuedReport]

    def faults(self, table: str, partition: Partition) -> Iterator[frozenset[str]]:
        """The sets of labels that a new table would tell of beside others, and none of these."""
        if table not in self._people.tables or len(self._populations) < 2:
            return
        day, parts = self.reader.period.end, self._parts(self.reader, table, partition)
        days = self._with(day, parts)
        sets = self._sets | self._left_by(parts)
        cells = [cell for cell in _counts_and_movements(days, sets) if not _is_in(cell, self._days)]
        for cell in sorted(cells, key=KnownCell.order):
            if self._tells_of_some(cell, days):
                # What lies outside of the table follows from all of it.
                labels = self._people.labels(cell.kinds, table) & partition.part_of.keys()
                yield labels or frozenset(partition.part_of)

    def newly_small(self, held: Sequence[IssuedReport]) -> set[KnownCell]:
        """The small counts and movements that follow from neither those held nor totals alone."""
        before = self._days_of(held)
        declared = self._in_order(self._totals(self.reports))
        cells = _counts_and_movements(self._days, self._sets)
        small = (cell for cell in cells if is_small(cell.count, self.threshold))
        return {cell for cell in small if not (_is_in(cell, before) or _is_in(cell, declared))}

    def labels(self, cell: KnownCell) -> Mapping[str, Sequence[str]]:
        """What those of a cell have in common: by which tables, and under which labels."""
        every = frozenset(range(len(self._people.kinds)))
        labels = {}
        for table in self._people.tables:
            of_cell = self._people.labels(cell.kinds, table)
            if of_cell < self._people.labels(every, table):
                labels[table] = sorted(of_cell)
        return labels

    def _tells_of_some(self, cell: KnownCell, days: _Days) -> bool:
        if is_small(cell.count, self.threshold):
            return True
        return self._has_all_who_came(cell, days) or self._are_all_alike(cell, days)

    def _has_all_who_came(self, cell: KnownCell, days: _Days) -> bool:
        """Whether all who came to a population since a day are in some of its cells."""
        if cell.since is None or not cell.count:
            return False
        then, now = days[cell.since], days[cell.day]
        wholes = [whole for whole in self._wholes if cell.kinds < whole]
        return any(now.count(each) == _sum(then.count(each), cell.count) for each in wholes)

    def _are_all_alike(self, cell: KnownCell, days: _Days) -> bool:
        """Whether all of a population are those of whom a condition holds, or does not."""
        if cell.since is not None or not cell.count:
            return False
        wholes = [
            whole
            for whole in self._wholes
            if cell.kinds < whole
            and self._people.labels(cell.kinds, BY_SIAE) == self._people.labels(whole, BY_SIAE)
            and self._people.conditions(cell.kinds) < self._people.conditions(whole)
        ]
        return any(days[cell.day].count(each) == cell.count for each in wholes)

    @functools.cached_property
    def _people(self) -> KindsOfPeople:
        readers = [self.reader, *(report.reader for report in self._of_this_period(self.reports))]
        scopes = {(reader.siae, reader.where): reader for reader in readers}
        return KindsOfPeople(list(scopes.values()))

    def _of_this_period(self, reports: Sequence[IssuedReport]) -> Iterator[IssuedReport]:
        """The reports about people who were there since the same day."""
        start = self.reader.period.start
        return (report for report in reports if report.reader.period.start == start)

    @functools.cached_property
    def _days(self) -> _Days:
        """What all reports tell on each day."""
        return self._days_of(self.reports)

    def _days_of(self, reports: Sequence[IssuedReport]) -> _Days:
        return self._in_order([*self._tables(reports), *self._totals(reports)])

    def _in_order(self, told: Iterable[_Told]) -> _Days:
        by_day: dict[date, dict[Kinds, int]] = defaultdict(dict)
        for day, counts in told:
            by_day[day].update(counts)
        days = {day: _ToldOfDay(by_day[day], self._size) for day in sorted(by_day)}
        for in_turn in (list(days), list(reversed(days))):
            for number, day in enumerate(in_turn):
                days[day] = self._carried(days[day], [days[each] for each in in_turn[:number]])
        return days

    def _with(self, day: date, parts: Mapping[Kinds, int]) -> _Days:
        """What is told on each day with a new table of a day."""
        told_before = self._days[day].told if day in self._days else {}
        new = _ToldOfDay({**parts, **told_before}, self._size)
        new = self._carried(new, self._days.values())
        return {each: self._carried(told, [new]) for each, told in self._days.items()} | {day: new}

    def _carried(self, of_day: _ToldOfDay, others: Iterable[_ToldOfDay]) -> _ToldOfDay:
        """What is told of a day, and on others of those to whom nobody came between."""
        wholes = list(self._wholes)
        now, carried = of_day.counts(wholes), dict[Kinds, int]()
        for other in others:
            counts = zip(wholes, now, other.counts(wholes), strict=True)
            still = (whole for whole, *both in counts if None not in both and both[0] == both[1])
            unmoved = frozenset[int]().union(*still)
            carried |= {each: count for each, count in other.told.items() if each <= unmoved}
        if carried.keys() <= of_day.told.keys():
            return of_day
        return _ToldOfDay({**carried, **of_day.told}, self._size)

    def _totals(self, reports: Sequence[IssuedReport]) -> Iterator[_Told]:
        for report in self._of_this_period(reports):
            kinds = self._people.of(report.reader)
            if kinds and PEOPLE in report.totals:
                yield report.reader.period.end, {kinds: report.totals[PEOPLE]}

    def _tables(self, reports: Sequence[IssuedReport]) -> Iterator[_Told]:
        tables = itertools.product(self._of_this_period(reports), self._people.tables)
        for report, name in tables:
            shown = report.tables.get(name)
            if shown is None or shown.partition is None or shown.exact is not None:
                continue
            if shown.day == report.reader.period.end:
                yield shown.day, self._parts(report.reader, name, shown.partition)

    def _parts(self, reader: Reader, table: str, partition: Partition) -> Mapping[Kinds, int]:
        """The counts of a table's parts; nought, of whoever is in none."""
        everybody = self._people.of(reader)
        parts = {
            everybody & self._people.labelled(table, part.labels): part.count
            for part in partition.parts
        }
        parts[everybody - frozenset[int]().union(*parts)] = 0
        return {kinds: count for kinds, count in parts.items() if kinds}

    @property
    def _size(self) -> int:
        return len(self._people.kinds)

    @functools.cached_property
    def _populations(self) -> set[Kinds]:
        populations = itertools.chain.from_iterable(
            each for _day, each in self._totals(self.reports)
        )
        return set(populations)

    @functools.cached_property
    def _wholes(self) -> set[Kinds]:
        """The people that a total is of, those that two are both of, and those of one alone."""
        wholes = set(self._populations)
        wholes |= {one - other for one, other in itertools.permutations(wholes, 2)}
        wholes |= {one & other for one, other in itertools.combinations(wholes, 2)}
        return wholes - {frozenset()}

    @functools.cached_property
    def _sets(self) -> set[Kinds]:
        """What readers may ask after: kinds, cells, parts, what a part and a total leave."""
        people = self._people
        sets = {frozenset((number,)) for number in range(len(people.kinds))} | self._wholes
        every = frozenset(range(len(people.kinds)))
        for table in people.tables:
            cells = [people.labelled(table, (label,)) for label in people.labels(every, table)]
            sets |= {whole & cell for whole, cell in itertools.product(self._wholes, cells)}
        for _day, parts in self._tables(self.reports):
            sets |= self._left_by(parts)
        return sets - {frozenset()}

    def _left_by(self, parts: Iterable[Kinds]) -> set[Kinds]:
        """These parts, and of each whole and the parts that it cuts what lies on either side."""
        parts = list(parts)
        sets = {*parts}
        for whole in self._wholes:
            inside = frozenset[int]().union(*(part for part in parts if part <= whole))
            touched = frozenset[int]().union(*(part for part in parts if part & whole))
            sets |= {whole - inside, touched - whole}
        return sets - {frozenset()}


def _sum(before: int | None, came: int) -> float:
    """How many there are after some came; of those not known before, no number."""
    return math.nan if before is None else before + came


def _is_in(cell: KnownCell, known: _Days) -> bool:
    days = (day for day in (cell.since, cell.day) if day)
    return all(day in known and known[day].count(cell.kinds) is not None for day in days)


def _counts_and_movements(days: _Days, sets: Iterable[Kinds]) -> Iterator[KnownCell]:
    """Each count, and what it moved by since the last day on which it is known."""
    every = list(sets)
    counts_by_day = {day: days[day].counts(every) for day in sorted(days)}
    for place, kinds in enumerate(every):
        known = [
            (day, count)
            for day, counts in counts_by_day.items()
            if (count := counts[place]) is not None
        ]
        yield from (KnownCell(kinds, None, day, count) for day, count in known)
        for (since, before), (day, count) in pairwise(known):
            yield KnownCell(kinds, since, day, count - before)
