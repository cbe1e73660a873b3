"""Whether a table may be renewed beside all that its readers already hold.

Every published count is a sum over the people of a population. What readers can work out exactly
are sums and differences of such counts: over time, and between populations (what one funder's SIAE
are and another's are not). A table is renewed where each of these is nought or reaches the
threshold, and where it has moved, in more than one part: people who came would else be known.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheets_sync.release.tables.minimal_groups import People, minimal_groups
from sheets_sync.release.tables.partition import Part, Partition, components, is_nested
from sheets_sync.release.tables.suppression import is_small


@dataclass(frozen=True)
class Population:
    """Whom a table is about.

    Attributes:
        people: whom it is about of all that the tabs hold today, in its period or not.
        start: the first day of its period; None where none is counted from.
        where: the condition that narrows it, as in config; "" for all people of its SIAE.
    """

    people: People = field(repr=False)
    start: date | None = None
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Held:
    """A table that was issued, as its readers know it.

    Attributes:
        number: of the report, in the order of issue.
    """

    population: Population
    partition: Partition
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class _KnownGroup:
    """What readers know of a group of people from a table, or from a sum of several.

    Attributes:
        populations: of the tables; more than one where theirs are added and taken away.
        partition: the labels that all of the tables tell, and how many of the group have them.
    """

    populations: tuple[Population, ...]
    partition: Partition

    @property
    def starts(self) -> set[date | None]:
        """The first days of the periods that it is counted over."""
        return {population.start for population in self.populations}


_Tables = Mapping[People, Sequence[Held]]
"""The tables of each population, the last issued first."""
_Sum = tuple[tuple[People, float], ...]
"""How often the tables of which populations are added; taken away, less than nought."""


@dataclass(frozen=True)
class Renewal:
    """What a new table of a population is held against.

    Attributes:
        held: every table of that name that the readers hold, in the order of issue.
        newcomers: whether its people only come (persons accompanied): then those who came between
            two tables are known by name to some, and may not all be in one part.
        about: the field that the table breaks people down by, where it tells something of each of
            them: those between two populations may not all be alike, unless a condition on that
            very field parts them; "" where it tells nothing.
        elsewhere: tables of other names that count the same people under some of its labels.
    """

    population: Population
    held: Sequence[Held]
    threshold: int
    newcomers: bool = False
    about: str = ""
    elsewhere: Sequence[Partition] = ()
    _before: dict[_Sum, Sequence[_KnownGroup]] = field(default_factory=dict, init=False, repr=False)

    def faults(self, partition: Partition) -> Iterator[frozenset[str]]:
        """The sets of labels of which readers would learn a movement that is too small."""
        number = 1 + max((each.number for each in self.held), default=0)
        tables = _by_population([*self.held, Held(self.population, partition, number)])
        sums = _sums_with_last(tables, self.threshold)
        if sums is None:
            # Nobody can say what it would tell: it stands as it is, and the coordinator is told.
            yield frozenset(partition.part_of)
            return
        for group, sum_ in sums:
            together = _tables_of_one_time(sum_, tables, self.threshold)
            for now in {_known_from(sum_, each) for each in together}:
                if len(sum_) > 1:
                    yield from self._too_small(now)
                for before in self._known_before(group, sum_):
                    yield from self._moved(before, now)
        for other in self.elsewhere:
            yield from self._left_beside(other, partition)

    def _left_beside(self, other: Partition, partition: Partition) -> Iterator[frozenset[str]]:
        """The labels whose people, less those whom another table counts too, are few."""
        for labels in components([partition, other]):
            here, there = labels & partition.part_of.keys(), labels & other.part_of.keys()
            # Where each counts some whom the other does not, their difference counts nobody.
            is_a_count = here & there and (here <= there or there <= here)
            left = partition.count_over(labels) - other.count_over(labels)
            if is_a_count and is_small(left, self.threshold):
                yield here

    @functools.cached_property
    def _known(self) -> Mapping[People, Sequence[_KnownGroup]]:
        """What readers know of each group of people, after each table that was issued."""
        known: dict[People, list[_KnownGroup]] = defaultdict(list)
        for tables in self._tables_then:
            for group, sum_ in _sums_with_last(tables, self.threshold) or ():
                known[group].append(_known_from_last(sum_, tables))
        return known

    @functools.cached_property
    def _tables_then(self) -> Sequence[_Tables]:
        """What was issued to each population, after each table."""
        return [_by_population(self.held[: number + 1]) for number in range(len(self.held))]

    def _known_before(self, group: People, sum_: _Sum) -> Sequence[_KnownGroup]:
        """What readers know of a group, and what the same sum told after each table."""
        if sum_ not in self._before:
            people = {each for each, _times in sum_}
            then = (tables for tables in self._tables_then if people <= tables.keys())
            known = [
                *self._known.get(group, ()),
                *(_known_from_last(sum_, tables) for tables in then),
            ]
            self._before[sum_] = list(dict.fromkeys(known))
        return self._before[sum_]

    def _too_small(self, now: _KnownGroup) -> list[frozenset[str]]:
        """What a difference of populations tells at one time."""
        parts = now.partition.parts
        faults = [frozenset(each.labels) for each in parts if is_small(each.count, self.threshold)]
        all_alike = sum(part.count != 0 for part in parts) == 1 and self._tells_of_each(now)
        if all_alike or is_small(now.partition.total, self.threshold):
            faults.append(frozenset(now.partition.part_of))
        return faults

    def _tells_of_each(self, now: _KnownGroup) -> bool:
        parted = (self.about in population.where for population in now.populations)
        return bool(self.about) and not any(parted)

    def _moved(self, before: _KnownGroup, now: _KnownGroup) -> list[frozenset[str]]:
        then, today = before.partition, now.partition
        sets = components([then, today])
        movements = [today.count_over(labels) - then.count_over(labels) for labels in sets]
        faults = []
        for labels, movement in zip(sets, movements, strict=True):
            crosses = before.starts == now.starts and not is_nested(then, today, labels)
            if is_small(movement, self.threshold) or crosses:
                faults.append(labels)
        one_part_moved = self.newcomers and sum(movement != 0 for movement in movements) == 1
        if one_part_moved or is_small(sum(movements), self.threshold):
            faults.append(frozenset().union(*sets))
        return faults


def _by_population(held: Sequence[Held]) -> _Tables:
    """The tables of each population: those of the period of the very last, else its last one."""
    start, tables = held[-1].population.start, defaultdict[People, list[Held]](list)
    for each in reversed(held):
        tables[each.population.people].append(each)
    return {people: _of_start(start, some) for people, some in tables.items()}


def _of_start(start: date | None, tables: list[Held]) -> list[Held]:
    """The tables of that period's start; where there are none, the first."""
    return [each for each in tables if each.population.start == start] or tables[:1]


