"""One figure: its value, what it was counted from, and what it is counted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Mask

UNKNOWN = "non renseigné"
"""The group of the rows whose field is not known."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure. `value` is None where there is nothing to divide by; a rate is between 0 and 1.

    Attributes:
        start: None for a stock, and for a cohort of all entries.
        siae: the SIAE it is counted for; None for the whole and for a group of another field.
        group: the value that it is counted for, where it is one of a breakdown by another field.
        counted: the rows that it counts; among: those that a rate's denominator counts, None for
            other figures; both for all groups, of which `mine` picks its own.
    """

    id: str
    label: str
    siae: str | None
    start: date | None
    end: date
    value: float | None
    numerator: float
    denominator: float | None
    target: float | None
    unit: str
    counted: Mask
    among: Mask | None = None
    mine: Mask | None = None
    group: str | None = None

    @property
    def rows(self) -> NDArray[np.int64]:
        """Indexes, in the frame of its form, of the rows that `numerator` was counted from."""
        return self._mine(self.counted)

    @property
    def rows_among(self) -> NDArray[np.int64]:
        """Those that a rate's `denominator` was counted from; none for other figures."""
        if self.among is None:
            return np.empty(0, np.int64)
        return self._mine(self.among)

    def _mine(self, mask: Mask) -> NDArray[np.int64]:
        if self.mine is not None:
            mask = mask & self.mine
        return np.flatnonzero(mask)
