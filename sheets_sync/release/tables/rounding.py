"""Rounding by cell keys: the same people give the same rounded count, in whatever table.

Each record has a key from its pseudonym; that of a cell is the sum of its records' keys, and says
whether its count goes up or down to a multiple of five. So rounding is right on average, and asking
again, or in another table, tells nothing more (Thompson, Broadfoot and Elazar: Methodology for the
automatic confidentialisation of statistical outputs, ABS 2013).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sheets_sync.release.tables.partition import Partition

BASE = 5
_WHOLE = 2**64


def key_of_cell(records: Iterable[str]) -> float:
    """The key of a cell: between 0 and 1, the same for the same records."""
    keys = (int.from_bytes(hashlib.sha256(each.encode()).digest()[:8], "big") for each in records)
    return (sum(keys) % _WHOLE) / _WHOLE


def to_multiple_of_five(count: int, key: float) -> int:
    """A multiple of five beside a count, the nearer one the more often."""
    down, rest = divmod(count, BASE)
    return BASE * (down + (key < rest / BASE))


def is_narrow(partition: Partition, total: int, threshold: int) -> bool:
    """True if the true total leaves a rounded count so little room that it is nearly known."""
    lowest = [max(0, part.count - BASE + 1) for part in partition.parts]
    highest = [part.count + BASE - 1 for part in partition.parts]
    for part, low, high in zip(partition.parts, lowest, highest, strict=True):
        room = min(high, total - sum(lowest) + low) - max(low, total - sum(highest) + high)
        # Nought stands for up to four: a table hidden for it would appear with one person more.
        if room < (threshold if part.count else min(threshold, BASE - 1)):
            return True
    return False
