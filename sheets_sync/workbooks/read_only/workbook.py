"""A file that is read and never written: sheets go to the second file, and it is said why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from forms.values import Cell
from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.read_only.delimited import read_delimited
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.refusals import (
    refuse_absent,
    refuse_unreadable,
    refusing_damaged,
)


class ReadOnlyWorkbook:
    """A `.ods`, `.xls` or `.csv`. What is hidden, and notes, are not known of it."""

    notices: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        """Open `path`; raises `Refusal` with what is wrong and what to do."""
        self.path, self.name = path, path.name
        self._tabs = _READERS[path.suffix.lower()](path)

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order; the one of a `.csv` is the file's name, as in Excel."""
        return list(self._tabs)

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        return self._tabs[tab]

    def known_as(self, tab: str) -> bytes | None:  # noqa: ARG002 - the protocol's
        """None: it is read as it is opened."""
        return None

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """Its path."""
        return str(self.path)

    def settle(self) -> None:
        """Do nothing: nothing is ever written into it."""

    def save(self) -> None:
        """Nothing: nothing is published in it."""

    def publish(
        self,
        update: WorkbookUpdate,
        made_on: date,  # noqa: ARG002 - the protocol's; nothing is written
        copies: Copies,  # noqa: ARG002
    ) -> Outcome:
        """Raise `Untouchable`, where there is anything to put; the reason completes « car … »."""
        if not update.sheets and not any(update.feedback.values()) and not update.added:
            return "unchanged"
        raise Untouchable("patch.format")


def _spreadsheet(path: Path) -> dict[str, Grid]:
    """The tabs of a `.ods` or `.xls`."""
    from python_calamine import CalamineWorkbook

    # An .ods is a package, an .xls is not.
    refuse = refuse_unreadable if path.suffix.lower() == ".ods" else refuse_absent
    refuse(path)
    tabs: dict[str, Grid] = {}
    with refusing_damaged(path), CalamineWorkbook.from_path(str(path)) as book:
        for tab in book.sheet_names:
            sheet = book.get_sheet_by_name(tab)
            rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            tabs[tab] = Grid(tab, rows, tuple(merged))
    return tabs


def _delimited(path: Path) -> dict[str, Grid]:
    refuse_absent(path)
    rows, cut_row = read_delimited(path)
    return {path.stem: Grid(path.stem, rows, cut_row=cut_row).with_accents_mended()}


_READERS: Mapping[str, Callable[[Path], dict[str, Grid]]] = {
    ".ods": _spreadsheet,
    ".xls": _spreadsheet,
    ".csv": _delimited,
    ".tsv": _delimited,
    ".txt": _delimited,  # as Excel names its « Texte Unicode »
}
READ_ONLY = frozenset(_READERS)
"""The endings of files that are read and never written."""
