"""Rows of the tables of the memory: the one place where a table's name is written into SQL.

SQLite takes no parameter for it. The names are our own: nothing that anybody typed is in them.
"""
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Row = tuple[Any, ...]


def rows_in_table(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    """All rows of a table, one after the other, in its own order."""
    return connection.execute(f'SELECT * FROM "{table}"')


def insert_table_rows(
    connection: sqlite3.Connection, table: str, rows: Iterable[Row], *, keep_known: bool = False
) -> None:
    """Put rows into a table; of one that is known, the new one stands unless `keep_known`."""
    every = list(rows)
    if not every:
        return
    conflict = "REPLACE"
    if keep_known:
        conflict = "IGNORE"
    places = ", ".join("?" * len(every[0]))
    # Each row that is a transaction of its own takes twice as long.
    connection.execute("SAVEPOINT rows")
    connection.executemany(f"INSERT OR {conflict} INTO {table} VALUES ({places})", every)
    connection.execute("RELEASE rows")


def delete_rows(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> None:
    """Delete the rows that have one of these names in the table's first column."""
    question = f"SELECT name FROM pragma_table_info('{table}')"
    (column,) = connection.execute(question).fetchone()
    each = [(name,) for name in names]
    connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", each)


def replace_rows(table: str, rows: Iterable[Row], connection: sqlite3.Connection) -> None:
    """Give a table these rows, instead of those that it has."""
    connection.execute(f"DELETE FROM {table}")
    insert_table_rows(connection, table, rows)
