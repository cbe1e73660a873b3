"""A process that prepares a programme, and may stop itself dead on the way, or find no room.

As `tests/killed.py`, for whole runs: each turn of the process to a file of the programme's folder
is one at which it can be stopped.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.history.running.here import FOLDER_VARIABLE
from sheets_sync.monthly import prepare_meeting
from sheets_sync.workspace import open_workspace
from tests.killed import SERVER


def prepare_until(folder: Path, day: date, last_turn: int, own: str) -> None:
    """Prepare, and stop dead at that turn; the turns it took, were it not stopped, are written."""
    os.environ[FOLDER_VARIABLE] = own
    turns = count()
    seen = 0

    def stop(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if str(folder) in str(arguments[:2]):
            seen = next(turns)
            if seen == last_turn:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(stop)
    prepare_meeting(open_workspace(folder / "config.yaml"), day)
    turns_of(folder).write_text(str(seen))


def turns_of(folder: Path) -> Path:
    """The file beside a programme that says how many turns a run of it takes."""
    return folder.with_name(f"{folder.name}.turns")


def prepare_with_little_room(folder: Path, day: date, most_bytes: int, own: str) -> None:
    """Prepare where no file can be longer; what is said is written beside the programme."""
    os.environ[FOLDER_VARIABLE] = own
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        prepare_meeting(open_workspace(folder / "config.yaml"), day)
    except Refusal as refusal:
        turns_of(folder).write_text(f"{refusal.code}: {refusal}", encoding="utf-8")


def run(work: Any, *arguments: object) -> int:
    """Let a process of its own do it; how it ended."""
    process = SERVER.Process(target=work, args=(*arguments, os.environ[FOLDER_VARIABLE]))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode
