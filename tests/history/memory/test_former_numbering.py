"""A memory of a version whose second step was another: brought to the present one, not refused."""

from __future__ import annotations

import sqlite3

import pytest

from sheets_sync.history.memory import database

_ISSUED = "CREATE TABLE issued (number INTEGER PRIMARY KEY, content TEXT NOT NULL);"


def former(*, with_issued: bool) -> bytes:
    """A memory whose version 1 knew nothing of reports that were issued; its version 2 did."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    first = database.MIGRATIONS[0].replace(_ISSUED, "")
    assert first != database.MIGRATIONS[0]
    connection.executescript(first)
    if with_issued:
        connection.executescript(_ISSUED)
        connection.execute("INSERT INTO issued VALUES (1, '{}')")
    connection.execute(f"PRAGMA application_id = {database.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {1 + with_issued}")
    return database.as_bytes(connection)


@pytest.mark.parametrize("with_issued", [False, True])
def test_a_memory_of_the_former_numbering_becomes_one_of_today(with_issued: bool) -> None:
    connection, upgraded = database.opened(former(with_issued=with_issued))
    known = database.contents(connection)
    assert upgraded
    assert known["issued"] == [(1, "{}")][: int(with_issued)]
    assert known.keys() == database.contents(database.blank()).keys()
    again, _ = database.opened(database.as_bytes(connection))
    assert database.contents(again) == known
