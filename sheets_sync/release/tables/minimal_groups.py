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
_CountedGroup = tuple[People, Mapping[People, float]]
_Numbers = NDArray[np.float64]
_CLOSE = 1e-9
_MAXIMUM_SUMS = 8192
"""Sums of populations that are looked at; real reports overlap in some ten ways, not thousands."""


@functools.lru_cache(maxsize=512)
def minimal_groups(populations: tuple[People, ...], few: int = 0) -> list[_CountedGroup] | None:
    """Each group of people that is told of, and how often which populations are added for it.

    These are the populations, the least groups, and a population once more where others add up to
    it. None where they overlap in so many ways that not all sums can be looked at.

    Args:
        few: a reader who does not know of fewer people than so many (one who is in two SIAE) adds
            and takes away as if they were not there, and is almost right.
    """
    groups: list[_CountedGroup] = [(each, {each: 1.0}) for each in populations]
    kinds: dict[tuple[bool, ...], set[str]] = {}
    for person in sorted(frozenset().union(*populations)):
        kinds.setdefault(tuple(person in each for each in populations), set()).add(person)
    known = {kind: people for kind, people in kinds.items() if len(people) >= few}
    for some in (kinds, known):
        of_these_kinds = _counted_groups(some, populations)
        if of_these_kinds is None:
            return None
        groups += [each for each in of_these_kinds if each not in groups]
    return groups


def _counted_groups(
    kinds: Mapping[tuple[bool, ...], set[str]], populations: Sequence[People]
) -> list[_CountedGroup] | None:
    """What follows of people of these kinds: which populations they are in; None as above."""
    if not kinds:
        return []
    belongs = np.array(list(kinds), float).T
    reduced = _reduced(np.hstack([belongs, np.eye(len(populations))]), belongs.shape[1])
    counts_somebody = np.any(np.abs(reduced[:, : len(kinds)]) > _CLOSE, axis=1)
    groups: list[_CountedGroup] = []
    for nobody in reduced[~counts_somebody, len(kinds) :]:
        groups += _others_added_up(nobody, populations)
    rows = _minimal_rows(reduced[counts_somebody], len(kinds))
    if rows is None:
        return None
    for row in rows:
        counted = row[: len(kinds)] > _CLOSE
        some = (people for people, is_in in zip(kinds.values(), counted, strict=True) if is_in)
        terms = _terms(row[len(kinds) :], populations)
        if len(terms) > 1:
            groups.append((frozenset().union(*some), terms))
    return groups


def _reduced(rows: _Numbers, columns: int) -> _Numbers:
    """The rows in reduced echelon form over the first `columns`."""
    rows, done = rows.copy(), 0
    for column in range(columns):
        pivot_rows = np.flatnonzero(np.abs(rows[done:, column]) > _CLOSE)
        if len(pivot_rows):
            rows[[done, done + pivot_rows[0]]] = rows[[done + pivot_rows[0], done]]
            rows[done] /= rows[done, column]
            others = np.arange(len(rows)) != done
            rows[others] -= np.outer(rows[others, column], rows[done])
            done += 1
    return rows


def _minimal_rows(rows: _Numbers, kinds: int) -> list[_Numbers] | None:
    """The least sums of reduced rows that count each kind once or not at all; None: too many."""
    minimal_sums = []
    for block in _linked_rows(np.abs(rows[:, :kinds]) > _CLOSE):
        sums = np.zeros((1, rows.shape[1]))
        for number, row_index in enumerate(block):
            sums = np.vstack([sums, sums + rows[row_index]])
            # A kind in none of the rows to come stays as often counted as it is.
            settled = ~np.any(np.abs(rows[block[number + 1 :], :kinds]) > _CLOSE, axis=0)
            counts = sums[:, :kinds][:, settled]
            is_group = (np.abs(counts) < _CLOSE) | (np.abs(counts - 1) < _CLOSE)
            sums = sums[np.all(is_group, axis=1)]
            if len(sums) > _MAXIMUM_SUMS:
                return None
        groups = sums[:, :kinds] > _CLOSE
        for sum_index, group in enumerate(groups):
            within = np.all(groups <= group, axis=1) & np.any(groups, axis=1)
            if within[sum_index] and np.count_nonzero(within) == 1:
                minimal_sums.append(sums[sum_index])
    return minimal_sums


def _linked_rows(touches: NDArray[np.bool_]) -> list[list[int]]:
    """The rows that no column links to others, together: each sum of rows is one of such sums."""
    blocks: list[tuple[list[int], NDArray[np.bool_]]] = []
    for row_index, columns in enumerate(touches):
        apart, rows, linked = [], [row_index], columns
        for block in blocks:
            if np.any(block[1] & columns):
                rows, linked = block[0] + rows, block[1] | linked
            else:
                apart.append(block)
        blocks = [*apart, (rows, linked)]
    return [rows for rows, _columns in blocks]


def _others_added_up(nobody: _Numbers, populations: Sequence[People]) -> Iterator[_CountedGroup]:
    """Each population that is in a sum of nobody, as what the others of it add up to."""
    for population_index, people in enumerate(populations):
        if abs(nobody[population_index]) > _CLOSE:
            others = -nobody / nobody[population_index]
            others[population_index] = 0
            yield people, _terms(others, populations)


def _terms(times: _Numbers, populations: Sequence[People]) -> Mapping[People, float]:
    terms = zip(populations, times.tolist(), strict=True)
    return {people: round(each, 6) for people, each in terms if abs(each) > _CLOSE}
