"""Compare what a tab holds with a described sheet: whether it is that sheet, and is ours."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from forms.values import Cell
from forms.words import printed
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Content, Formula, Link, Span, Sparkline
from sheets_sync.sheets.sheet import Landmark, Sheet

Rows: TypeAlias = Sequence[Sequence[Cell]]
Address: TypeAlias = tuple[int, int]


def holds(rows: Rows, sheet: Sheet, same: Callable[[Content, Cell], bool]) -> bool:
    """True if a tab has the values of `sheet` and nobody has typed over them.

    What people fill in does not count.
    """
    expected = _described_values(sheet)
    # A sparkline has no value, or one of the program's own.
    drawn = {at for at, value in expected.items() if isinstance(value, Sparkline)}
    present = {at: cell for at, cell in _values_by_address(rows).items() if at not in drawn}
    if not all(
        at in present and same(value, present[at])
        for at, value in expected.items()
        if at not in drawn
    ):
        return False
    extra = present.keys() - expected.keys()
    return all(_is_to_fill_in(at, sheet) for at in extra)


def same(value: Content, cell: Cell, kept_text: Callable[[str], str]) -> bool:
    """True if a cell holds the value; always for a formula, which the program computes anew.

    Args:
        kept_text: from a text to the text as the program keeps it.
    """
    if isinstance(value, Formula):
        return True
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, float | int) and isinstance(cell, float | int):
        # Programs keep 15 significant digits; a sum may differ in the last.
        return bool(abs(value - cell) <= 1e-9 * max(1.0, abs(value)))
    if isinstance(value, str):
        return bool(cell == kept_text(value))
    if isinstance(cell, datetime):
        cell = cell.date()
    return bool(value == cell)


def is_ours(rows: Rows, sheet: Sheet) -> bool:
    """True if a tab has the first headings of `sheet` at their places, or nothing at all.

    Those of a former layout are as good: a month later the tab may have been made by one.
    """
    if all(cell == "" for cell in itertools.chain.from_iterable(rows)):
        return True
    return any(_has(rows, marks) for marks in (sheet.landmarks, *sheet.former_landmarks))


def _has(rows: Rows, landmarks: Sequence[Landmark]) -> bool:
    return all(
        row < len(rows)
        and _in_printed_words(rows[row][column : column + 1]) == _in_printed_words([text])
        for row, column, text in landmarks
    )


def _in_printed_words(cells: Sequence[Cell]) -> list[Cell]:
    """Headings as they are written now: an earlier version had the straight apostrophe."""
    return [printed(cell) if isinstance(cell, str) else cell for cell in cells]


def refuse_taken(tabs: Mapping[str, Rows], sheets: Sequence[Sheet]) -> None:
    """Raise `Untouchable` where a tab that is not ours has the name of one of `sheets`."""
    for sheet in sheets:
        # Programs take « consortium » and « Consortium » for one name.
        namesakes = [tab for tab in tabs if tab.casefold() == sheet.name.casefold()]
        for tab in namesakes:
            if tab != sheet.name or not is_ours(tabs[tab], sheet):
                raise Untouchable("patch.name_taken", tab=tab)


def _described_values(sheet: Sheet) -> dict[Address, Content]:
    """(row, column) → value, of all cells of `sheet` that have one."""
    values: dict[Address, Content] = {}
    for block in sheet.blocks:
        for row, cells in enumerate(block.rows, block.top):
            for column, value in enumerate(cells, block.left):
                if value not in (None, ""):
                    values[row, column] = value
    return values


def _values_by_address(rows: Rows) -> dict[Address, Cell]:
    """(row, column) → value, of all cells of a tab that are not empty."""
    cells: dict[Address, Cell] = {}
    for row_index, row in enumerate(rows):
        cells |= {(row_index, column): cell for column, cell in enumerate(row) if cell != ""}
    return cells


def _is_to_fill_in(at: Address, sheet: Sheet) -> bool:
    """True if a cell is one that people fill in."""
    return any(_within(at, cells) for cells in sheet.open_cells)


def _within(at: Address, cells: Span) -> bool:
    row, column = at
    return cells.top <= row <= cells.bottom and cells.left <= column <= cells.right
