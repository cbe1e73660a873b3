"""One run at a time on a memory: the second waits a little, then is refused by name.

On one computer the system itself keeps the lock, so that a run that was killed leaves none. Of
another computer only a file beside the memory can tell, as soon as it is synchronised: it counts
for an hour, which no run takes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.memory.shapes import UNREADABLE
from sheets_sync.history.running.here import Here, now, own_folder, this_computer

SECONDS = 10.0
"""How long a second run waits for the first."""
_WRITING = 60.0
"""How long a writing waits for another: neither takes more than a moment."""
_LONGEST_RUN = timedelta(hours=1)
RUNNING = "passage.json"
"""The file beside the memory that says which run is at work."""


@dataclass(frozen=True)
class Running:
    """A run that is at work, or that was killed and could not say that it is not.

    Attributes:
        process: the number by which the system knows it.
    """

    computer: str
    who: str
    process: int
    since: datetime

    @property
    def here(self) -> Here:
        """Whose it is."""
        return Here(self.computer, self.who)


class Alone:
    """The locks on the memory in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / RUNNING

    @contextlib.contextmanager
    def run(self) -> Iterator[None]:
        """No other run meanwhile.

        Raises:
            Refusal: another is at work, on this computer or on another.
        """
        with self._lock("passage", SECONDS):
            other = self._running()
            if other is not None and _may_be_at_work(other):
                raise _busy("history.busy_elsewhere", other, self.file)
            self._say_running()
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    self.file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else of this computer writes the memory meanwhile."""
        with self._lock("ecriture", _WRITING):
            yield

    @contextlib.contextmanager
    def _lock(self, name: str, seconds: float) -> Iterator[None]:
        # A lock on a share is not to be trusted: it lies in the user's own folder.
        lock_name = hashlib.sha256(os.path.realpath(self.folder).encode()).hexdigest()[:16]
        try:
            lock = FileLock(own_folder("verrous") / f"{lock_name}.{name}", timeout=seconds)
            lock.acquire()
        except Timeout as error:
            raise _busy("history.busy", self._running(), self.file) from error
        except OSError:
            # Without a folder of one's own there is no lock; the memory is compared all the same.
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _running(self) -> Running | None:
        """What the file beside the memory says; None where there is none."""
        with contextlib.suppress(*UNREADABLE):
            running = json.loads(self.file.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(running["since"]).replace(tzinfo=None)
            return Running(
                str(running["computer"]), str(running["who"]), int(running["process"]), since
            )
        return None

    def _say_running(self) -> None:
        if not self.folder.exists():
            # There is no memory yet, and a run that is refused is to leave nothing behind.
            return
        here = this_computer()
        running = {
            "computer": here.computer,
            "who": here.who,
            "process": os.getpid(),
            "since": now().isoformat(),
        }
        # Where nothing can be written, the run ends with its own sentence, or needs not write.
        with contextlib.suppress(Refusal, OSError):
            put_text(self.file, json.dumps(running) + "\n")
            keep_private(self.file)


def _may_be_at_work(other: Running) -> bool:
    """Whether a run of somebody else may still be at work.

    One of ours is not: we have the lock.
    """
    return other.here != this_computer() and abs(now() - other.since) < _LONGEST_RUN


def _busy(code: str, other: Running | None, file: Path) -> Refusal:
    if other is None:
        return Refusal("history.busy_unknown")
    return Refusal(
        code,
        computer=other.computer,
        who=other.who or "?",
        process=other.process,
        hour=f"{other.since:%H:%M}",
        day=other.since.date(),
        file=file,
    )
