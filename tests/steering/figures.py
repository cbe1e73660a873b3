"""A figure as a test needs it: counts, and nothing of what they were counted from."""

from __future__ import annotations

from datetime import date

import numpy as np

from sheets_sync.figures.figure import Figure

_NONE = np.zeros(0, np.bool_)


def rate(counted: float, among: float, siae: str | None = None, id_: str = "taux") -> Figure:
    """A rate of so many among so many."""
    value = counted / among if among else None
    day = date(2026, 11, 23)
    return Figure(
        id_, "Taux", siae, None, day, day, value, counted, among, None, "%", _NONE, among=_NONE
    )
