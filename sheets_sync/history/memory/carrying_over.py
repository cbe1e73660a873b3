"""What a run takes over: from one that was stopped, or before another computer's."""

from __future__ import annotations

import sqlite3

from sheets_sync.history.memory.database import about_value, set_about_value
from sheets_sync.history.memory.table_rows import insert_table_rows, rows_in_table
from sheets_sync.history.running.runs import PastRun, runs

_NEEDED = (
    "persons",
    "name_marks",
    "answers",
    "acceptances",
    "list_values",
    "documents",
    "forgotten",
)
"""What sheets and documents that may be published already build on.

States, findings and figures are not of it: what a run compares with is the last that was finished.
"""


def carry_over(
    unfinished: sqlite3.Connection, memory: sqlite3.Connection, digest_of_memory: str
) -> bool:
    """Add to the memory what a stopped run had set down of it; whether there was anything.

    Args:
        digest_of_memory: an answer of the stopped run counts if it had read this memory.
    """
    before = memory.total_changes
    key = about_value(unfinished, "key")
    if key is not None and about_value(memory, "key") not in (None, key):
        # It is not of this register.
        return False
    if key is not None:
        set_about_value(memory, "key", key)
    is_next = about_value(unfinished, "base") == digest_of_memory
    for table in _NEEDED:
        known = set(rows_in_table(memory, table))
        rows = [row for row in rows_in_table(unfinished, table) if row not in known]
        insert_table_rows(memory, table, rows, keep_known=not is_next)
    for run in unknown_runs(memory, unfinished):
        run.save(memory)
    return memory.total_changes != before


def unknown_runs(memory: sqlite3.Connection, newer: sqlite3.Connection) -> list[PastRun]:
    """The runs in `newer` that the memory knows nothing of."""
    known = {(run.number, run.began, run.here) for run in runs(memory)}
    return [run for run in runs(newer) if (run.number, run.began, run.here) not in known]
