"""An attacker who solves a linear program over one table of one document."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from sheets_sync.release.tables.shown import Shown


def widths(shown: Shown) -> dict[str, float]:
    """How wide the range is that is left to each label without a count of its own."""
    labels = [label for part in shown.parts for label in part.labels]
    known = np.array([[float(label in part.labels) for label in labels] for part in shown.parts])
    counts = [part.count for part in shown.parts]
    left = {}
    for label in labels:
        if shown.count([label]) is None:
            cell = np.array([float(each == label) for each in labels])
            lowest = linprog(cell, A_eq=known, b_eq=counts)
            highest = linprog(-cell, A_eq=known, b_eq=counts)
            left[label] = -highest.fun - lowest.fun
    return left
