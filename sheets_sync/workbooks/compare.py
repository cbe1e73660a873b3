"""Compare what a tab holds with a described sheet: whether it is that sheet, and whether the tab is ours at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from forms.values import Cell
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Content, Formula, Link, Span, Sparkline
from sheets_sync.sheets.sheet import Sheet

Rows = Sequence[Sequence[Cell]]


def holds(rows: Rows, sheet: Sheet, same: Callable[[Content, Cell], bool]) -> bool:
    """Whether the values of a tab are those of `sheet` and nobody has typed over it; what people fill in does not count."""
    expected: dict[tuple[int, int], Content] = {}
    for block in sheet.blocks:
        for row, values in enumerate(block.rows, block.top):
            expected |= {
                (row, column): value
                for column, value in enumerate(values, block.left)
                if value not in (None, "")
            }
    drawn = {
        place for place, value in expected.items() if isinstance(value, Sparkline)
    }  # they have no value, or one of the program's
    found = {
        (r, c): cell
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell != "" and (r, c) not in drawn
    }
    extra = found.keys() - expected.keys()
    return all(
        place in found and same(value, found[place])
        for place, value in expected.items()
        if place not in drawn
    ) and all(any(_within(place, cells) for cells in sheet.open_cells) for place in extra)


def same(value: Content, cell: Cell, kept_text: Callable[[str], str]) -> bool:
    """Whether a cell holds a value; of a formula always, since the program computes it anew. `kept_text`: a text as the program keeps it."""
    if isinstance(value, Formula):
        return True
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, float | int) and isinstance(cell, float | int):
        return bool(abs(value - cell) <= 1e-9 * max(1.0, abs(value)))
    if isinstance(value, str):
        return bool(cell == kept_text(value))
    return bool(value == (cell.date() if isinstance(cell, datetime) else cell))


def is_ours(rows: Rows, sheet: Sheet) -> bool:
    """Whether a tab has the first headings of `sheet` at their places, or nothing at all."""
    empty = not any(cell != "" for row in rows for cell in row)
    return empty or all(
        row < len(rows) and list(rows[row][column : column + 1]) == [text]
        for row, column, text in sheet.landmarks
    )


def refuse_taken(tabs: Mapping[str, Rows], sheets: Sequence[Sheet]) -> None:
    """Raise `Untouchable` where a tab that is not ours has the name of one of `sheets`, whatever its case."""
    for sheet in sheets:
        for tab in (tab for tab in tabs if tab.casefold() == sheet.name.casefold()):
            if tab != sheet.name or not is_ours(tabs[tab], sheet):
                raise Untouchable("patch.name_taken", tab=tab)


def _within(place: tuple[int, int], cells: Span) -> bool:
    return cells.top <= place[0] <= cells.bottom and cells.left <= place[1] <= cells.right
