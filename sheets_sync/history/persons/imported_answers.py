"""The answers from elsewhere that are in the tabs: known again, and told to nobody.

What an answer is known by may be made of all that was answered: whoever knows a person could try it
out. So no more than a keyed hash of it is remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sheets_sync.history.memory.database import about_value, set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.persons.pseudonym_key import check_value
from sheets_sync.history.running.writes import note_write

Marks = Mapping[str, str]
"""Field → a keyed hash of what was answered: it tells an edited answer, and nothing of anybody."""
_KEYED = "hmac:"
"""What a keyed hash begins with; what was remembered before has it not."""
_FORMER = "SELECT form, answer, day, copy FROM imported WHERE answer NOT LIKE ? || '%'"
# An answer whose edit is brought in was in the tab before that.
_INSERT = "INSERT OR IGNORE INTO imported VALUES (?, ?, ?, ?)"


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
        imported = {answer for (answer,) in rows}
        if not imported:
            return set()
        key = self._key()
        return {
            each for each in answers if not imported.isdisjoint((each, _answer_mark(each, key)))
        }

    def said(self, form: str, answers: Collection[str]) -> dict[str, Sequence[Marks]]:
        """Answer → the marks of what it said when it was brought in, where that is remembered.

        What is a number to two servers has the marks of two answers.
        """
        rows = dict(self._memory.rows("SELECT answer, marks FROM answered WHERE form = ?", form))
        if not rows:
            return {}
        key = self._key()
        marked = {answer: _answer_mark(answer, key) for answer in answers}
        return {answer: _marks_in(rows[mark]) for answer, mark in marked.items() if mark in rows}

    def save(
        self,
        form: str,
        answers: Sequence[str],
        day: date,
        copy: str,
        said: Callable[[bytes], Mapping[str, Sequence[Marks]]] = lambda _: {},
    ) -> None:
        """Keep that these answers are in the tabs, and which command put them there.

        Args:
            copy: the name of the one kept just before; "" where none is noted.
            said: given the secret, answer → the marks of what it says.
        """
        key = self._saved_key()
        when = day.isoformat(), copy
        rows = [(form, _answer_mark(answer, key), *when) for answer in answers]
        marks = [
            (form, _answer_mark(answer, key), as_json(list(map(dict, several))), *when)
            for answer, several in said(key).items()
        ]

        def edit(db: sqlite3.Connection) -> None:
            if about_value(db, "key") is None:
                set_about_value(db, "key", check_value(key))
            db.executemany(_INSERT, rows)
            db.executemany("INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?, ?)", marks)
            _hash_former(db, key)
            note_write(self._occasion(), db)

        self._memory.change(edit)

    def hash_former(self, key: bytes) -> None:
        """Put keyed hashes in the place of what earlier versions remembered."""
        if self._memory.rows(_FORMER, _KEYED):
            self._memory.change(lambda db: _hash_former(db, key))

    def forget_since(self, copies: Sequence[str], day: date) -> None:
        """No longer hold for brought in what came since: the tabs are as they were before it.

        Args:
            copies: those kept since, each just before something was written.
            day: from which on answers are forgotten of which no copy is known.
        """
        since = "(copy = '' AND day >= ?) OR copy IN (SELECT value FROM json_each(?))"
        values = day.isoformat(), as_json(copies)

        def edit(db: sqlite3.Connection) -> None:
            db.execute(f"DELETE FROM imported WHERE {since}", values)  # noqa: S608
            db.execute(f"DELETE FROM answered WHERE {since}", values)  # noqa: S608

        self._memory.change(edit)


def _marks_in(text: str) -> list[Marks]:
    """The marks that a text of the memory has; earlier versions kept those of one answer."""
    kept = json.loads(text)
    return kept if isinstance(kept, list) else [kept]


def _hash_former(db: sqlite3.Connection, key: bytes) -> None:
    former = db.execute(_FORMER, (_KEYED,)).fetchall()
    db.executemany("DELETE FROM imported WHERE answer = ?", [(row[1],) for row in former])
    db.executemany(
        _INSERT, [(form, _answer_mark(answer, key), *when) for form, answer, *when in former]
    )


def _answer_mark(answer: str, key: bytes) -> str:
    return _KEYED + hmac.new(key, f"imported {answer}".encode(), hashlib.sha256).hexdigest()
