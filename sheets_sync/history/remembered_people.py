"""What is remembered of a person, by pseudonym, and its removal (GDPR, art. 15 and 17)."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.state_files import StateFiles

_PURPOSE = b"sheets-sync: a person who was forgotten "


@dataclass(frozen=True)
class HeldOn:
    """What is remembered of a person.

    Attributes:
        fingerprints: keyed hashes of their identities. pairs: the answers about them.
        findings: the anomalies of their rows, by key. states: the days of those that they are in.
    """

    fingerprints: Sequence[str] = ()
    pairs: Sequence[str] = ()
    findings: Sequence[str] = ()
    states: Sequence[date] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.fingerprints or self.pairs or self.findings or self.states)


class RememberedPeople:
    """The persons of a memory, by pseudonym."""

    def __init__(self, memory: Memory, states: StateFiles) -> None:
        self._memory, self._states = memory, states

    def held_on(self, pseudonym: str) -> HeldOn:
        """All that is remembered of a person, but for counts that they are one of."""
        prints = self._memory.rows("SELECT fingerprint FROM persons WHERE pseudonym = ?", pseudonym)
        pairs = [pair for (pair,) in self._memory.rows("SELECT pair FROM answers")]
        findings = [key for (key,) in self._memory.rows("SELECT finding FROM findings")]
        return HeldOn(
            [fingerprint for (fingerprint,) in prints],
            [pair for pair in pairs if pseudonym in pair.split(" = ")],
            [key for key in findings if key.split(" | ")[-1] == pseudonym],
            self._states.days_with(pseudonym),
        )

    def forget(self, pseudonym: str, key: bytes, day: date) -> HeldOn:
        """Remove it, and leave a mark of it; what was there."""
        held = self.held_on(pseudonym)
        remove = partial(_remove, pseudonym, key, day)
        with self._memory.one_write():
            self._memory.change(remove)
            self._states.remove_person(pseudonym)
        # The last writing kept a copy of what was there before it.
        self._memory.kept.rewrite(remove)
        return held

    def is_forgotten(self, fingerprint: str, key: bytes) -> bool:
        """Whether an identity was removed."""
        mark = _mark(fingerprint, key)
        return bool(self._memory.rows("SELECT day FROM forgotten WHERE mark = ?", mark))


def _mark(fingerprint: str, key: bytes) -> str:
    return hmac.new(key, _PURPOSE + fingerprint.encode(), hashlib.sha256).hexdigest()


def _remove(pseudonym: str, key: bytes, day: date, memory: sqlite3.Connection) -> None:
    prints = memory.execute("SELECT fingerprint FROM persons WHERE pseudonym = ?", (pseudonym,))
    marks = [(_mark(fingerprint, key), day.isoformat()) for (fingerprint,) in prints.fetchall()]
    memory.executemany("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", marks)
    memory.execute("DELETE FROM persons WHERE pseudonym = ?", (pseudonym,))
    for table, column, part in (("answers", "pair", " = "), ("findings", "finding", " | ")):
        names = memory.execute(f"SELECT {column} FROM {table}").fetchall()  # noqa: S608
        gone = [name for name in names if pseudonym in name[0].split(part)]
        memory.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608
