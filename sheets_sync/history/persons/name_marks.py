"""The keyed marks by which a text is known to name somebody by a name that no tab has any more.

They go with the states: what is gone for longer than these are kept is nobody's to know.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from sheets_sync.figures.periods import months_later
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.table_rows import replace_rows
from sheets_sync.release.people.departed_people import MARK_LENGTH

Marks = Mapping[str, frozenset[bytes]]
"""Pseudonym → the marks of a person."""


class NameMarks:
    """The marks of each person, and since when they are theirs in no tab."""

    def __init__(self, memory: Memory, months: int) -> None:
        """`months`: how long those are kept that are gone."""
        self._memory, self._months = memory, months

    def of_departed(self, there: Marks, day: date) -> frozenset[bytes]:
        """The marks of whoever is gone on that day, or is there and was called otherwise before.

        Args:
            there: of the people of the tabs, those of today.
        """
        known = self._known(day).items()
        return _together(its for who, its in known if its.keys() - there.get(who, frozenset()))

    def of_person(self, pseudonyms: Iterable[str], day: date) -> frozenset[bytes]:
        """All that somebody was called by until that day."""
        known = self._known(day)
        return _together(known.get(pseudonym, ()) for pseudonym in pseudonyms)

    def save(self, there: Marks, today: date) -> None:
        """Keep those of the people who are there, and what is gone until its time is over."""
        rows: dict[tuple[str, str], set[bytes]] = {
            (person, ""): set(marks) for person, marks in there.items()
        }
        for person, known in self._known(today).items():
            for mark in known.keys() - there.get(person, frozenset()):
                rows.setdefault((person, known[mark] or today.isoformat()), set()).add(mark)
        kept = {(person, b"".join(sorted(its)), gone) for (person, gone), its in rows.items()}
        if kept != set(self._memory.table("name_marks")):
            self._memory.change(partial(replace_rows, "name_marks", sorted(kept)))

    def _known(self, day: date) -> dict[str, dict[bytes, str]]:
        """Pseudonym → mark → since when it is theirs no more, "" while it is."""
        last = months_later(day, -self._months).isoformat()
        known: dict[str, dict[bytes, str]] = {}
        for person, marks, gone in self._memory.table("name_marks"):
            if (gone or last) >= last:
                known.setdefault(person, {}).update((mark, gone) for mark in _parted(marks))
        return known


def _together(marks: Iterable[Iterable[bytes]]) -> frozenset[bytes]:
    return frozenset(itertools.chain.from_iterable(marks))


def _parted(marks: bytes) -> Iterator[bytes]:
    return (marks[at : at + MARK_LENGTH] for at in range(0, len(marks), MARK_LENGTH))
