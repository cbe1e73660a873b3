"""Whether a table may be renewed beside all that its readers already hold.

Every published count is a sum over the people of a population. What readers can work out exactly
are sums and differences of such counts: over time, and between populations (what one funder's SIAE
are and another's are not). A table is renewed where each of these is nought or reaches the
threshold, and where it has moved, in more than one part: people who came would else be known.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheets_sync.release.tables.least_groups import People, least_groups
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
    """A table that was issued, as its readers know it."""

    population: Population
    partition: Partition


@dataclass(frozen=True)
class _Told:
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


_State = Mapping[People, Held]
"""One table of each population, the last issued first."""
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
    _before: dict[_Sum, Sequence[_Told]] = field(default_factory=dict, init=False, repr=False)

    def faults(self, partition: Partition) -> Iterator[frozenset[str]]:
        """The sets of labels of which readers would learn a movement that is too small."""
        state = _at_one_time([*self.held, Held(self.population, partition)])
        for group, sum_ in _sums_with_last(state, self.threshold):
            now = _told(sum_, state)
            if len(sum_) > 1:
                yield from self._too_small(now)
            for before in self._told_before(group, sum_):
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
    def _known(self) -> Mapping[People, Sequence[_Told]]:
        """What readers know of each group of people, after each table that was issued."""
        known: dict[People, list[_Told]] = defaultdict(list)
        for state in self._states:
            for group, sum_ in _sums_with_last(state, self.threshold):
                known[group].append(_told(sum_, state))
        return known

    @functools.cached_property
    def _states(self) -> Sequence[_State]:
        """What was issued to each population, after each table."""
        return [_at_one_time(self.held[: number + 1]) for number in range(len(self.held))]

    def _told_before(self, group: People, sum_: _Sum) -> Sequence[_Told]:
        """What readers know of a group, and what the same sum told after each table."""
        if sum_ not in self._before:
            people = {each for each, _times in sum_}
            states = (state for state in self._states if people <= state.keys())
            told = [*self._known.get(group, ()), *(_told(sum_, state) for state in states)]
            self._before[sum_] = list(dict.fromkeys(told))
        return self._before[sum_]

    def _too_small(self, now: _Told) -> list[frozenset[str]]:
        """What a difference of populations tells at one time."""
        parts = now.partition.parts
        faults = [frozenset(each.labels) for each in parts if is_small(each.count, self.threshold)]
        all_alike = sum(part.count != 0 for part in parts) == 1 and self._tells_of_each(now)
        if all_alike or is_small(now.partition.total, self.threshold):
            faults.append(frozenset(now.partition.part_of))
        return faults

    def _tells_of_each(self, now: _Told) -> bool:
        parted = (self.about in population.where for population in now.populations)
        return bool(self.about) and not any(parted)

    def _moved(self, before: _Told, now: _Told) -> list[frozenset[str]]:
        then, today = before.partition, now.partition
        sets = components([then, today])
        moves = [today.count_over(labels) - then.count_over(labels) for labels in sets]
        faults = []
        for labels, move in zip(sets, moves, strict=True):
            crosses = before.starts == now.starts and not is_nested(then, today, labels)
            if is_small(move, self.threshold) or crosses:
                faults.append(labels)
        one_part_moved = self.newcomers and sum(move != 0 for move in moves) == 1
        if one_part_moved or is_small(sum(moves), self.threshold):
            faults.append(frozenset().union(*sets))
        return faults


def _at_one_time(held: Sequence[Held]) -> _State:
    """The last table of each population: of the period of the very last, if it has one."""
    start, last = held[-1].population.start, dict[People, Held]()
    for each in reversed(held):
        people = each.population.people
        of_the_period = each.population.start == start
        if people not in last or (of_the_period and last[people].population.start != start):
            last[people] = each
    return last


def _sums_with_last(state: _State, few: int) -> Iterator[tuple[People, _Sum]]:
    """The groups of people that the last table tells of, alone or with those before.

    A part that few of the tables tell by itself is told of greater groups than one that all tell;
    so are those who came since the older of them.
    """
    parts = {frozenset(part.labels) for held in state.values() for part in held.partition.parts}
    tellers = {tuple(state), *(_telling(part, state) for part in parts)}
    families = {some[:size] for some in tellers for size in range(len(some) + 1)}
    last = next(iter(state))
    for together in families:
        for group, times in least_groups(together, few):
            if last in times:
                yield group, tuple(times.items())


def _telling(labels: frozenset[str], state: _State) -> tuple[People, ...]:
    """The populations whose tables tell how many have these labels together."""
    tables = state.items()
    return tuple(people for people, held in tables if held.partition.count(labels) is not None)


def _told(sum_: _Sum, state: _State) -> _Told:
    """What a sum tells: of the least sets of labels that all of its tables tell."""
    tables, parts = [state[people] for people, _times in sum_], []
    for labels in components([held.partition for held in tables]):
        count = sum(times * state[people].partition.count_over(labels) for people, times in sum_)
        # Where three populations overlap two by two, a group is half a sum.
        parts.append(Part(tuple(sorted(labels)), round(count)))
    return _Told(tuple(held.population for held in tables), Partition(tuple(parts)))
