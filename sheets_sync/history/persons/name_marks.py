"""The keyed marks by which a text is known to name somebody whose row is gone.

They go with the states: whoever is gone for longer than these are kept is nobody's to know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

from sheets_sync.figures.periods import months_later
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.table_rows import replace_rows


class NameMarks:
    """The marks of each person, by pseudonym, and since when they are in no tab."""

    def __init__(self, memory: Memory, months: int) -> None:
        """`months`: how long they are kept of somebody who is gone."""
        self._memory, self._months = memory, months

    def of_others(self, present: Collection[str], day: date) -> list[bytes]:
        """The marks of everybody but those who are present, whose time is not over on that day."""
        there, last = set(present), self._last_kept(day)
        rows = self._memory.table("name_marks")
        return [its for person, its, gone in rows if person not in there and (gone or last) >= last]

    def save(self, marks: Mapping[str, bytes], today: date) -> None:
        """Keep those of the people who are there, and of others until their time is over.

        Args:
            marks: pseudonym → the marks of a person who is there today.
        """
        known = self._memory.table("name_marks")
        last = self._last_kept(today)
        departed = [
            (person, its, gone or today.isoformat())
            for person, its, gone in known
            if person not in marks and (gone or last) >= last
        ]
        rows = [*departed, *((person, its, "") for person, its in marks.items())]
        if set(rows) != set(known):
            self._memory.change(partial(replace_rows, "name_marks", rows))

    def _last_kept(self, day: date) -> str:
        return months_later(day, -self._months).isoformat()
