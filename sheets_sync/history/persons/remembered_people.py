"""What is remembered of a person, and its removal (GDPR, art. 15 and 17).

All that stays is keyed marks, from which nobody gets back to the person: they tell a later run, or
a copy that is put back, that somebody was forgotten. They are none of the register's fingerprints.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import sqlite3
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.memory.table_rows import delete_rows
from sheets_sync.history.states.state_files import StateFiles
from sheets_sync.people.grouping import pseudonyms_in_pair


@dataclass(frozen=True)
class Identity:
    """A person as the memory knows them.

    Attributes:
        pseudonyms, fingerprints: of the register.
        mask: takes their name out of a text: what was typed of them, and shown since their row is
            gone from the tabs.
    """

    pseudonyms: frozenset[str]
    fingerprints: frozenset[str]
    mask: Callable[[str], str] = field(default=str, compare=False)

    def is_in(self, text: str) -> bool:
        """Whether a text of the memory is about them."""
        return any(each in text for each in (*self.pseudonyms, *self.fingerprints))

    def is_in_bytes(self, data: bytes) -> bool:
        """The same of what lies in a file."""
        return any(each.encode() in data for each in (*self.pseudonyms, *self.fingerprints))


@dataclass(frozen=True)
class HeldOn:
    """What is remembered of a person, but for counts that they are one of.

    Attributes:
        fingerprints: keyed hashes of their identities.
        states: day → their rows in its state; those taken away are among them.
        pairs: the answers about them. findings: the anomalies of their rows → since when.
        differences: source → those of its differences that are about them.
        documents: those whose kept figures name them.
        acceptances: the points of their rows that the coordinator accepted.
        has_name_marks: whether texts that name them are known by marks.
    """

    fingerprints: Sequence[str]
    states: Mapping[date, Sequence[Mapping[str, str]]]
    pairs: Mapping[str, bool]
    findings: Mapping[str, str]
    differences: Mapping[str, Sequence[Mapping[str, Any]]]
    documents: Sequence[str]
    acceptances: Sequence[Mapping[str, Any]] = ()
    has_name_marks: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing at all."""
        rows = (self.fingerprints, self.states, self.pairs, self.findings)
        marks = self.has_name_marks
        return not any((*rows, self.differences, self.documents, self.acceptances, marks))


class RememberedPeople:
    """The persons of a memory."""

    def __init__(self, memory: Memory, states: StateFiles) -> None:
        self._memory, self._states = memory, states

    def forgotten(self) -> dict[str, date]:
        """Keyed mark → the day that whoever it is of was forgotten."""
        rows = self._memory.rows("SELECT mark, day FROM forgotten")
        return {mark: date.fromisoformat(day) for mark, day in rows}

    def barred(self, key: bytes) -> Callable[[str], bool]:
        """Whether a pseudonym was that of somebody who is forgotten, as the memory stands now."""
        forgotten = self.forgotten()
        if not forgotten:
            return lambda name: False
        return lambda name: forgotten_mark(name, key) in forgotten

    def back_again(self, registry: Mapping[str, str], key: bytes) -> set[str]:
        """The pseudonyms, in a register not yet kept, of persons who were forgotten before."""
        known = dict(self._memory.rows("SELECT * FROM persons"))
        forgotten = self.forgotten()
        if not forgotten:
            return set()
        new = {each: name for each, name in registry.items() if each not in known}
        return {name for each, name in new.items() if forgotten_mark(each, key) in forgotten}

    def held_on(self, identity: Identity) -> HeldOn:
        """All that there is on a person."""
        rows = self._memory.rows
        answers, findings = rows("SELECT * FROM answers"), rows("SELECT * FROM findings")
        marked = {person for (person,) in rows("SELECT person FROM name_marks")}
        figures = rows("SELECT document, content FROM figures")
        return HeldOn(
            [row[0] for row in rows("SELECT * FROM persons") if _is_of_register(identity, *row)],
            self._states.rows_of(identity.pseudonyms),
            {pair: bool(same) for pair, same in answers if _is_of_pair(identity, pair)},
            {key: since for key, since in findings if _is_of_finding(identity, key)},
            dict(_differences_about(identity, rows("SELECT * FROM differences"))),
            [name for name, content in figures if _figures_without(content, identity) is not None],
            [
                json.loads(content)
                for _, content in rows("SELECT * FROM acceptances")
                if identity.is_in(content)
            ],
            not marked.isdisjoint(identity.pseudonyms),
        )

    @contextlib.contextmanager
    def forgetting(self, identity: Identity, key: bytes, day: date) -> Iterator[None]:
        """Remove a person, from states and copies of the memory as well; marks of them stay.

        What is done meanwhile, as to publish sheets without them, is of the same writing: where it
        fails, nobody is forgotten.
        """
        names = (*identity.fingerprints, *identity.pseudonyms)
        marks = [(forgotten_mark(name, key), day.isoformat()) for name in sorted(names)]
        with self._memory.one_write():
            states = self._states.remove_persons(identity.pseudonyms)
            remove = partial(_remove_identity, identity, marks, states)
            self._memory.change(remove)
            yield
        # The last writing kept a copy of what was there before it.
        self._memory.kept.rewrite(remove)

    def copies_holding(self, identity: Identity) -> list[Path]:
        """The copies of the memory that hold a person, or of which nobody can say."""
        files = [file for _, file in self._memory.kept.days()]
        return [file for file in files if _may_hold(file, identity)]

    def sees_to(self, file: Path) -> bool:
        """Whether it is a file that `forget` takes a person out of."""
        if file.suffix == ".parquet" or file in (self._memory.file, self._memory.unfinished):
            return True
        return file in [kept for _, kept in self._memory.kept.days()]


