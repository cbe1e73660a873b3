"""A workbook on a server: what a file is on this computer, and uploaded if unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.remote.mirror import Mirror
from sheets_sync.workbooks.remote.remote_file import ChangedMeanwhileError
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

_MOST_PLANS = 4
"""How often what is to be written is planned on a version that is younger than the one read."""


class RemoteWorkbook:
    """A `.xlsx` or `.xlsm` file on a server."""

    notices: Sequence[str] = ()

    def __init__(self, mirror: Mirror, open_file: Callable[[Path], Workbook]) -> None:
        """Fetch it and open its copy; raises `Refusal` where either cannot be done.

        Args:
            open_file: opens a file, encrypted ones too.
        """
        mirror.refresh()
        self._mirror, self._open_file = mirror, open_file
        self._book = open_file(mirror.path)
        self.name = self._book.name

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return self._book.tabs

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        return self._book.read(tab)

    def known_as(self, tab: str) -> bytes | None:
        """As that of the file."""
        return self._book.known_as(tab)

    def address(self, tab: str, cell: str) -> str:
        """The path of its copy here."""
        return self._book.address(tab, cell)

    def settle(self) -> None:
        """Do nothing: it is written whole or not at all."""

    def save(self) -> None:
        """Nothing: what is published is on the server."""

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """As that of the file, then uploaded where the server still has what was read.

        Where it has another version whose tabs say the same, all is planned anew on that one.

        Raises:
            Refusal: as of a file; nothing is written, here or there.
        """
        seen = self._touched(update)
        for _ in range(_MOST_PLANS):
            before = self._mirror.path.read_bytes()
            outcome = self._book.publish(update, made_on, copies)
            if outcome == "unchanged":
                self.notices = self._book.notices
                return outcome
            try:
                self._mirror.upload()
            except ChangedMeanwhileError:
                self._mirror.put_back(before)
                self._mirror.refresh()
                self._book = self._open_file(self._mirror.path)
                if self._touched(update) != seen:
                    break
            except Refusal:
                self._mirror.put_back(before)
                raise
            else:
                self.notices = [*self._book.notices, *self._told_of_waiting()]
                return outcome
        # It may have been saved just after ours had come: nobody can tell what of it is there.
        raise Refusal("workbook.changed_there", file=self.name)

    def _told_of_waiting(self) -> list[str]:
        remote = self._mirror.remote
        if not remote.waited:
            return []
        return [sentence("workbooks.waited", file=self.name, host=remote.address.host)]

    def _touched(self, update: WorkbookUpdate) -> Mapping[str, object]:
        """What stands in the tabs of the staff that are to be changed."""
        tabs = [tab for tab in (*update.feedback, *update.added) if tab in self.tabs]
        grids = {tab: self.read(tab) for tab in tabs}
        return {tab: (list(map(list, grid.rows)), dict(grid.notes)) for tab, grid in grids.items()}
