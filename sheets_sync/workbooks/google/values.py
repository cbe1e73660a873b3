"""Values as Google keeps them: how a text is cut, a day counted, and whether a cell holds what was written."""

from __future__ import annotations

from datetime import date

from forms.values import Cell
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks import compare

LONGEST_TEXT = 50_000
"""Characters a cell of Google takes."""
DAY_ZERO = date(1899, 12, 30).toordinal()
"""The day from which Google counts."""


def same(value: Content, cell: Cell) -> bool:
    """Whether a cell, as it is read, holds a value."""
    return compare.same(value, cell, kept_text)


def kept_text(text: str) -> str:
    """As Google keeps it."""
    return text.replace("\r\n", "\n")[:LONGEST_TEXT]
