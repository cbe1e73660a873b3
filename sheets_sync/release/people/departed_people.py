"""People whose row, or former name, is gone from the tabs, known in a text by keyed marks.

Texts outlive rows: who was deleted in autumn, or is called otherwise since, stands in a report of
spring. So a run leaves, of each person, keyed digests of their names, birth date and PASS number.
No name can be read in them; with the key, and only so, a list of names can be tried.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.identify import People
from sheets_sync.people.keyed_digest import keyed_digest
from sheets_sync.people.person_row import PersonRow
from sheets_sync.release.people.known_people import (
    KnownPeople,
    latest_birth,
    names_in_one_cell,
    names_kept,
)
from sheets_sync.release.people.name_index import KnownName, NameIndex, family_and_given_keys

MARK_LENGTH = 8
"""Bytes of a mark: among millions none is another's by chance."""
MarkKind = Literal["family", "given", "pair", "birth_date", "pass"]


def marks_of_people(tables: Sequence[CheckedTable], people: People) -> dict[str, tuple[bytes, ...]]:
    """Pseudonym → the marks of the person."""
    return {
        # A set of five takes nine times as much memory.
        pseudonym: tuple(itertools.chain.from_iterable(theirs.values()))
        for pseudonym, theirs in marks_by_kind(tables, people).items()
    }


def marks_by_kind(
    tables: Sequence[CheckedTable], people: People
) -> dict[str, dict[MarkKind, set[bytes]]]:
    """The same, by what they are marks of."""
    marks: dict[str, dict[MarkKind, set[bytes]]] = {}
    names = itertools.chain.from_iterable(map(names_kept, tables))
    # Half of all names are somebody else's too.
    mark = functools.cache(functools.partial(_mark, key=people.key))
    limit = latest_birth(tables)
    for row, name, pseudonym in zip(people.rows, names, people.pseudonyms, strict=True):
        theirs = marks.setdefault(pseudonym, {})
        for kind, value in _told_by(row, name, limit):
            theirs.setdefault(kind, set()).add(mark(kind, value))
    return marks


def known_by_marks(marks: frozenset[bytes], key: bytes) -> KnownPeople | None:
    """The people who left these marks, as `marks_of_people` gives them; None where nobody did."""
    if not marks:
        return None
    births, passes = _Marked("birth_date", marks, key), _Marked("pass", marks, key)
    return KnownPeople(_MarkedNames(marks, key), births, passes)


class _Marked:
    """What has a mark, asked as a set is."""

    def __init__(self, kind: MarkKind, marks: frozenset[bytes], key: bytes) -> None:
        # A word comes back in text after text: it is digested once.
        self._is_marked = functools.cache(lambda value: _mark(kind, value, key) in marks)

    def __contains__(self, value: object) -> bool:
        return self._is_marked(str(value))


class _MarkedNames(NameIndex):
    """The names of which there are marks. What tells less than both names is in none."""

    def __init__(self, marks: frozenset[bytes], key: bytes) -> None:
        super().__init__(hashlib.sha256(b"".join([*sorted(marks), key])).digest())
        self._family = _Marked("family", marks, key)
        self._given = _Marked("given", marks, key)
        self._pair = _Marked("pair", marks, key)

    def is_part(self, key: str) -> bool:
        return key in self._family or key in self._given

    def is_family_alone(self, key: str) -> bool:
        return key in self._family and key not in self._given

    def may_begin(self, key: str) -> bool:
        # No beginning of a name is kept: each word is asked for.
        return bool(key)

    def are_of_one(self, one: str, other: str) -> bool:
        return _pair(one, other) in self._pair


def _told_by(row: PersonRow, name: KnownName, limit: date) -> Iterator[tuple[MarkKind, str]]:
    if row.full_birth and row.full_birth <= limit:
        yield "birth_date", str(row.full_birth)
    if row.pass_iae:
        yield "pass", str(row.pass_iae)
    names = [name] if all(name) else names_in_one_cell("".join(name))
    for families, givens in map(family_and_given_keys, names):
        yield from (("family", each) for each in families)
        yield from (("given", each) for each in givens)
        yield from (("pair", _pair(*both)) for both in itertools.product(families, givens))


def _pair(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def _mark(kind: MarkKind, value: str, key: bytes) -> bytes:
    return keyed_digest(key, f"{kind} {value}")[:MARK_LENGTH]
