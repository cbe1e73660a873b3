"""Whether a table may be renewed beside all that its readers already hold.

Every published count is a sum over the people of a population. What readers can work out exactly
are sums and differences of such counts: over time, and between populations (what one funder's SIAE
are and another's are not). A table is renewed where each of these is nought or reaches the
threshold, and where it has moved, in more than one part: people who came would else be known.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync.release.tables.partition import Partition, components, is_nested
from sheets_sync.release.tables.suppression import is_small

_MOST_OTHERS = ((6, 3), (12, 2))
"""Up to so many other populations, so many of them are combined with one's own at once.

Beyond, each is held against one's own alone: a rolling period is another population every month.
"""


@dataclass(frozen=True)
class Population:
    """Whom a table is about.

    Attributes:
        siae: names of the members it is over.
        where: the condition that narrows it, in its normal form; "" for all their people.
        start: the first day of its period; None where none is counted from.
    """

    siae: frozenset[str]
    where: str = ""
    start: date | None = None


@dataclass(frozen=True)
class Held:
    """A table that was issued, as its readers know it."""

    population: Population
    partition: Partition


@dataclass(frozen=True)
class _Signed:
    """A sum of tables that tells of a population: each is added (1) or taken away (−1)."""

    terms: tuple[tuple[int, Partition], ...]

    @property
    def partitions(self) -> list[Partition]:
        return [partition for _sign, partition in self.terms]

    def count(self, labels: frozenset[str]) -> int:
        return sum(sign * partition.count_over(labels) for sign, partition in self.terms)


Combination = tuple[tuple[Population, int], ...]
"""A sum of populations that is itself one: each is added (1) or taken away (−1)."""
_State = Mapping[Population, Partition]


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
    """

    population: Population
    held: Sequence[Held]
    threshold: int
    newcomers: bool = False
    about: str = ""

    def faults(self, partition: Partition) -> Iterator[frozenset[str]]:
        """The sets of labels of which readers would learn a movement that is too small."""
        for combination, earlier in self._known.items():
            now = _signed_sum(combination, {**self._last, self.population: partition})
            if now is None:
                continue
            if len(combination) > 1:
                yield from self._too_small(combination, now)
            for before in earlier:
                yield from self._moved(before, now, alone=len(combination) == 1)

    @functools.cached_property
    def _known(self) -> Mapping[Combination, Sequence[_Signed]]:
        """What readers know of each sum, after each table that was issued and changed it."""
        populations = tuple(dict.fromkeys(each.population for each in self.held))
        known: dict[Combination, Sequence[_Signed]] = {}
        for combination in signed_combinations(self.population, populations):
            sums = [_signed_sum(combination, state) for state in _successive_states(self.held)]
            sums += self._told_of_the_same_people(combination)
            known[combination] = list(dict.fromkeys(each for each in sums if each is not None))
        return known

    def _told_of_the_same_people(self, combination: Combination) -> list[_Signed]:
        """The tables of another population that are those of a sum: of two halves, the whole."""
        populations = [population for population, _sign in combination]
        others = [each for each in self.held if each.population not in populations]
        members = _membership_kinds([*populations, *(each.population for each in others)])
        people = [_times_counted(combination, member) for member in members]
        return [
            _Signed(((sign, each.partition),))
            for each, sign in itertools.product(others, (1, -1))
            if {each.population.start} == {population.start for population in populations}
            and people == [_times_counted(((each.population, sign),), member) for member in members]
        ]

    @functools.cached_property
    def _last(self) -> _State:
        return {each.population: each.partition for each in self.held}

    def _too_small(self, combination: Combination, now: _Signed) -> list[frozenset[str]]:
        """What a difference of populations tells at one time."""
        sets = components(now.partitions)
        counts = [now.count(labels) for labels in sets]
        faults = [
            labels
            for labels, count in zip(sets, counts, strict=True)
            if is_small(count, self.threshold)
        ]
        all_alike = sum(count != 0 for count in counts) == 1 and self._tells_of_each(combination)
        if all_alike or is_small(sum(counts), self.threshold):
            faults.append(frozenset().union(*sets))
        return faults

    def _tells_of_each(self, combination: Combination) -> bool:
        return bool(self.about) and not any(
            self.about in population.where for population, _sign in combination
        )

    def _moved(self, before: _Signed, now: _Signed, *, alone: bool) -> list[frozenset[str]]:
        sets = components([*before.partitions, *now.partitions])
        moves = [now.count(labels) - before.count(labels) for labels in sets]
        faults = []
        for labels, move in zip(sets, moves, strict=True):
            crosses = alone and not is_nested(before.partitions[0], now.partitions[0], labels)
            if is_small(move, self.threshold) or crosses:
                faults.append(labels)
        one_part_moved = self.newcomers and sum(move != 0 for move in moves) == 1
        if one_part_moved or is_small(sum(moves), self.threshold):
            faults.append(frozenset().union(*sets))
        return faults


def _successive_states(held: Sequence[Held]) -> Iterator[_State]:
    """The last table of each population, after each that was issued."""
    state: dict[Population, Partition] = {}
    for each in held:
        state = {**state, each.population: each.partition}
        yield state


def _signed_sum(combination: Combination, state: _State) -> _Signed | None:
    if not all(population in state for population, _sign in combination):
        return None
    return _Signed(tuple((sign, state[population]) for population, sign in combination))


def signed_combinations(population: Population, held: tuple[Population, ...]) -> list[Combination]:
    """The population alone, then each sum with others that tells of a population, or of nobody."""
    others = [other for other in held if other != population]
    combinations: list[Combination] = [((population, 1),)]
    members = _membership_kinds((population, *others))
    largest = next((size for few, size in _MOST_OTHERS if len(others) <= few), 1)
    for size in range(1, largest + 1):
        for chosen in itertools.combinations(others, size):
            for signs in itertools.product((1, -1), repeat=size):
                combination = ((population, 1), *zip(chosen, signs, strict=True))
                if _tells_of_people(combination, members):
                    combinations.append(combination)
    return combinations


_Member = tuple[str, frozenset[str]]
"""An SIAE, and those of the conditions in config that hold for some of its people."""


def _membership_kinds(populations: Sequence[Population]) -> list[_Member]:
    siae = sorted(frozenset().union(*(each.siae for each in populations)))
    conditions = sorted({each.where for each in populations if each.where})
    sizes = range(len(conditions) + 1)
    some = itertools.chain.from_iterable(itertools.combinations(conditions, n) for n in sizes)
    return list(itertools.product(siae, map(frozenset, some)))


def _tells_of_people(combination: Combination, members: Sequence[_Member]) -> bool:
    """True if every person is in the sum once or not at all, or all so with the other sign."""
    weights = {_times_counted(combination, member) for member in members}
    return weights <= {0, 1} or weights <= {0, -1}


def _times_counted(combination: Combination, member: _Member) -> int:
    """How often a person is counted in a sum; taken away, less than nought."""
    return sum(sign for population, sign in combination if _belongs_to(population, member))


def _belongs_to(population: Population, member: _Member) -> bool:
    siae, conditions_met = member
    met = not population.where or population.where in conditions_met
    return met and siae in population.siae
