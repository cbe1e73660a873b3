"""Find persons typed twice under names that are not quite the same; it is never decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sheets_sync.people.comparison import Comparison, Person, compare
from sheets_sync.people.known_digests import KnownDigests
from sheets_sync.people.phonetics import phonetic_key

_LARGEST_GROUP = 60
"""Persons that share something: among more of them it proves nothing by itself."""
_NEIGHBOURS = 5
"""In a larger group each is compared with so many of those whose family names sound nearest."""


@dataclass(frozen=True)
class Pair:
    """Two persons, by their indexes, that may be one."""

    first: int
    second: int
    comparison: Comparison


def find_likely_duplicates(persons: Sequence[Person], apart: KnownDigests) -> list[Pair]:
    """The pairs worth asking about, in the order of the rows.

    Only persons that share a birth date, a PASS or their names are compared: all pairs of 120,000
    rows would take days.

    Args:
        apart: groups of persons that share something, in which no two are worth asking about.
    """
    pairs: dict[tuple[int, int], Pair] = {}
    contents = {person.index: _content(person) for person in persons}
    for group in _groups(persons):
        content = b"".join(contents[person.index] for person in group)
        if apart.have(content):
            continue
        alike = list(_alike_in(group))
        if not alike:
            apart.add(content)
        for pair in alike:
            pairs.setdefault((pair.first, pair.second), pair)
    return [pairs[indexes] for indexes in sorted(pairs)]


def _content(person: Person) -> bytes:
    """All that a person is compared by, the same for the same in every run."""
    names = person.family, person.given
    facts = person.birth, person.pass_iae, person.facts, person.entry, person.tab
    return repr((names, facts)).encode("utf-8", "surrogatepass")


def _groups(persons: Sequence[Person]) -> Iterator[list[Person]]:
    """Persons that share something rare enough."""
    groups: dict[Hashable, list[Person]] = defaultdict(list)
    for person in persons:
        for shared in _comparison_keys(person):
            groups[shared].append(person)
    return (group for group in groups.values() if len(group) > 1)


def _alike_in(group: Sequence[Person]) -> Iterator[Pair]:
    """The pairs of a group that are worth asking about."""
    candidates = combinations(group, 2) if len(group) <= _LARGEST_GROUP else _neighbours(group)
    for one, other in candidates:
        comparison = compare(one, other)
        if comparison is not None and comparison.is_worth_asking:
            first, second = sorted((one.index, other.index))
            yield Pair(first, second, comparison)


def _comparison_keys(person: Person) -> Iterator[tuple[object, ...]]:
    """Keys of which another person must share one for the two to be compared."""
    birth = person.birth
    names = sorted((phonetic_key(person.family), phonetic_key(person.given)))
    if birth is not None:
        words = f"{person.family} {person.given}".split()
        initials = sorted({phonetic_key(word)[:1] for word in words})
        yield "born", birth
        # day and month swapped: too many share that, unless their initials are the same as well
        yield "swapped", birth.year, *sorted((birth.day, birth.month)), *initials
    if person.pass_iae:
        yield "pass", person.pass_iae
    yield "names", *names
    if birth is not None:
        for name in names:
            yield "name", name, birth.year
            yield "day", name, birth.day, birth.month


def _neighbours(group: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    ranked = sorted(group, key=lambda person: phonetic_key(person.family))
    for start, person in enumerate(ranked, 1):
        for other in ranked[start : start + _NEIGHBOURS]:
            yield person, other
