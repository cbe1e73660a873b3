"""What is remembered of answers that were collected elsewhere and brought into the tabs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sheets_sync.files import Copies
from sheets_sync.history.memory.database import set_value, value_of
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.pseudonym_key import KeyFile, check_value
from sheets_sync.history.writes import note_write

_CHECK = "key"
"""Name of the check value of the secret, as `store` has it."""
Marks = Mapping[str, str]
"""Field → a keyed hash of what was answered: it tells an edited answer, and nothing of anybody."""


class RememberedImports:
    """The answers of each form that are in the tabs, by the keys that a collector gave them."""

    def __init__(self, memory: Memory, copies: Copies, key_file: KeyFile) -> None:
        self._memory, self._copies, self._key_file = memory, copies, key_file

    def days(self, form: str) -> dict[str, str]:
        """Key of an answer → the day it was brought in."""
        return dict(self._memory.rows("SELECT answer, day FROM imported WHERE form = ?", form))

    def marks(self, form: str) -> dict[str, Marks]:
        """Key of an answer → the marks of what it said when it was brought in."""
        question = "SELECT answer, marks FROM answered WHERE form = ?"
        return {answer: json.loads(marks) for answer, marks in self._memory.rows(question, form)}

    def save(
        self,
        form: str,
        keys: Sequence[str],
        day: date,
        marks: Mapping[str, Marks] = MappingProxyType({}),
        secret: bytes | None = None,
    ) -> None:
        """Keep that these answers are in the tabs, what they said, and which command it was.

        Args:
            secret: that the marks are made with.
        """
        if secret is not None:
            self._key_file.save(secret)
        rows = [(form, key, day.isoformat()) for key in keys]
        said = [(form, key, as_json(dict(mark)), day.isoformat()) for key, mark in marks.items()]

        def save(db: sqlite3.Connection) -> None:
            db.executemany("INSERT OR REPLACE INTO imported VALUES (?, ?, ?)", rows)
            db.executemany("INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?)", said)
            # in one write: a memory of which a copy was kept is missed when it is gone
            if secret is not None and value_of(db, _CHECK) is None:
                set_value(db, _CHECK, check_value(secret))
            note_write(self._copies.occasion, db)

        self._memory.change(save)

    def forget(self, since: date) -> None:
        """No longer hold for brought in what came from that day on: the tabs are as before it."""

        def forget(db: sqlite3.Connection) -> None:
            for table in ("imported", "answered"):
                # our own names of tables
                db.execute(f"DELETE FROM {table} WHERE day >= ?", (since.isoformat(),))  # noqa: S608

        self._memory.change(forget)
