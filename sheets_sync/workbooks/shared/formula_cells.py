"""Cells that a formula computes with, as far as its text tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from forms.headers.matching import cell_position
from sheets_sync.workbooks.shared.formula_references import PIECES, tab_of

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_COLUMNS = re.compile(r"(?<![\w.$])\$?([A-Z]{1,3}):\$?([A-Z]{1,3})(?![\w.(])", re.IGNORECASE)
_CORNER = re.compile(r"\$?([A-Z]*)\$?(\d+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d][\w.\\]*", re.IGNORECASE)
_ELSEWHERE = frozenset({"indirect", "offset"})
"""Functions that compute with other cells than their text names."""


class CellArea(NamedTuple):
    """Cells of a tab (its name in small letters), by rows and columns from 1, ends included."""

    tab: str
    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: CellArea) -> bool:
        """True if they have a cell in common."""
        return (
            self.tab == other.tab
            and self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


class Unclear(Exception):
    """A formula may compute with any cell."""


def cells_of(formula: str, tab: str, row: int, names: Mapping[str, str]) -> list[CellArea]:
    """The cells that the formula of a cell in a row (from 1) computes with.

    Args:
        names: what the names of the workbook stand for, by the name in small letters.

    Raises:
        Unclear: it computes with cells that its text does not name.
    """
    try:
        return list(_areas_in(formula, tab, row, names))
    except ValueError as several_tabs:
        raise Unclear from several_tabs


def _areas_in(formula: str, tab: str, row: int, names: Mapping[str, str]) -> Iterator[CellArea]:
    # Whole columns are no piece of their own: no inserted row moves them.
    whole = _COLUMNS.sub(rf"\g<1>1:\g<2>{_LAST_ROW}", formula)
    for piece in PIECES.finditer(whole):
        area, word = piece["area"] or piece["rows"], piece[0].casefold()
        if area:
            yield _area(tab_of(piece["sheet"] or "", tab), area)
        elif word.startswith('"') or "!" in word:
            continue  # a text, or another workbook
        elif "[" in word:
            if "@" not in word and "#this row" not in word:
                raise Unclear
            yield CellArea(tab.casefold(), row, 1, row, _LAST_COLUMN)
        elif whole[piece.end() : piece.end() + 1] == "(":
            if word in _ELSEWHERE:
                raise Unclear
        elif _WORD.fullmatch(word) and word not in ("true", "false"):
            if word not in names:
                raise Unclear
            others = {name: text for name, text in names.items() if name != word}
            yield from _areas_in(names[word], tab, row, others)


def _area(tab: str, area: str) -> CellArea:
    corners = [match.groups() for match in _CORNER.finditer(area)]
    rows = sorted(int(row) for _, row in corners)
    # Of whole rows (`3:5`) a corner has no column.
    columns = [cell_position(f"{column}1")[1] for column, _ in corners if column]
    left, right = min(columns, default=1), max(columns, default=_LAST_COLUMN)
    return CellArea(tab, rows[0], left, min(rows[-1], _LAST_ROW), right)
