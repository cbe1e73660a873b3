"""The least groups of people of whom counts of overlapping populations tell.

A count of each population is told. What follows exactly are their sums, each as often added or
taken away as one likes, and such a sum counts a group of people where everybody is in it once or
not at all. Any such group is put together from the least ones: where none of these is too small, no
other is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

People = frozenset[str]
_Told = tuple[People, Mapping[People, float]]
_Numbers = NDArray[np.float64]
_CLOSE = 1e-9
_MOST_SUMS = 8192
"""Sums of populations that are looked at; real reports overlap in some ten ways, not thousands."""


@functools.lru_cache(maxsize=512)
def least_groups(populations: tuple[People, ...], few: int = 0) -> list[_Told] | None:
    """Each group of people that is told of, and how often which populations are added for it.

    These are the populations, the least groups, and a population once more where others add up to
    it. None where they overlap in so many ways that not all sums can be looked at.

    Args:
        few: a reader who does not know of fewer people than so many (one who is in two SIAE) adds
            and takes away as if they were not there, and is almost right.
    """
    found: list[_Told] = [(each, {each: 1.0}) for each in populations]
    kinds: dict[tuple[bool, ...], set[str]] = {}
    for person in sorted(frozenset().union(*populations)):
        kinds.setdefault(tuple(person in each for each in populations), set()).add(person)
    known = {kind: people for kind, people in kinds.items() if len(people) >= few}
    for some in (kinds, known):
        told = _told_of(some, populations)
        if told is None:
            return None
        found += [each for each in told if each not in found]
    return found


def _told_of(
    kinds: Mapping[tuple[bool, ...], set[str]], populations: Sequence[People]
) -> list[_Told] | None:
    """What follows of people of these kinds: which populations they are in; None as above."""
    if not kinds:
        return []
    belongs = np.array(list(kinds), float).T
    reduced = _reduced(np.hstack([belongs, np.eye(len(populations))]), belongs.shape[1])
    tells = np.any(np.abs(reduced[:, : len(kinds)]) > _CLOSE, axis=1)
    told = [
        each for nobody in reduced[~tells, len(kinds) :] for each in _added_up(nobody, populations)
    ]
    rows = _least_rows(reduced[tells], len(kinds))
    if rows is None:
        return None
    for row in rows:
        counted = row[: len(kinds)] > _CLOSE
        some = (people for people, is_in in zip(kinds.values(), counted, strict=True) if is_in)
        terms = _terms(row[len(kinds) :], populations)
        if len(terms) > 1:
            told.append((frozenset().union(*some), terms))
    return told


def _reduced(rows: _Numbers, columns: int) -> _Numbers:
    """The rows in reduced echelon form over the first `columns`."""
    rows, done = rows.copy(), 0
    for column in range(columns):
        places = np.flatnonzero(np.abs(rows[done:, column]) > _CLOSE)
        if len(places):
            rows[[done, done + places[0]]] = rows[[done + places[0], done]]
            rows[done] /= rows[done, column]
            others = np.arange(len(rows)) != done
            rows[others] -= np.outer(rows[others, column], rows[done])
            done += 1
    return rows


def _least_rows(rows: _Numbers, kinds: int) -> list[_Numbers] | None:
    """The least sums of reduced rows that count each kind once or not at all; None: too many."""
    least = []
    for block in _linked_rows(np.abs(rows[:, :kinds]) > _CLOSE):
        sums = np.zeros((1, rows.shape[1]))
        for number, place in enumerate(block):
            sums = np.vstack([sums, sums + rows[place]])
            # A kind in none of the rows to come stays as often counted as it is.
            settled = ~np.any(np.abs(rows[block[number + 1 :], :kinds]) > _CLOSE, axis=0)
            counts = sums[:, :kinds][:, settled]
            is_group = (np.abs(counts) < _CLOSE) | (np.abs(counts - 1) < _CLOSE)
            sums = sums[np.all(is_group, axis=1)]
            if len(sums) > _MOST_SUMS:
                return None
        groups = sums[:, :kinds] > _CLOSE
        for place, group in enumerate(groups):
            within = np.all(groups <= group, axis=1) & np.any(groups, axis=1)
            if within[place] and np.count_nonzero(within) == 1:
                least.append(sums[place])
    return least


def _linked_rows(touches: NDArray[np.bool_]) -> list[list[int]]:
    """The rows that no column links to others, together: each sum of rows is one of such sums."""
    blocks: list[tuple[list[int], NDArray[np.bool_]]] = []
    for place, columns in enumerate(touches):
        apart, rows, linked = [], [place], columns
        for block in blocks:
            if np.any(block[1] & columns):
                rows, linked = block[0] + rows, block[1] | linked
            else:
                apart.append(block)
        blocks = [*apart, (rows, linked)]
    return [rows for rows, _columns in blocks]


def _added_up(nobody: _Numbers, populations: Sequence[People]) -> Iterator[_Told]:
    """Each population that is in a sum of nobody, as what the others of it add up to."""
    for place, people in enumerate(populations):
        if abs(nobody[place]) > _CLOSE:
            others = -nobody / nobody[place]
            others[place] = 0
            yield people, _terms(others, populations)


def _terms(times: _Numbers, populations: Sequence[People]) -> Mapping[People, float]:
    terms = zip(populations, times.tolist(), strict=True)
    return {people: round(each, 6) for people, each in terms if abs(each) > _CLOSE}
