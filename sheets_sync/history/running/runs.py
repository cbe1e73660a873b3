"""The runs that the memory knows: what ran, when, on which computer, and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sheets_sync import french
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.running.here import Here

_ALL = "SELECT number, mark, content FROM runs ORDER BY number"


@dataclass(frozen=True)
class PastRun:
    """A run.

    Attributes:
        mark: stands in the sheets that were published; two runs that found the same have the same.
        command: as it is typed. as_of: the day that it was for.
        is_today: whether that was the day it was.
        ended: None for one that was stopped on the way.
        version: of this program.
        counts: how many rows, errors and so on there were.
        changes: what was other than in the last state: a kind of change → how many.
        files: what became of each workbook and document.
    """

    number: int
    mark: str
    command: str
    as_of: date
    is_today: bool
    began: datetime
    here: Here
    version: str
    ended: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def save(self, memory: sqlite3.Connection) -> None:
        """Put it into the memory, instead of what is there of it."""
        content = asdict(self)
        del content["number"], content["mark"]
        row = (self.number, self.mark, as_json(content))
        memory.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)

    def is_repeated_by(self, run: PastRun) -> bool:
        """Whether the other one, if it changed nothing, need not be remembered beside it."""
        return self.ended is not None and _what_ran(self) == _what_ran(run)


def runs(memory: sqlite3.Connection) -> list[PastRun]:
    """All of them, the oldest first."""
    return [run_of_row(*row) for row in memory.execute(_ALL)]


def last_run(memory: sqlite3.Connection) -> PastRun | None:
    """The last of them, be it finished or not."""
    return next(reversed(runs(memory)), None)


def next_number(known: Sequence[PastRun], mark_in_workbook: str) -> int:
    """The number of the next run, beyond those known here and the one that published last."""
    published = run_number(mark_in_workbook)
    return 1 + max((published, *(run.number for run in known)))


def run_number(mark: str) -> int:
    """The number that a mark begins with; 0 for what is no mark."""
    digits = mark.partition("-")[0]
    if not digits.isdecimal():
        return 0
    return int(digits)


def words_about_run(run: PastRun) -> dict[str, object]:
    """The words that a sentence on a run is made with."""
    return {
        "number": run.number,
        "day": run.began.date(),
        "hour": french.clock(run.began),
        "computer": run.here.computer,
        "who": run.here.who or "?",
    }


def _what_ran(run: PastRun) -> tuple[object, ...]:
    return run.command, run.as_of, run.mark, run.here, run.version, run.began.date()


def run_of_row(number: int, mark: str, content: str) -> PastRun:
    """A run as its row in the memory has it."""
    about: dict[str, Any] = json.loads(content)
    return PastRun(
        number,
        mark,
        command=about["command"],
        as_of=date.fromisoformat(about["as_of"]),
        is_today=bool(about["is_today"]),
        began=datetime.fromisoformat(about["began"]),
        here=Here(**about["here"]),
        version=about["version"],
        ended=datetime.fromisoformat(about["ended"]) if about["ended"] else None,
        counts=about["counts"],
        changes=about["changes"],
        files=about["files"],
    )
