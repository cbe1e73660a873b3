"""An attacker who solves integer programs over everything that all readers ever received."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Variable = TypeVar("Variable", bound=Hashable)


@dataclass(frozen=True)
class Target(Generic[Variable]):
    """A count that nobody should be able to work out: the variables that it is the sum of."""

    name: str
    variables: frozenset[Variable]


class IntegerAttacker(Generic[Variable]):
    """Knows sums of counts of people, each of them a whole number from nought on.

    The truth is given too: it says which targets are worth an attack, and that what the attacker is
    taken to know is so.
    """

    def __init__(self, truth: Mapping[Variable, int]) -> None:
        self.index = {variable: number for number, variable in enumerate(truth)}
        self.truth = np.array(list(truth.values()), float)
        self._rows: list[NDArray[np.intp]] = []
        self._values: list[tuple[int, int]] = []
        self._solutions = [self.truth]

    def learn(self, variables: Iterable[Variable], value: int) -> None:
        """A published sum."""
        self.learn_between(variables, value, value)

    def learn_between(self, variables: Iterable[Variable], least: int, most: int) -> None:
        """A published sum that is rounded: what it may have been."""
        row = self._columns(variables)
        assert least <= self.truth[row].sum() <= most, "the attacker is told what is not so"
        self._rows.append(row)
        self._values.append((least, most))

    def pinned(self, targets: Sequence[Target[Variable]]) -> list[Target[Variable]]:
        """Those of the targets that have only one value left."""
        return [target for target in targets if self._is_pinned(self._columns(target.variables))]

    def true_count(self, target: Target[Variable]) -> int:
        return int(self.truth[self._columns(target.variables)].sum())

    def _columns(self, variables: Iterable[Variable]) -> NDArray[np.intp]:
        return np.array([self.index[variable] for variable in variables], np.intp)

    def _is_pinned(self, columns: NDArray[np.intp]) -> bool:
        true_value = self.truth[columns].sum()
        # What was found for another target may show that this one has another value as well.
        if any(solution[columns].sum() != true_value for solution in self._solutions):
            return False
        return not (self._can_be_other(columns, 1) or self._can_be_other(columns, -1))

    def _can_be_other(self, columns: NDArray[np.intp], sign: int) -> bool:
        weights = np.zeros(len(self.truth))
        weights[columns] = sign
        found = milp(
            weights,
            integrality=np.ones_like(weights),
            bounds=Bounds(0, np.inf),
            constraints=self._known(),
        )
        # « Unbounded or infeasible »: the truth is feasible, so there is no limit.
        if found.status == 3 or "unbounded" in found.message:
            return True
        assert found.status == 0, found.message
        solution = np.round(found.x)
        self._solutions.append(solution)
        return bool(solution[columns].sum() != self.truth[columns].sum())

    def _known(self) -> list[LinearConstraint]:
        if not self._rows:
            return []
        lengths = [len(row) for row in self._rows]
        columns = np.concatenate(self._rows)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        shape = (len(lengths), len(self.truth))
        matrix = csr_array((np.ones(len(columns)), (rows, columns)), shape=shape)
        least, most = zip(*self._values, strict=True)
        return [LinearConstraint(matrix, least, most)]
