"""Reminders that were sent: for which SIAE, on which day, about which findings (digests)."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sheets_sync.history.memory.database import about_value, set_about_value
from sheets_sync.history.memory.memory import Memory

_NAME = "reminders"
_KEPT = timedelta(days=60)


@dataclass(frozen=True)
class SentReminder:
    """A reminder that left.

    Attributes:
        findings: a digest of each that it told: no text, no name and no address is kept.
    """

    siae: str
    findings: tuple[str, ...]
    day: date


class SentReminders:
    """Those of a memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @property
    def all(self) -> list[SentReminder]:
        """Those of the last two months, the oldest first."""
        rows = self._memory.rows("SELECT value FROM about WHERE name = ?", _NAME)
        return list(itertools.chain.from_iterable(_listed(value) for (value,) in rows))

    def since(self, day: date) -> dict[str, dict[str, date]]:
        """SIAE → digest of a finding → the last day after `day` on which it was told."""
        told: dict[str, dict[str, date]] = defaultdict(dict)
        for one in sorted(self.all, key=lambda sent: sent.day):
            if one.day > day:
                told[one.siae] |= dict.fromkeys(one.findings, one.day)
        return told

    def keep(self, sent: Sequence[SentReminder]) -> None:
        """Keep that these left."""
        if not sent:
            return
        oldest = max(one.day for one in sent) - _KEPT

        def add(db: sqlite3.Connection) -> None:
            # Read at the change itself: another computer may send at the same time.
            known = _listed(about_value(db, _NAME) or "[]")
            recent = [asdict(one) for one in [*known, *sent] if one.day >= oldest]
            set_about_value(db, _NAME, json.dumps(recent, default=str))

        self._memory.change(add)


def _listed(value: str) -> list[SentReminder]:
    return [
        SentReminder(one["siae"], tuple(one["findings"]), date.fromisoformat(one["day"]))
        for one in json.loads(value)
    ]
