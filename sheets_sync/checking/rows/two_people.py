"""Find rows that name two people: « Anna et Omar », « DIALLO / SOW » beside « Awa / Lia ».

Nobody could say whose the rest of the row is: it counts nowhere until there is a row for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.values import Cell
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck
from sheets_sync.reading.names import names_two

_NAMES = ("nom", "prenom")
_AND = re.compile(r"\w\s+(?:et|and)\s+\w|\w\s*[&+]\s*\w", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[/;,\n]\s*")
"""Stands between two persons, or between two spellings of one name."""
_MAY_JOIN = re.compile(r"[&+/;,\n]|\s(?:et|and)\s", re.IGNORECASE)
"""Wider, and faster: most names have none of these."""
_FULL_NAME = 2
"""Words of a person's whole name."""


def rows_of_two_people(check: TableToCheck) -> dict[int, str]:
    """The sheet's number of each such row, and the field that shows it."""
    columns = [(name, check.table.cells[name]) for name in _NAMES if name in check.table.cells]
    joining = {name: set(filter(_may_join, check.distinct(cells))) for name, cells in columns}
    if not any(joining.values()):
        return {}
    fields_by_row: dict[int, str] = {}
    for index, row in enumerate(check.table.rows):
        texts = {name: cells[index] for name, cells in columns if cells[index] in joining[name]}
        field = _that_names_two(texts, len(columns))
        if field:
            fields_by_row[row] = field
    return fields_by_row


def check_two_people(check: TableToCheck, rows: dict[int, str]) -> Iterator[Anomaly]:
    """An error in the cell that names them."""
    for row, name in rows.items():
        yield check.field_anomaly("row.two_people", row, check.form.field(name))


def _may_join(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    if names_two(cell):
        return True
    if not _MAY_JOIN.search(cell):
        return False
    return bool(_AND.search(cell) or _BETWEEN.search(cell.strip()))


def _that_names_two(texts: dict[str, Cell], columns: int) -> str:
    """The field that names two people, "" where none does.

    « SYLLA / DIALLO » beside one first name is a name at birth and one by marriage.
    """
    for name, text in texts.items():
        if not isinstance(text, str):
            continue
        if names_two(text) or _AND.search(text) or _are_full_names(text):
            return name
    if len(texts) == columns > 1:
        return next(iter(texts))
    return ""


def _are_full_names(text: str) -> bool:
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    return len(parts) > 1 and all(len(part.split()) >= _FULL_NAME for part in parts)
