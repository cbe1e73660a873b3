"""An attacker who solves a linear program over everything that was ever published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from sheets_sync.release.suppression import Shown

THRESHOLD = 5
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Report:
    """A table as published, and the labels it has."""

    shown: Shown
    labels: list[str]

    def count(self, label: str) -> int | None:
        """What it tells of a cell: nought where it has none, None where it does not say."""
        if label not in self.labels:
            return 0
        return None if self.shown.cells is None else self.shown.cells.get(label)

    @property
    def tells_total(self) -> bool:
        """Whether its cells are worth attacking.

        Where a table was shown and then could not be, its new total alone says how little came.
        """
        if self.shown.cells is not None:
            return True
        return self.shown.total is not None and not self.shown.closed


def widths(reports: list[Report], growing: bool) -> list[float]:
    """How wide the range is that is left to each hidden cell.

    Args:
        reports: the oldest first.
        growing: whether no count can be smaller than in the report before.
    """
    program = _Program(reports)
    program.add_totals()
    if growing:
        program.add_growth()
    hidden = program.add_counts()
    return [program.width(cell) for cell in hidden]


class _Program:
    """A variable for each label in each report, and what is known of them."""

    def __init__(self, reports: list[Report]) -> None:
        self.reports = reports
        self.labels = list(dict.fromkeys(label for report in reports for label in report.labels))
        self.size = len(reports) * len(self.labels)
        self.bounds: list[tuple[float, float | None]] = [(0, None)] * self.size
        self.equal: list[Row] = []
        self.equal_to: list[float] = []
        self.at_most_zero: list[Row] = []

    def cell(self, number: int, label: str) -> int:
        return number * len(self.labels) + self.labels.index(label)

    def row(self, weights: Mapping[int, float]) -> Row:
        row = np.zeros(self.size)
        row[list(weights)] = list(weights.values())
        return row

    def add_totals(self) -> None:
        for number, report in enumerate(self.reports):
            shown = report.shown
            if shown.total is None:
                continue
            self.equal.append(self.row({self.cell(number, label): 1.0 for label in self.labels}))
            self.equal_to.append(shown.total - (shown.known if shown.cells is not None else 0))

    def add_growth(self) -> None:
        for number in range(1, len(self.reports)):
            for label in self.labels:
                earlier, later = self.cell(number - 1, label), self.cell(number, label)
                self.at_most_zero.append(self.row({earlier: 1.0, later: -1.0}))

    def add_counts(self) -> list[int]:
        """Fix the cells that are published; the others that are worth attacking."""
        hidden = []
        for number, report in enumerate(self.reports):
            for label in self.labels:
                count = report.count(label)
                if count is not None:
                    self.bounds[self.cell(number, label)] = (count, count)
                elif report.tells_total:
                    hidden.append(self.cell(number, label))
        return hidden

    def width(self, cell: int) -> float:
        lowest, highest = self.solve(cell, 1.0), self.solve(cell, -1.0)
        return float("inf") if highest is None else -highest - (lowest or 0.0)

    def solve(self, cell: int, sign: float) -> float | None:
        """The lowest (1) or highest (−1) that a cell can be, times `sign`; None: no limit."""
        found = linprog(
            self.row({cell: sign}),
            A_ub=np.array(self.at_most_zero) if self.at_most_zero else None,
            b_ub=np.zeros(len(self.at_most_zero)) if self.at_most_zero else None,
            A_eq=np.array(self.equal) if self.equal else None,
            b_eq=self.equal_to or None,
            bounds=self.bounds,
        )
        assert found.status in (0, 3), found.message
        return None if found.status == 3 else float(found.fun)