def _sums_with_last(tables: _Tables, few: int) -> list[tuple[People, _Sum]] | None:
    """The groups of people that the last table tells of, alone or with those before.

    A part that few of the tables tell by itself is told of greater groups than one that all tell;
    so are those who came since the older of them. None where populations overlap in too many ways.
    """
    held = itertools.chain.from_iterable(tables.values())
    parts = itertools.chain.from_iterable(each.partition.parts for each in held)
    families = set(_first_ones(tuple(tables)))
    for labels in {frozenset(part.labels) for part in parts}:
        families.update(_first_ones(_telling(labels, tables)))
    last, sums = next(iter(tables)), []
    for together in sorted(families, key=len, reverse=True):
        groups = minimal_groups(together, few)
        if groups is None:
            return None
        sums += [(group, tuple(times.items())) for group, times in groups if last in times]
    return sums


def _first_ones(populations: tuple[People, ...]) -> list[tuple[People, ...]]:
    """None of these populations, the first, the first two, and so on to all of them."""
    return [populations[:size] for size in range(len(populations) + 1)]


def _telling(labels: frozenset[str], tables: _Tables) -> tuple[People, ...]:
    """The populations of which a table tells how many have these labels together."""
    return tuple(people for people, some in tables.items() if _any_counts(some, labels))


def _any_counts(tables: Sequence[Held], labels: frozenset[str]) -> bool:
    return any(held.partition.count(labels) is not None for held in tables)


def _tables_of_one_time(sum_: _Sum, tables: _Tables, few: int) -> set[tuple[Held, ...]]:
    """The very last table beside one of each other population of a sum: those of the same people.

    As they were at each moment that the people of the last one are still those of; readers keep
    every table. Of the others, those issued up to then, or later ones of as many people.
    """
    populations = [people for people, _times in sum_]
    choices = [tables[people] for people in populations]
    last = populations.index(next(iter(tables)))
    together = set()
    for moment in itertools.chain.from_iterable(choices):
        then = [_as_of(moment, some) for some in choices]
        still = [
            _last_of_as_many(each, some, few) for each, some in zip(then, choices, strict=True)
        ]
        if still[last] is choices[last][0]:
            then[last] = still[last]
            together |= {tuple(then), tuple(still)}
    return together


def _as_of(moment: Held, tables: Sequence[Held]) -> Held:
    """The last of a population's tables up to the issue of another; else the first after it."""
    return next((each for each in tables if each.number <= moment.number), tables[-1])


def _last_of_as_many(then: Held, tables: Sequence[Held], few: int) -> Held:
    """The last of a population's tables of as many people as one of them, or few more or less."""
    total = then.partition.total
    return next(each for each in tables if abs(each.partition.total - total) < few)


def _known_from_last(sum_: _Sum, tables: _Tables) -> _KnownGroup:
    """What a sum of the last tables of its populations tells."""
    return _known_from(sum_, [tables[people][0] for people, _times in sum_])


def _known_from(sum_: _Sum, tables: Sequence[Held]) -> _KnownGroup:
    """What a sum of tables tells: of the least sets of labels that all of them tell."""
    parts = []
    for labels in components([held.partition for held in tables]):
        counts = [held.partition.count_over(labels) for held in tables]
        count = sum(times * each for (_people, times), each in zip(sum_, counts, strict=True))
        # Where three populations overlap two by two, a group is half a sum.
        parts.append(Part(tuple(sorted(labels)), round(count)))
    return _KnownGroup(tuple(held.population for held in tables), Partition(tuple(parts)))
