"""A process that publishes into a workbook, and may stop itself dead on the way.

It is started from a server of processes that holds nothing else: a fork of pytest's own process,
grown large and with threads of its own, is slow and from Python 3.12 on warned of.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sheets_sync.files import Copies
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.corpus import DAY, WRONG, sheets_for

SERVER = multiprocessing.get_context("forkserver")
"""One for all that is killed: a process has no second, and the last list of modules counts."""
SERVER.set_forkserver_preload([__name__, "tests.history.killed_runs", "tests.history.warm_server"])


def publish(file: Path) -> None:
    """Publish three sheets and a mark, the copies beside the file."""
    copies = Copies(file.parent / "copies", 3, file.parent)
    XlsxWorkbook(file).publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
    )


def publish_until(file: Path, last_turn: int) -> None:
    """Publish, and stop dead before the process turns to a file for the `last_turn`th time."""
    turns = count()

    def stop(event: str, arguments: tuple[Any, ...]) -> None:
        if str(file.parent) in str(arguments[:2]) and next(turns) == last_turn:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(stop)
    publish(file)


def publishing(file: Path) -> ForkServerProcess:
    """A process that publishes, started."""
    process = SERVER.Process(target=publish, args=(file,))
    process.start()
    return process


def is_killed_at(file: Path, turn: int) -> bool:
    """Whether a process that publishes got as far as that turn, and was stopped there."""
    process = SERVER.Process(target=publish_until, args=(file, turn))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0
