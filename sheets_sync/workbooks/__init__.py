"""The only place that does spreadsheet input and output: one small protocol, one module a kind of workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from forms.values import Cell
from sheets_sync.errors import Refusal


@dataclass(frozen=True)
class Grid:
    """A tab as it is: `rows[0]` is the sheet's row 1, every row as long as the tab is wide, `""` an empty cell.

    `merged` holds ranges as (top, left, bottom, right), `hidden_rows` and `hidden_columns` indexes, all from 0.
    """

    tab: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date1904: bool = False


class Workbook(Protocol):
    """A workbook of the staff, open for reading."""

    name: str

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        ...

    def read(self, tab: str) -> Grid:
        """The tab named `tab`; KeyError if there is none."""
        ...


def open_workbook(where: str, folder: Path) -> Workbook:
    """The workbook that config names: a path relative to `folder`, or an address.

    Raises:
        Refusal: it is missing, cannot be read, is open elsewhere, or is of a kind not supported yet.
    """
    if where.startswith(("http://", "https://")):
        raise Refusal("workbook.google", file=where)
    if where.startswith("excel:"):
        raise Refusal("workbook.excel", file=where)
    from sheets_sync.workbooks.xlsx import XlsxWorkbook

    return XlsxWorkbook(folder / where)
