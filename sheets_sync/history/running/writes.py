"""What was written by other commands than runs: `setup`, `restore`, entries from phones."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sheets_sync.history.memory.database import about_value, set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.running.here import Here, now, this_computer

_NAME = "writes"
_MOST = 500


@dataclass(frozen=True)
class PastWrite:
    """A command that wrote; those of one day on one computer in a row are one, with their number.

    Attributes:
        at: when it last did.
    """

    command: str
    at: datetime
    here: Here
    times: int = 1


def past_writes(memory: Memory) -> list[PastWrite]:
    """All that are known, the oldest first."""
    rows = memory.rows("SELECT value FROM about WHERE name = ?", _NAME)
    return list(itertools.chain.from_iterable(_listed_writes(value) for (value,) in rows))


def note_write(command: str, memory: sqlite3.Connection) -> None:
    """Keep that a command wrote now, where it has a name; beyond `_MOST` the oldest go."""
    if not command:
        return
    this = PastWrite(command, now(), this_computer())
    # Read at the change itself: a phone and a run may write at once.
    known = _listed_writes(about_value(memory, _NAME) or "[]")
    if known and _what_day_and_where(known[-1]) == _what_day_and_where(this):
        this = replace(this, times=known.pop().times + 1)
    listed = [*known, this][-_MOST:]
    set_about_value(memory, _NAME, json.dumps([asdict(one) for one in listed], default=str))


def _listed_writes(value: str) -> list[PastWrite]:
    return [
        PastWrite(
            one["command"],
            datetime.fromisoformat(one["at"]),
            Here(**one["here"]),
            int(one["times"]),
        )
        for one in json.loads(value)
    ]


def _what_day_and_where(write: PastWrite) -> Sequence[object]:
    return write.command, write.at.date(), write.here
