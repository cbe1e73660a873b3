"""Names of workbooks in config become the places where they are."""

from __future__ import annotations

import re
from pathlib import Path

from sheets_sync.config import Config
from sheets_sync.safe_names import file_name
from sheets_sync.settings.tabs import GeneratedPlaces
from sheets_sync.workbooks.opening import fetched_place
from sheets_sync.workbooks.remote.address import remote_address
from sheets_sync.workbooks.shared.addresses import find_spreadsheet_id, place_of
from sheets_sync.workbooks.shared.received import is_pattern, received_files


class ConfiguredPlaces:
    """The workbooks that config names, each looked for once.

    Attributes:
        received: pattern of config → the files it fits, the newest first.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.received: dict[str, list[Path]] = {}
        self._fetched: dict[str, str | None] = {}

    @property
    def generated(self) -> GeneratedPlaces:
        """Where each generated sheet is wanted."""
        config = self.config
        consortium = self.resolve(config.consortium.workbook or config.workbook)
        pilotage = self.resolve(config.steering.workbook or config.workbook)
        return GeneratedPlaces(pilotage, consortium, consortium, self.resolve(_second_file(config)))

    def resolve(self, name: str) -> str:
        """The workbook that config names: an absolute path, or a web address."""
        if name not in self._fetched:
            self._fetched[name] = fetched_place(name, self.config.folder)
        if fetched := self._fetched[name]:
            return fetched
        if not is_pattern(name):
            return place_of(name, self.config.folder)
        if name not in self.received:
            self.received[name] = received_files(name, self.config.folder)
        return str(self.received[name][0])

    def as_written(self, workbook: str) -> str:
        """A workbook as config writes it: « excel: » before a file opens it where it is open."""
        config = self.config
        written = (config.workbook, *(siae.workbook for siae in config.siae))
        names = (*written, config.consortium.workbook, config.steering.workbook)
        named = (name for name in names if name and not is_pattern(name))
        return next((name for name in named if self.resolve(name) == workbook), workbook)


def _second_file(config: Config) -> str:
    """The file for sheets that the staff's workbook cannot take: beside it, or beside config."""
    source = Path(config.workbook.removeprefix("excel:"))
    name = config.workbook
    is_file = remote_address(name) is None and not is_pattern(name)
    if not is_file or find_spreadsheet_id(name, config.folder):
        source = Path(file_name(re.sub(r"[^\w ]", "", config.programme)))
    if not source.name:
        # « . », which is a folder: it is told when it is opened.
        return str(source / "consortium.xlsx")
    return str(source.with_name(f"{source.stem}-consortium.xlsx"))
