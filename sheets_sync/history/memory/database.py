"""The database of the memory, as bytes and as an open connection.

It lies on shares and in synchronised folders, where SQLite's own locks cannot be trusted: so SQLite
never opens the file. Its bytes are read, changed in memory, and put in place whole.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sheets_sync.history.memory.table_rows import rows_in_table

APPLICATION = 0x53795379
"""What the header of our files says; another program's database is none of ours."""
MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE persons (fingerprint TEXT PRIMARY KEY, pseudonym TEXT NOT NULL);
    CREATE INDEX persons_by_pseudonym ON persons (pseudonym);
    CREATE TABLE answers (pair TEXT PRIMARY KEY, same INTEGER NOT NULL CHECK (same IN (0, 1)));
    CREATE TABLE forgotten (mark TEXT PRIMARY KEY, day TEXT NOT NULL);
    CREATE TABLE findings (finding TEXT PRIMARY KEY, since TEXT NOT NULL);
    CREATE TABLE imported (
        form TEXT NOT NULL, answer TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (form, answer));
    CREATE TABLE differences (source TEXT PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE links (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE headers (
        form TEXT NOT NULL, field TEXT NOT NULL, header TEXT NOT NULL, PRIMARY KEY (form, field));
    CREATE TABLE documents (
        name TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (name, digest));
    CREATE TABLE figures (
        document TEXT PRIMARY KEY, content TEXT NOT NULL, of_its_day INTEGER NOT NULL);
    CREATE TABLE issued (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE states (
        day TEXT PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL,
        anomalies TEXT NOT NULL, removed TEXT NOT NULL DEFAULT '');
    CREATE TABLE runs (number INTEGER PRIMARY KEY, mark TEXT NOT NULL, content TEXT NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS issued (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE acceptances (code TEXT PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE list_values (code TEXT PRIMARY KEY, content TEXT NOT NULL);
    CREATE TABLE answered (
        form TEXT NOT NULL, answer TEXT NOT NULL, marks TEXT NOT NULL, day TEXT NOT NULL,
        PRIMARY KEY (form, answer));
    """,
    """
    CREATE TABLE name_marks (
        person TEXT PRIMARY KEY, marks BLOB NOT NULL, gone TEXT NOT NULL);
    """,
    """
    DROP TABLE name_marks;
    CREATE TABLE name_marks (
        person TEXT NOT NULL, marks BLOB NOT NULL, gone TEXT NOT NULL, PRIMARY KEY (person, gone));
    """,
    """
    ALTER TABLE imported ADD COLUMN copy TEXT NOT NULL DEFAULT '';
    ALTER TABLE answered ADD COLUMN copy TEXT NOT NULL DEFAULT '';
    """,
)
"""What makes a database of version n one of version n + 1; the first makes one of nothing."""
VERSION = len(MIGRATIONS)
_SEAL = "seal"
_AT_ONCE = 1_000
"""Rows that are digested together."""
_EXISTING = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
# What sqlite3 raises for bytes that are no database, of a damaged page, or of text that is none.
DAMAGED = (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError, MemoryError)


class NewerVersion(Exception):
    """The database was written by a later version of this program."""


def blank() -> sqlite3.Connection:
    """A memory with nothing in it."""
    connection = _connection()
    _upgrade(connection, 0)
    return connection


def opened(data: bytes) -> tuple[sqlite3.Connection, bool]:
    """The database in these bytes, and whether it was brought to the present version.

    Raises:
        one of `DAMAGED`: it is damaged, or is none of ours. NewerVersion: it comes after us.
    """
    connection = unchecked(data)
    if _pragma(connection, "application_id") != APPLICATION:
        raise ValueError("another program's database")
    version = int(_pragma(connection, "user_version"))
    if version > VERSION:
        raise NewerVersion(str(version))
    if _pragma(connection, "integrity_check") != "ok":
        raise ValueError("damaged pages")
    # A changed byte in the middle of a text is none that SQLite could notice.
    if about_value(connection, _SEAL) != _seal(connection):
        raise ValueError("not as it was written")
    _upgrade(connection, version)
    return connection, version < VERSION


def unchecked(data: bytes) -> sqlite3.Connection:
    """The database in bytes that were opened before, or that nobody builds on.

    Raises:
        one of `DAMAGED`: it is none.
    """
    if not data:
        # SQLite takes no bytes at all for an empty database
        raise ValueError("empty")
    connection = _connection()
    connection.deserialize(data)
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def as_bytes(connection: sqlite3.Connection) -> bytes:
    """The whole database, sealed, as it lies in a file."""
    set_about_value(connection, _SEAL, _seal(connection))
    return connection.serialize()


def about_value(connection: sqlite3.Connection, name: str) -> str | None:
    """A value that stands by itself; None where there is none."""
    row = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    return str(row[0])


def set_about_value(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Set one, where it is not so already."""
    if about_value(connection, name) != value:
        connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows, of all that is remembered."""
    return {table: list(_table_rows(connection, table)) for table in _table_names(connection)}


def _connection() -> sqlite3.Connection:
    # The form for phones asks from several threads, one at a time.
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    # What is deleted is to be gone from the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _upgrade(connection: sqlite3.Connection, version: int) -> None:
    # For some days of November 2026 version 2 was version 1 with the table `issued`.
    if version == 2 and "acceptances" not in _table_names(connection):
        version = 1
    for script in MIGRATIONS[version:]:
        connection.executescript(script)
    if version < VERSION:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _table_names(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute(_EXISTING)]


def _table_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    for row in rows_in_table(connection, table):
        if table != "about" or row[0] != _SEAL:
            yield row


def _seal(connection: sqlite3.Connection) -> str:
    digest = hashlib.sha256()
    for table in _table_names(connection):
        digest.update(table.encode())
        rows = map(repr, _table_rows(connection, table))
        while some := "".join(itertools.islice(rows, _AT_ONCE)):
            digest.update(some.encode())
    return digest.hexdigest()
