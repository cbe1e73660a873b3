"""Tables of two columns of the memory, read as mappings and written where they differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial

from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.table_rows import Row, delete_rows, insert_table_rows


class Pairs:
    """A table of two columns: a name, and what is known of it."""

    def __init__(self, memory: Memory, table: str, *, keeps: bool) -> None:
        """For a table of ours; `keeps`: what a new content lacks stays."""
        self._memory, self._table, self._keeps = memory, table, keeps

    def read(self) -> dict[str, str]:
        """Name → what is known."""
        return dict(self._memory.table(self._table))

    def save(self, pairs: Mapping[str, object]) -> None:
        """Keep these, where they are not known so already."""
        known = self.read()
        new = [(name, value) for name, value in pairs.items() if known.get(name) != value]
        gone: list[str] = []
        if not self._keeps:
            gone = [name for name in known if name not in pairs]
        if new or gone:
            self._memory.change(partial(_save_pairs, self._table, new, gone))


def _save_pairs(
    table: str, new: Sequence[Row], gone: Sequence[str], connection: sqlite3.Connection
) -> None:
    insert_table_rows(connection, table, new)
    delete_rows(connection, table, gone)
