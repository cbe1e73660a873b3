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

    def is_same_as(self, other: SentReminder) -> bool:
        """True if both are about the very same findings of an SIAE."""
        return (self.siae, self.findings) == (other.siae, other.findings)


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
        last_told: dict[str, dict[str, date]] = defaultdict(dict)
        for one in sorted(self.all, key=lambda sent: sent.day):
            if one.day > day:
                last_told[one.siae] |= dict.fromkeys(one.findings, one.day)
        return last_told

    def claim(self, one: SentReminder, after: date) -> bool:
        """Keep that it leaves; False, and nothing is kept, where the same left after that day.

        Two that send at once, from a window and by a command, never both get True.
        """
        taken: list[SentReminder] = []

        def add(db: sqlite3.Connection) -> None:
            # Read at the change itself: another run, or computer, may send at the same time.
            known = _listed(about_value(db, _NAME) or "[]")
            taken[:] = [each for each in known if each.day > after and one.is_same_as(each)]
            if not taken:
                recent = [each for each in known if each.day >= one.day - _KEPT]
                _save_reminders(db, [*recent, one])

        self._memory.change(add)
        return not taken

    def take_back(self, one: SentReminder) -> None:
        """Forget that it left: it was not taken."""

        def remove(db: sqlite3.Connection) -> None:
            known = _listed(about_value(db, _NAME) or "[]")
            _save_reminders(db, [each for each in known if each != one])

        self._memory.change(remove)


def _save_reminders(db: sqlite3.Connection, reminders: Sequence[SentReminder]) -> None:
    set_about_value(db, _NAME, json.dumps(list(map(asdict, reminders)), default=str))


def _listed(value: str) -> list[SentReminder]:
    return [
        SentReminder(one["siae"], tuple(one["findings"]), date.fromisoformat(one["day"]))
        for one in json.loads(value)
    ]
