"""Rows that a formula refers to: found in its text, and changed where rows of a tab come or grow.

Everything else of the formula stays as it was typed: texts in it, names, spaces, capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias

from forms.headers.matching import cell_position, letters
from sheets_sync.sheets.additions import Additions

# What a formula is made of, as far as references go, looked at from left to right: what may hold
# something like an address and is none comes first. `Table[[#This Row],[B4]]` names columns,
# `[1]Feuil1!A1` is in another workbook.
PIECES = re.compile(
    r"""
    "(?:[^"]|"")*"
  | (?:'(?:[^']|'')*\[(?:[^']|'')*'|\[\d+\][^\s!'(),;+*/^&=<>-]*)!
    \$?\w+\$?\d*(?::\$?\w+\$?\d*)?
  | [\w.\\]+\[(?:[^\[\]]|\[[^\[\]]*\])*\]
  | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)?
    (?:
        (?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)
      | (?P<rows>\$?\d{1,7}:\$?\d{1,7})
    )
    (?![\w.(\\])
  | [\w.\\]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CORNER = re.compile(r"(\$?)([A-Z]*)(\$?)(\d+)", re.IGNORECASE)


class RowRange(NamedTuple):
    """Rows (from 1) that are referred to, by a range or by the address of a single cell."""

    top: int
    bottom: int
    is_range: bool = True


Change: TypeAlias = Callable[[RowRange], RowRange]


def with_rows(formula: str, own_tab: str, tab: str, change: Change) -> str:
    """A formula (of `own_tab`) whose references to rows of `tab` are changed.

    Raises:
        ValueError: it refers to several tabs at once (`Janvier:Mars!B4`), perhaps to this one.
    """

    def changed(piece: re.Match[str]) -> str:
        area, sheet = piece["area"] or piece["rows"], piece["sheet"] or ""
        if not area or tab_of(sheet, own_tab) != tab.casefold():
            return piece[0]
        return sheet + _with_rows(area, change)

    return PIECES.sub(changed, formula)


def moved_down(at: int, count: int) -> Change:
    """Change for `count` rows that are inserted above the row `at` (from 1)."""

    def change(rows: RowRange) -> RowRange:
        top, bottom = (row + count if row >= at else row for row in rows[:2])
        return RowRange(top, bottom)

    return change


_RUNNING = re.compile(r"\$\d+:\$?[A-Z]+(\d+)\b", re.IGNORECASE)
"""The last row of `G$2:G7`, which is another in each row that it is dragged to."""


class GrowingList(NamedTuple):
    """A list that got entries below its last one; its rows (from 1) as they are by now.

    Attributes:
        totals: the rows of totals below it.
    """

    tab: str
    first: int
    last: int
    new_last: int
    totals: Collection[int] = ()

    @classmethod
    def with_new(cls, tab: str, new: Additions) -> GrowingList | None:
        """The list of a tab whose new rows are in; None where nothing counts it, or none came."""
        totals = new.totals
        if totals is None or not new.rows:
            return None
        new_last = max(row.row for row in new.rows) + 1
        moved_totals = [row + len(new.inserted) + 1 for row in totals.rows]
        return cls(tab, totals.first_entry + 1, totals.last_entry + 1, new_last, moved_totals)

    def formula(self, text: str, row: int) -> str:
        """The formula of a cell in a row of the tab, which takes in the new entries.

        Ranges over the whole list do, and in a total all that end with it; so do those that end
        on an empty row after it. A running total beside the last entry ends with that one.
        """
        if row in self.totals:
            change = self._grown(self.last, row)
        elif any(int(bottom) == row for bottom in _RUNNING.findall(text)):
            return text
        else:
            change = self._grown(self.first, self.new_last)
        try:
            return with_rows(text, self.tab, self.tab, change)
        except ValueError:
            return text

    def formula_elsewhere(self, text: str, own_tab: str) -> str:
        """The formula of another tab, of a chart or a name, whose ranges over the list grow."""
        try:
            return with_rows(text, own_tab, self.tab, self._grown(self.first, self.new_last))
        except ValueError:
            return text

    def range(self, cells: str) -> str:
        """Cells of the tab itself (`C5:C8`), with the new rows where they are the whole list's."""
        return self.formula_elsewhere(cells, self.tab)

    def _grown(self, first: int, before: int) -> Change:
        """Change of ranges from `first` or above it to the last entry, and not to `before`."""

        def change(rows: RowRange) -> RowRange:
            if rows.is_range and rows.top <= first and self.last <= rows.bottom < before:
                return RowRange(rows.top, max(rows.bottom, self.new_last))
            return rows

        return change


def as_copied(formula: str, rows: int, columns: int) -> str:
    """A formula as it is in the cell so many rows below and columns to the right."""

    def corner(match: re.Match[str]) -> str:
        column_fixed, column, row_fixed, row = match.groups()
        # Of whole rows (`3:$5`) what stands first is about the row.
        if column:
            if not column_fixed:
                column = letters(cell_position(f"{column}1")[1] - 1 + columns)
        else:
            row_fixed = row_fixed or column_fixed
            column_fixed = ""
        if not row_fixed:
            row = str(int(row) + rows)
        return f"{column_fixed}{column}{row_fixed}{row}"

    def copied(piece: re.Match[str]) -> str:
        area = piece["area"] or piece["rows"]
        if not area:
            return piece[0]
        return (piece["sheet"] or "") + _CORNER.sub(corner, area)

    return PIECES.sub(copied, formula)


def tab_of(sheet: str, own_tab: str) -> str:
    """The tab that a reference is to, in small letters."""
    if not sheet:
        return own_tab.casefold()
    name = sheet.removesuffix("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    if ":" in name:
        raise ValueError(name)
    return name.casefold()


def _with_rows(area: str, change: Change) -> str:
    corners = area.split(":")
    rows = [int(match[4]) for corner in corners if (match := _CORNER.fullmatch(corner))]
    top, bottom, _ = change(RowRange(min(rows), max(rows), len(rows) > 1))
    new_rows = (top, bottom) if rows[0] <= rows[-1] else (bottom, top)
    numbers = iter(new_rows)
    return ":".join(_CORNER.sub(lambda c: f"{c[1]}{c[2]}{c[3]}{next(numbers)}", c) for c in corners)
