"""A described sheet, read as a person does: by the words in its headers."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.sheets.content import Content, Formula
from sheets_sync.sheets.sheet import Sheet


def table(sheet: Sheet, *headers: str) -> list[dict[str, Content]]:
    """The rows under the header that has all these titles, each by title.

    Formulas as their values.
    """
    for header, rows in zip(sheet.blocks, sheet.blocks[1:], strict=False):
        titles = header.rows[0] if header.rows else ()
        if set(headers) <= set(titles):
            names = [str(title) for title in titles]
            return [dict(zip(names, map(value, row), strict=True)) for row in rows.rows]
    raise AssertionError(f"no table has {headers}")


def total(sheet: Sheet, *headers: str) -> dict[str, Content]:
    """The row of totals of that table."""
    for nth, block in enumerate(sheet.blocks):
        titles = block.rows[0] if block.rows else ()
        if set(headers) <= set(titles):
            cells = map(value, sheet.blocks[nth + 2].rows[0])
            return dict(zip(map(str, titles), cells, strict=True))
    raise AssertionError(f"no table has {headers}")


def texts(sheet: Sheet) -> list[str]:
    """Every text of the sheet."""
    rows: list[Sequence[Content]] = [row for block in sheet.blocks for row in block.rows]
    return [cell for row in rows for cell in row if isinstance(cell, str)]


def value(cell: Content) -> Content:
    return cell.value if isinstance(cell, Formula) else cell
