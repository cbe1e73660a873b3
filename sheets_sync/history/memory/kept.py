"""Dated copies of the memory: the last few, and one of each month, no longer than states are kept.

Their names say of when they are: the time of a file is whatever a synchroniser makes of it.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from sheets_sync.files import Copies, copies_below, put_bytes
from sheets_sync.history.memory.database import DAMAGED, NewerVersion, as_bytes, opened, unchecked
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.running.here import now
from sheets_sync.history.running.runs import PastRun, last_run

_FEW = 5
"""The last copies, which all are kept."""
_FORMER = "anciens-fichiers"
_STAMP = "%Y-%m-%d %Hh%M%S"
_DAY = re.compile(r" (\d{4}-\d\d-\d\d) \d\dh\d{4}")


class KeptMemories:
    """The copies of the memory in a file."""

    def __init__(self, file: Path, copies: Copies) -> None:
        self.file = file
        self.folder = copies_below(file, copies)

    @property
    def files(self) -> list[Path]:
        """The copies, the newest first."""
        copies = self.folder.glob(f"{self.file.stem} *{self.file.suffix}")
        return sorted((file for file in copies if copy_day(file)), key=_copy_order, reverse=True)

    @property
    def last_good(self) -> Path | None:
        """The newest that can be read; None where there is none."""
        for file in self.files:
            with contextlib.suppress(*DAMAGED, NewerVersion, OSError):
                opened(file.read_bytes())
                return file
        return None

    def keep(self, data: bytes, *, always: bool) -> None:
        """Keep the bytes of a memory that was opened, under the time of the last run in it.

        Args:
            always: else only where there is none of that month.
        """
        at = now()
        if run := last_run(unchecked(data)):
            at = _run_time(run)
        stamp = at.strftime(_STAMP)
        files = self.files
        if not always and any(_copy_month(file) == stamp[:7] for file in files):
            return
        self._put(f"{self.file.stem} {stamp}{self.file.suffix}", data)
        for file in _too_many(self.files):
            file.unlink(missing_ok=True)

    def rewrite(self, edit: Callable[[sqlite3.Connection], object]) -> None:
        """Change every copy that can be read; one that cannot, and former files, are removed."""
        for _, file in self.days():
            try:
                connection, _ = opened(file.read_bytes())
            except (*DAMAGED, NewerVersion, OSError):
                # Whether it holds what is to be gone, nobody can say.
                file.unlink(missing_ok=True)
            else:
                edit(connection)
                put_bytes(file, as_bytes(connection), private=True)

    def keep_former(self, data: bytes, at: datetime) -> None:
        """Keep the files of a former version, packed."""
        self._put(f"{_FORMER} {at.strftime(_STAMP)}.zip", data)

    def days(self) -> list[tuple[date, Path]]:
        """Of which day each copy is, those of former files among them."""
        former = self.folder.glob(f"{_FORMER} *.zip")
        dated = ((copy_day(file), file) for file in (*self.files, *former))
        return [(day, file) for day, file in dated if day is not None]

    def _put(self, name: str, data: bytes) -> None:
        file = self.folder / name
        put_bytes(file, data)
        keep_private(file)
        for folder in (self.folder, self.folder.parent):
            keep_private(folder)


def copy_day(copy: Path) -> date | None:
    """The day that the name of a copy says; None where it says none."""
    said = _DAY.search(copy.stem)
    if said:
        with contextlib.suppress(ValueError):
            return date.fromisoformat(said[1])
    return None


def _run_time(run: PastRun) -> datetime:
    """When a run was: its own day, where it was for that."""
    day = run.began.date()
    if run.is_today:
        day = run.as_of
    return datetime.combine(day, run.began.time())


def _copy_order(copy: Path) -> tuple[str, int, str]:
    return copy.stem.partition(" (")[0], len(copy.stem), copy.stem


def _copy_month(copy: Path) -> str:
    return str(copy_day(copy))[:7]


def _too_many(newest_first: Sequence[Path]) -> list[Path]:
    """Those that are neither among the last few nor the last of their month."""
    months = {_copy_month(file) for file in newest_first[:_FEW]}
    too_many = []
    for file in newest_first[_FEW:]:
        if _copy_month(file) in months:
            too_many.append(file)
        months.add(_copy_month(file))
    return too_many
