"""The keyed marks by which a text is known to name somebody by a name that no tab has any more.

They go with the states: what is gone for longer than these are kept is nobody's to know.

In the file they are sealed, each person's apart and as long as others': equal marks would tell
without the key who shares a family name or a birth date. With the key, names can be tried one after
the other, as of the register.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from sheets_sync.figures.periods import months_later
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.table_rows import replace_rows
from sheets_sync.release.people.departed_people import MARK_LENGTH, known_by_marks
from sheets_sync.release.people.known_people import KnownPeople

Marks = Mapping[str, Collection[bytes]]
"""Pseudonym → the marks of a person."""
_DIGEST_LENGTH = 32
_SEALED_LENGTH = 16 * MARK_LENGTH
"""What they are filled up to: most people have five, who has two family names nine or more."""


class NameMarks:
    """The marks of each person, and since when they are theirs in no tab."""

    def __init__(self, memory: Memory, months: int) -> None:
        """`months`: how long those are kept that are gone."""
        self._memory, self._months = memory, months

    def departed(self, there: Marks, day: date, key: bytes) -> KnownPeople | None:
        """Whoever is gone on that day, or is there and was called otherwise before.

        Args:
            there: of the people of the tabs, those of today.
        """
        known = self._known(day, key).items()
        gone = (its for who, its in known if its.keys() - there.get(who, frozenset()))
        return known_by_marks(_together(gone), key)

    def there(self, day: date, key: bytes) -> Marks:
        """The marks that the last run found in the tabs."""
        known = self._known(day, key).items()
        return {who: frozenset(m for m, gone in its.items() if not gone) for who, its in known}

    def of_person(self, pseudonyms: Iterable[str], day: date, key: bytes) -> KnownPeople | None:
        """Somebody, by all that they were called until that day."""
        known = self._known(day, key)
        theirs = (known.get(pseudonym, ()) for pseudonym in pseudonyms)
        return known_by_marks(_together(theirs), key)

    def save(self, there: Marks, today: date, key: bytes) -> None:
        """Keep those of the people who are there, and what is gone until its time is over."""
        rows: dict[tuple[str, str], set[bytes]] = {
            (person, ""): set(marks) for person, marks in there.items()
        }
        for person, known in self._known(today, key).items():
            for mark in known.keys() - there.get(person, frozenset()):
                rows.setdefault((person, known[mark] or today.isoformat()), set()).add(mark)
        kept = {(who, _sealed(its, who, key), gone) for (who, gone), its in rows.items()}
        if kept != set(self._memory.table("name_marks")):
            self._memory.change(partial(replace_rows, "name_marks", sorted(kept)))

    def _known(self, day: date, key: bytes) -> dict[str, dict[bytes, str]]:
        """Pseudonym → mark → since when it is theirs no more, "" while it is."""
        last = months_later(day, -self._months).isoformat()
        known: dict[str, dict[bytes, str]] = {}
        for person, marks, gone in self._memory.table("name_marks"):
            if (gone or last) >= last:
                known.setdefault(person, {}).update(
                    (mark, gone) for mark in _unsealed(marks, person, key)
                )
        return known


def _together(marks: Iterable[Iterable[bytes]]) -> frozenset[bytes]:
    return frozenset(itertools.chain.from_iterable(marks))


def _sealed(marks: Iterable[bytes], person: str, key: bytes) -> bytes:
    """Marks that nobody reads without the key, behind the start of their own stream.

    The start is made of them: what did not change is sealed alike, so that it need not be written.
    """
    whole = b"".join(sorted(marks))
    whole += bytes(-len(whole) % _SEALED_LENGTH)
    start = _digest(key, person, whole)
    return start + _in_stream(whole, start, person, key)


def _unsealed(sealed: bytes, person: str, key: bytes) -> Iterator[bytes]:
    """The marks; none where they were sealed with another key."""
    start, rest = sealed[:_DIGEST_LENGTH], sealed[_DIGEST_LENGTH:]
    whole = _in_stream(rest, start, person, key)
    if not hmac.compare_digest(start, _digest(key, person, whole)):
        return iter(())
    parts = (whole[at : at + MARK_LENGTH] for at in range(0, len(whole), MARK_LENGTH))
    return filter(any, parts)


def _in_stream(data: bytes, start: bytes, person: str, key: bytes) -> bytes:
    """The data, each byte changed by one that only the key gives; done twice, the data again."""
    blocks = range(-(-len(data) // _DIGEST_LENGTH))
    stream = b"".join(_digest(key, person, start + block.to_bytes(4)) for block in blocks)
    return bytes(map(operator.xor, data, stream))


def _digest(key: bytes, person: str, data: bytes) -> bytes:
    return hmac.digest(key, f"name marks {person} ".encode() + data, hashlib.sha256)
