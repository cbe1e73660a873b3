"""An attacker on declared totals: who came, left and was there, of periods that follow each other.

They write down what each total is the sum of, stretch of time by stretch of time, and ask of linear
algebra which sums follow. They know nothing of how `deduced` looks for them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.deduced import ENTRIES, EXITS, POSITIVE_EXITS, Deducible
from sheets_sync.release.tables.issued import IssuedReport

Found = tuple[Deducible, frozenset[str], date, date]
"""What of which SIAE can be worked out, from a day to the day before another."""
_KINDS = ("came", "positive", "not_positive", "not_counted")
_SUMS: dict[Deducible, tuple[str, ...]] = {
    "came": ("came",),
    "left": ("positive", "not_positive"),
    "positive": ("positive",),
    "not_positive": ("not_positive",),
    "not_counted": ("not_counted",),
    "gone": ("positive", "not_positive", "not_counted"),
}


@dataclass(frozen=True)
class TotalAttack:
    """An attack on the totals of all reports; `groups` are SIAE that all of them hold together."""

    reports: Sequence[IssuedReport]
    groups: Sequence[frozenset[str]]

    def movements(self) -> set[Found]:
        """All movements that follow from the totals."""
        known = np.array(list(self._known()))
        movements: set[Found] = set()
        for first, last in itertools.combinations(self.days, 2):
            for what, kinds in _SUMS.items():
                for siae in {*self.groups, frozenset().union(*self.groups)}:
                    target = self._moved(kinds, siae, first, last)
                    if _follows(known, target):
                        movements.add((what, siae, first, last))
        return movements

    @property
    def days(self) -> list[date]:
        """The first days of periods, and the days after their last."""
        return sorted({day for each in self.reports for day in _bounds(each)})

    def _known(self) -> Iterator[NDArray[np.float64]]:
        for report in self.reports:
            siae, (first, last) = report.reader.siae, _bounds(report)
            for name, count in report.totals.items():
                if name == PEOPLE:
                    before = self._moved(("came",), siae, self.days[0], first)
                    gone = ("positive", "not_positive", "not_counted")
                    before -= self._moved(gone, siae, self.days[0], first)
                    row = before + self._moved(("came",), siae, first, last)
                    row += self._there_at_first(siae)
                elif name == ENTRIES:
                    row = self._moved(("came",), siae, first, last)
                elif name == EXITS:
                    row = self._moved(("positive", "not_positive"), siae, first, last)
                else:
                    assert name == POSITIVE_EXITS
                    row = self._moved(("positive",), siae, first, last)
                assert count >= 0
                yield row

    def _there_at_first(self, siae: frozenset[str]) -> NDArray[np.float64]:
        row = np.zeros(self._size + len(self.groups))
        for number, group in enumerate(self.groups):
            row[self._size + number] = group <= siae
        return row

    @property
    def _size(self) -> int:
        return len(_KINDS) * len(self.groups) * (len(self.days) - 1)

    def _moved(
        self, kinds: Sequence[str], siae: frozenset[str], first: date, last: date
    ) -> NDArray[np.float64]:
        row = np.zeros(self._size + len(self.groups))
        every = itertools.product(_KINDS, self.groups, self.days[:-1])
        for number, (kind, group, day) in enumerate(every):
            row[number] = kind in kinds and group <= siae and first <= day < last
        return row


def _bounds(report: IssuedReport) -> tuple[date, date]:
    return report.reader.period.start, report.reader.period.end + timedelta(days=1)


def _follows(known: NDArray[np.float64], target: NDArray[np.float64]) -> bool:
    """Whether the target is a sum and difference of what is known."""
    solution = np.linalg.lstsq(known.T, target, rcond=None)[0]
    return bool(np.allclose(known.T @ solution, target, atol=1e-6))
