"""The best assignment of columns to fields, all columns together, and its runners-up.

A claim is a column (or several) that may be a field (or several). Of the claims those are chosen
that share no column and no field and gain most together. Few columns compete, so the search is
exact on each group of claims that get in each other's way; no solver is needed for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_MOST_STEPS = 20_000
"""In a group where very many columns compete the search ends here, with the best so far.

Claims come best first, so that this is never worse than taking the surest one after another.
"""
_ROUNDING = 1e-9
_NOTHING = 0.6
"""Weight of a column that is no field: two doubtful claims are no better than a sure one."""


@dataclass(frozen=True)
class Claim:
    """That `columns` (from 0) are `fields`, and what speaks for it (more than 1 for several)."""

    columns: frozenset[int]
    fields: frozenset[str]
    weight: float

    @property
    def gain(self) -> float:
        """How much better it is than that its columns and its fields have nothing."""
        return self.weight - _NOTHING * max(len(self.columns), len(self.fields))

    def excludes(self, other: Claim) -> bool:
        """True if both cannot hold."""
        return not self.columns.isdisjoint(other.columns) or not self.fields.isdisjoint(
            other.fields
        )


_Branch: TypeAlias = tuple[tuple[Claim, ...], tuple[Claim, ...]]
"""The claims that are still possible, and those that are taken."""


@dataclass(frozen=True)
class RunnerUp:
    """The next best assignment without one of the claims.

    Attributes:
        margin: how much less the next best gains in which the columns are no longer these fields,
            and no others are: what speaks for their meaning.
        column_margin: how much less the next best gains in which other columns may be the fields:
            what speaks for these columns and not for others.
        instead: the claim that the columns have there; None where they are no field.
        other: the claim that has the fields there; None where no column is theirs.
    """

    margin: float
    column_margin: float
    instead: Claim | None = None
    other: Claim | None = None


def best_claims(claims: Sequence[Claim]) -> Mapping[Claim, RunnerUp]:
    """The claims that are chosen, each with its runner-up; none that gains nothing."""
    chosen: dict[Claim, RunnerUp] = {}
    for group in _tied_claims([claim for claim in claims if claim.gain > 0]):
        best = _search(group)
        total = _gain(best)
        for claim in best:
            chosen[claim] = _runner_up(group, claim, total)
    return chosen


def _runner_up(group: Sequence[Claim], claim: Claim, total: float) -> RunnerUp:
    rest = [other for other in group if other is not claim]
    if not rest:
        return RunnerUp(claim.gain, claim.gain)
    without_fields = _search([other for other in rest if claim.fields.isdisjoint(other.fields)])
    without_claim = _search(rest)
    instead = (other for other in without_fields if not claim.columns.isdisjoint(other.columns))
    others = (other for other in without_claim if not claim.fields.isdisjoint(other.fields))
    return RunnerUp(
        total - _gain(without_fields),
        total - _gain(without_claim),
        next(instead, None),
        next(others, None),
    )


def _tied_claims(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims, those together that are tied by a column or a field; the best first."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=_best_first):
        tied = [group for group in groups if any(map(claim.excludes, group))]
        groups = [group for group in groups if group not in tied]
        groups.append(sorted((other for group in (*tied, [claim]) for other in group), key=_order))
    return groups


def _best_first(claim: Claim) -> tuple[float, int]:
    # of two as good the column to the left, whatever order the claims came in
    return -claim.gain, min(claim.columns)


def _order(claim: Claim) -> tuple[float, int, list[str]]:
    return (*_best_first(claim), sorted(claim.fields))


def _gain(claims: Iterable[Claim]) -> float:
    return sum(claim.gain for claim in claims)


def _search(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims that gain most together, by branch and bound: each is taken, or is not."""
    best: tuple[Claim, ...] = ()
    best_total, steps = 0.0, 0
    branches: list[_Branch] = [(tuple(claims), ())]
    while branches and steps < _MOST_STEPS:
        steps += 1
        left, taken = branches.pop()
        total = _gain(taken)
        if total > best_total + _ROUNDING:
            best, best_total = taken, total
        if left and total + _best_gain(left) > best_total + _ROUNDING:
            first, *rest = left
            compatible = tuple(other for other in rest if not first.excludes(other))
            branches += [(tuple(rest), taken), (compatible, (*taken, first))]
    return best


def _best_gain(claims: Sequence[Claim]) -> float:
    """More than all that is left can gain: each column, and each field, at its best."""
    columns: dict[int, float] = defaultdict(float)
    fields: dict[str, float] = defaultdict(float)
    for claim in claims:
        for column in claim.columns:
            columns[column] = max(columns[column], claim.gain / len(claim.columns))
        for field in claim.fields:
            fields[field] = max(fields[field], claim.gain / len(claim.fields))
    return min(sum(columns.values()), sum(fields.values()))
