"""How often one link may ask: as often as a person types, not as often as a program can."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Allowance:
    left: float
    counted_at: float


class Rate:
    """So many requests at once, and so many a second in the long run, for each who asks.

    The counts are of this process: after a restart everybody has the whole again.
    """

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.per_second, self._clock = burst, per_second, clock
        self._allowances: dict[str, _Allowance] = {}
        self._one_at_a_time = threading.Lock()

    def is_exceeded(self, who: str) -> bool:
        """Count a request of `who`; True where it is one too many, which is not counted."""
        with self._one_at_a_time:
            now = self._clock()
            allowance = self._allowances.setdefault(who, _Allowance(self.burst, now))
            regained = (now - allowance.counted_at) * self.per_second
            allowance.left = min(self.burst, allowance.left + regained)
            allowance.counted_at = now
            if allowance.left < 1:
                return True
            allowance.left -= 1
            return False
