"""Tables of the memory read as mappings, and written where they differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial

from sheets_sync.history.memory.memory import Memory


class Pairs:
    """A table of two columns: a name, and what is known of it."""

    def __init__(self, memory: Memory, table: str, *, keeps: bool) -> None:
        """For a table of ours; `keeps`: what a new content lacks stays."""
        self._memory, self._table, self._keeps = memory, table, keeps

    def read(self) -> dict[str, str]:
        """Name → what is known."""
        return dict(self._memory.rows(f"SELECT * FROM {self._table}"))  # noqa: S608 - our own names

    def save(self, pairs: Mapping[str, object]) -> None:
        """Keep these, where they are not known so already."""
        known = self.read()
        new = [(name, value) for name, value in pairs.items() if known.get(name) != value]
        gone = [] if self._keeps else [(name,) for name in known if name not in pairs]
        if new or gone:
            self._memory.change(partial(_save_rows, self._table, new, gone))


def _save_rows(
    table: str, new: list[tuple[str, object]], gone: list[tuple[str]], memory: sqlite3.Connection
) -> None:
    # The names of our own tables: nothing that anybody typed is in them.
    first = memory.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]  # noqa: S608
    memory.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", new)  # noqa: S608
    memory.executemany(f"DELETE FROM {table} WHERE {first} = ?", gone)  # noqa: S608


def replace_all(table: str, rows: Sequence[tuple[object, ...]], memory: sqlite3.Connection) -> None:
    """Give a table of ours these rows, instead of those that it has."""
    memory.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    for row in rows:
        # The names of our own tables: nothing that anybody typed is in them.
        memory.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def replace_digest(name: str, digest: str, memory: sqlite3.Connection) -> None:
    """Know a document by this digest, and by no other."""
    memory.execute("DELETE FROM documents WHERE name = ?", (name,))
    memory.execute("INSERT INTO documents VALUES (?, ?)", (name, digest))
