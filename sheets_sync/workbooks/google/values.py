"""Values as Google keeps them: how a text is cut, a day counted, and whether a cell holds what was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sheets_sync.sheets import Content, Formula, Link

LONGEST_TEXT = 50_000
"""Characters a cell of Google takes."""
DAY_ZERO = date(1899, 12, 30).toordinal()
"""The day from which Google counts."""


def same(value: Content, cell: Any) -> bool:
    """Whether a cell, as it is read, holds a value; of a formula always, since Google computes it anew."""
    if isinstance(value, Formula):
        return True
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, float | int) and isinstance(cell, float | int):
        return bool(abs(value - cell) <= 1e-9 * max(1.0, abs(value)))
    if isinstance(value, str):
        return bool(cell == kept_text(value))
    return bool(value == (cell.date() if isinstance(cell, datetime) else cell))


def kept_text(text: str) -> str:
    """As Google keeps it."""
    return text.replace("\r\n", "\n")[:LONGEST_TEXT]
