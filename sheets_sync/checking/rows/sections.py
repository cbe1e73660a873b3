"""Check the rows below section titles: who is no participant, who left without a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.french import listed
from sheets_sync.reading.table import TabReading

_RULES = {"aside": "section.aside", "left": "section.left"}
_MOST_NAMED = 8
"""Rows that a message names at most."""
EXIT_FIELDS = ("date_sortie", "motif_sortie")


def check_sections(reading: TabReading, tables: Sequence[CheckedTable]) -> Iterator[Anomaly]:
    """One warning at the title of each section."""
    without_exit = _rows_without_exit(tables)
    for section in reading.sections:
        rows = section.rows
        if section.kind == "left":
            rows = [row for row in rows if row in without_exit]
        if rows:
            words = {"rows": named_rows(rows)}
            position = section.cell, section.row, None
            yield make_anomaly(reading.siae, reading.tab, _RULES[section.kind], *position, **words)


def named_rows(rows: Sequence[int]) -> str:
    """How many rows and which, the first of them, as a message names them."""
    few = list(map(str, rows[:_MOST_NAMED]))
    if len(rows) > _MOST_NAMED:
        few.append("…")
    return sentence("checking.rows", count=len(rows), rows=listed(few))


def _rows_without_exit(tables: Sequence[CheckedTable]) -> set[int]:
    """The rows that say nothing of an exit; none of a tab that has no column for one."""
    rows: set[int] = set()
    for table in tables:
        columns = [table.values[name] for name in EXIT_FIELDS if name in table.values]
        exits = zip(table.table.rows, *columns, strict=True)
        rows.update(row for row, *cells in exits if cells == [None] * len(columns))
    return rows
