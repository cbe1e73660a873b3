"""What totals and tables of other people tell of the cells of a table: by SIAE, or of a district.

The total of some SIAE, or of one district, is a sum of cells of another's table, and always of the
day: what the table merges it may part again. « Cyclo et Menage Net » 30 of 62, beside 44 in all
SIAE but Menage Net, are 12 in Cyclo. So may a table: 22 of a district in all SIAE but Menage Net,
beside 24 of the district in all, are 2 in Menage Net.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sheets_sync.release.tables.contents import BY_SIAE, PEOPLE
from sheets_sync.release.tables.deduced import ENTRIES
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.kinds_of_people import Kinds, KindsOfPeople
from sheets_sync.release.tables.partition import Partition
from sheets_sync.release.tables.suppression import is_small
from sheets_sync.release.tables.told_by_day import Days, ToldOfDay, with_what_follows


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
class AllAlike:
    """A group of whom all are of the same kinds.

    Attributes:
        since: the day since which they came; None where it is all who are there.
    """

    whole: Kinds
    kinds: Kinds
    since: date | None
    day: date
    count: int

    def follows_from(self, other: AllAlike) -> bool:
        """Whether it says no more than another does, of a greater group or of fewer kinds."""
        same_days = (self.since, self.day) == (other.since, other.day)
        are_among = self.whole <= other.whole
        none_of_them = self.whole - self.kinds <= other.whole - other.kinds
        return self != other and same_days and are_among and none_of_them


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
        sets = self._sets | self._left_by(parts)
        days = self._with(day, parts, sets)
        cells = [cell for cell in _counts_and_movements(days, sets) if not _is_in(cell, self._days)]
        for cell in sorted(cells, key=KnownCell.order):
            if self._tells_of_some(cell, days):
                # What lies outside of the table follows from all of it.
                labels = self._people.labels(cell.kinds, table) & partition.part_of.keys()
                yield labels or frozenset(partition.part_of)

    def newly_small(self, held: Sequence[IssuedReport]) -> set[KnownCell]:
        """The small counts and movements that follow from neither those held nor totals alone."""
        declared = self._declared
        return {
            cell
            for cell in self._newly_known(held)
            if is_small(cell.count, self.threshold) and not _is_in(cell, declared)
        }

    def newly_alike(self, held: Sequence[IssuedReport]) -> list[AllAlike]:
        """The greatest groups of whom these reports newly tell that all are of some kinds.

        That two totals say so of newcomers is listed where it is of a condition: of which SIAE
        they came to, it is what totals of some SIAE are for.
        """
        people, declared = self._people, self._declared
        alike: dict[tuple[Kinds, Kinds, date | None], AllAlike] = {}
        for cell in sorted(self._newly_known(held), key=lambda cell: cell.day):
            for each in self._all_alike(cell, self._days):
                tells_condition = people.conditions(each.kinds) < people.conditions(each.whole)
                if tells_condition or not _is_in(cell, declared):
                    alike[each.whole, each.kinds, each.since] = each
        every = list(alike.values())
        return [each for each in every if not any(each.follows_from(other) for other in every)]

    def readers(self, alike: AllAlike) -> tuple[list[str], list[str]]:
        """The funders of a condition that holds of all of them, and those of one that of none."""
        kinds, whole = self._people.conditions(alike.kinds), self._people.conditions(alike.whole)
        funder_of = {report.reader.where: report.reader.funder for report in self.reports}
        holding = frozenset[str].intersection(*kinds) - frozenset[str].intersection(*whole)
        missing = frozenset[str]().union(*whole) - frozenset[str]().union(*kinds)
        of = [funder_of[each] for each in sorted(holding)]
        return of, [funder_of[each] for each in sorted(missing)]

    def _newly_known(self, held: Sequence[IssuedReport]) -> Iterator[KnownCell]:
        before = self._days_of(held)
        cells = _counts_and_movements(self._days, self._sets)
        return (cell for cell in cells if not _is_in(cell, before))

    @functools.cached_property
    def _declared(self) -> Days:
        """What totals alone tell on each day."""
        return self._in_order(self._totals(self.reports), self._sets)

    def labels(self, kinds: Kinds) -> Mapping[str, Sequence[str]]:
        """What those of some kinds have in common: by which tables, and under which labels."""
        every = frozenset(range(len(self._people.kinds)))
        labels = {}
        for table in self._people.tables:
            of_cell = self._people.labels(kinds, table)
            if of_cell < self._people.labels(every, table):
                labels[table] = sorted(of_cell)
        return labels

    def _tells_of_some(self, cell: KnownCell, days: Days) -> bool:
        return is_small(cell.count, self.threshold) or any(self._all_alike(cell, days))

    def _all_alike(self, cell: KnownCell, days: Days) -> Iterator[AllAlike]:
        """The groups of whom a cell tells that all of them, or all who came, are of some kinds."""
        for whole in self._wholes_around(cell):
            # What is newly known may be all of them, or the nought that others are.
            kinds = cell.kinds if cell.count else whole - cell.kinds
            tells_condition = self._people.conditions(kinds) < self._people.conditions(whole)
            if not (tells_condition or (cell.since and cell.count)):
                continue
            since = _last_known(days, cell, whole)
            count = _moved_between(days, since, cell.day, whole)
            if count and _moved_between(days, since, cell.day, kinds) == count:
                yield AllAlike(whole, kinds, since, cell.day, count)

    def _wholes_around(self, cell: KnownCell) -> Iterator[Kinds]:
        """The populations that a cell is in; of those who are there, their people of its SIAE."""
        wholes = self._wholes
        if cell.since is None:
            people = self._people
            same_siae = people.labelled(BY_SIAE, people.labels(cell.kinds, BY_SIAE))
            wholes = {whole & same_siae for whole in wholes}
        return (whole for whole in wholes if cell.kinds < whole)

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
    def _days(self) -> Days:
        """What all reports tell on each day."""
        return self._days_of(self.reports)

    def _days_of(self, reports: Sequence[IssuedReport]) -> Days:
        return self._in_order([*self._tables(reports), *self._totals(reports)], self._sets)

    def _in_order(self, told: Iterable[_Told], asked: Iterable[Kinds]) -> Days:
        by_day: dict[date, dict[Kinds, int]] = defaultdict(dict)
        for day, counts in told:
            by_day[day].update(counts)
        days = {day: ToldOfDay(by_day[day], self._size) for day in sorted(by_day)}
        return with_what_follows(days, asked)

    def _with(self, day: date, parts: Mapping[Kinds, int], asked: Iterable[Kinds]) -> Days:
        """What is told on each day with a new table of a day."""
        days = dict(self._days)
        days[day] = days.get(day, ToldOfDay({}, self._size)).and_of(parts)
        return with_what_follows({each: days[each] for each in sorted(days)}, asked)

    def _totals(self, reports: Sequence[IssuedReport]) -> Iterator[_Told]:
        for report in self._of_this_period(reports):
            kinds = self._people.of(report.reader)
            if not kinds or PEOPLE not in report.totals:
                continue
            people, period = report.totals[PEOPLE], report.reader.period
            yield period.end, {kinds: people}
            if ENTRIES in report.totals:
                # Who did not enter in the period was there before.
                before = people - report.totals[ENTRIES]
                yield period.start - timedelta(days=1), {kinds: before}

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
            sets |= {part & whole for part in parts} | {part - whole for part in parts}
        return sets - {frozenset()}


def _last_known(days: Days, cell: KnownCell, whole: Kinds) -> date | None:
    """The last day up to that of which a cell is a movement, on which it and a whole are known."""
    if cell.since is None:
        return None
    up_to = [day for day in days if day <= cell.since]
    known = (day for day in reversed(up_to) if None not in days[day].counts([whole, cell.kinds]))
    return next(known, cell.since)


def _moved_between(days: Days, since: date | None, day: date, kinds: Kinds) -> int | None:
    """The count of some kinds on a day, or what it moved by since another; None: not known."""
    count = days[day].count(kinds)
    if since is None or count is None:
        return count
    before = days[since].count(kinds)
    return None if before is None else count - before


def _is_in(cell: KnownCell, known: Days) -> bool:
    days = (day for day in (cell.since, cell.day) if day)
    return all(day in known and known[day].count(cell.kinds) is not None for day in days)


def _counts_and_movements(days: Days, sets: Iterable[Kinds]) -> Iterator[KnownCell]:
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