def forgotten_mark(fingerprint: str, key: bytes) -> str:
    """The mark that stays of a fingerprint, or of a pseudonym."""
    hashed = hmac.new(key, f"forgotten {fingerprint}".encode(), hashlib.sha256)
    return hashed.hexdigest()[:32]


def _may_hold(file: Path, identity: Identity) -> bool:
    if file.suffix != ".zip":
        return identity.is_in_bytes(file.read_bytes())
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as former:
        return any(identity.is_in_bytes(former.read(name)) for name in former.namelist())
    return True


def _remove_identity(
    identity: Identity,
    marks: Collection[tuple[str, str]],
    states: Mapping[str, tuple[str, str]],
    memory: sqlite3.Connection,
) -> None:
    """Delete every row about a person, and what SQLite leaves of it in the pages."""
    persons = memory.execute("SELECT * FROM persons").fetchall()
    # A copy may know them by a pseudonym that the register has no more.
    names = {name for print_, name in persons if print_ in identity.fingerprints}
    identity = replace(identity, pseudonyms=identity.pseudonyms | names)
    prints = [row[0] for row in persons if _is_of_register(identity, *row)]
    delete_rows(memory, "persons", prints)
    delete_rows(memory, "name_marks", sorted(identity.pseudonyms))
    pairs = [pair for (pair,) in memory.execute("SELECT pair FROM answers").fetchall()]
    delete_rows(memory, "answers", [one for one in pairs if _is_of_pair(identity, one)])
    keys = [key for (key,) in memory.execute("SELECT finding FROM findings").fetchall()]
    delete_rows(memory, "findings", [k for k in keys if _is_of_finding(identity, k)])
    accepted = memory.execute("SELECT code, content FROM acceptances").fetchall()
    codes = [code for code, content in accepted if identity.is_in(content)]
    delete_rows(memory, "acceptances", codes)
    _rewrite_contents(memory, identity)
    memory.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", marks)
    for file, (instead, digest) in states.items():
        row = (instead, digest, file)
        memory.execute("UPDATE states SET file = ?, digest = ? WHERE file = ?", row)
    # `secure_delete` clears what is deleted, not what was moved on a page before.
    memory.execute("VACUUM")


def _rewrite_contents(memory: sqlite3.Connection, identity: Identity) -> None:
    """Take a person out of what is kept as JSON."""
    sources = memory.execute("SELECT * FROM differences").fetchall()
    for source, theirs in _differences_about(identity, sources):
        others = [one for one in json.loads(dict(sources)[source]) if one not in theirs]
        row = (as_json(others), source)
        memory.execute("UPDATE differences SET content = ? WHERE source = ?", row)
    for document, content in memory.execute("SELECT document, content FROM figures").fetchall():
        rewritten = _figures_without(content, identity)
        if rewritten is not None:
            memory.execute(
                "UPDATE figures SET content = ? WHERE document = ?", (rewritten, document)
            )


def _is_of_register(identity: Identity, fingerprint: str, pseudonym: str) -> bool:
    return pseudonym in identity.pseudonyms or fingerprint in identity.fingerprints


def _is_of_pair(identity: Identity, pair: str) -> bool:
    return not identity.pseudonyms.isdisjoint(pseudonyms_in_pair(pair))


def _is_of_finding(identity: Identity, key: str) -> bool:
    # A finding about a tab is known by its message, which may name a pseudonym too.
    return any(pseudonym in key for pseudonym in identity.pseudonyms)


def _differences_about(
    identity: Identity, rows: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Source → its differences about the person, where there are any."""
    for source, content in rows:
        theirs = [one for one in json.loads(content) if identity.is_in(as_json(one))]
        if theirs:
            yield source, theirs


def _figures_without(figures: str, identity: Identity) -> str | None:
    """The figures that a document showed without the person; None where they are not in them."""
    shown = json.loads(figures)
    rest = _without_person(shown, identity)
    return None if rest == shown else as_json(rest)


def _without_person(content: Any, identity: Identity) -> Any:
    """What a document showed without what is about the person; its counts stay."""
    if isinstance(content, dict):
        return {name: _without_person(value, identity) for name, value in content.items()}
    if isinstance(content, list):
        return [
            _without_person(value, identity) for value in content if not _is_about(value, identity)
        ]
    if isinstance(content, str):
        for pseudonym in identity.pseudonyms:
            content = content.replace(pseudonym, "P-")
        content = identity.mask(content)
    return content


def _is_about(value: Any, identity: Identity) -> bool:
    """Whether an entry of a list is the person's own: one of its values is their pseudonym."""
    if isinstance(value, dict):
        return any(isinstance(v, str) and v in identity.pseudonyms for v in value.values())
    return isinstance(value, str) and value in identity.pseudonyms
