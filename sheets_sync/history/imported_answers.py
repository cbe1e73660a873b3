"""The answers from elsewhere that are in the tabs: known again, and told to nobody.

What an answer is known by may be made of all that was answered: whoever knows a person could try it
out. So no more than a keyed hash of it is remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import date

from sheets_sync.history.memory.database import set_value, value_of
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.pseudonym_key import check_value
from sheets_sync.history.writes import note_write

_KEYED = "hmac:"
"""What a keyed hash begins with; what was remembered before has it not."""
_FORMER = "SELECT form, answer, day FROM imported WHERE answer NOT LIKE ? || '%'"
_INSERT = "INSERT OR REPLACE INTO imported VALUES (?, ?, ?)"


class ImportedAnswers:
    """The answers to each form that were brought in.

    Args:
        key: gives the secret of the pseudonyms. saved_key: gives it, kept from then on.
        occasion: gives the command that brings answers in.
    """

    def __init__(
        self,
        memory: Memory,
        key: Callable[[], bytes],
        saved_key: Callable[[], bytes],
        occasion: Callable[[], str],
    ) -> None:
        self._memory, self._occasion = memory, occasion
        self._key, self._saved_key = key, saved_key

    def known(self, form: str, answers: Collection[str]) -> set[str]:
        """Those of the answers that are in the tabs."""
        rows = self._memory.rows("SELECT answer FROM imported WHERE form = ?", form)
        kept = {answer for (answer,) in rows}
        if not kept:
            return set()
        key = self._key()
        return {each for each in answers if not kept.isdisjoint((each, _mark(each, key)))}

    def save(self, form: str, answers: Sequence[str], day: date) -> None:
        """Keep that these answers are in the tabs, and which command put them there."""
        key = self._saved_key()
        rows = [(form, _mark(answer, key), day.isoformat()) for answer in answers]

        def edit(db: sqlite3.Connection) -> None:
            if value_of(db, "key") is None:
                set_value(db, "key", check_value(key))
            db.executemany(_INSERT, rows)
            _hash_former(db, key)
            note_write(self._occasion(), db)

        self._memory.change(edit)

    def hash_former(self, key: bytes) -> None:
        """Put keyed hashes in the place of what earlier versions remembered."""
        if self._memory.rows(_FORMER, _KEYED):
            self._memory.change(lambda db: _hash_former(db, key))

    def forget_since(self, day: date) -> None:
        """No longer hold for brought in what came from that day on: the tabs are as before it."""
        since = day.isoformat()
        self._memory.change(lambda db: db.execute("DELETE FROM imported WHERE day >= ?", (since,)))


def _hash_former(db: sqlite3.Connection, key: bytes) -> None:
    former = db.execute(_FORMER, (_KEYED,)).fetchall()
    db.executemany("DELETE FROM imported WHERE answer = ?", [(row[1],) for row in former])
    db.executemany(_INSERT, [(form, _mark(answer, key), day) for form, answer, day in former])


def _mark(answer: str, key: bytes) -> str:
    return _KEYED + hmac.new(key, f"imported {answer}".encode(), hashlib.sha256).hexdigest()
