"""The only place that does spreadsheet input and output: one small protocol, one module a kind of workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from forms.values import Cell
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets import Remark, Sheet


@dataclass(frozen=True)
class Grid:
    """A tab as it is: `rows[0]` is the sheet's row 1, every row as long as the tab is wide, `""` an empty cell.

    `merged` holds ranges as (top, left, bottom, right), `hidden_rows` and `hidden_columns` indexes, all from 0.
    `notes` are those that people put on cells, by (row, column); ours are left out.
    """

    tab: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date1904: bool = False
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)


class Workbook(Protocol):
    """A workbook of the staff."""

    name: str

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        ...

    def read(self, tab: str) -> Grid:
        """The tab named `tab`; KeyError if there is none."""
        ...

    def publish(
        self, sheets: Sequence[Sheet], remarks: Mapping[str, Mapping[str, Remark]], made_on: date, copies: Copies
    ) -> Outcome:
        """Put `sheets` in, and bring our marks on the tabs of `remarks` (tab → cell → remark) to just these, in one write.

        A copy of what was there before is kept. What a person put there, her fills and notes included, is not touched.

        Raises:
            Untouchable: it cannot be done without risk to what is in it.
            Refusal: it is open elsewhere, was changed since it was read, or cannot be written.
        """
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
