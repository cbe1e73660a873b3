"""A folder for what must not stay on the disk to be read: it goes with whoever uses it.

A process that is killed takes nothing away: the next that needs such a folder does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _LOCK = "sheets-sync-ouvert-", "verrou"


@dataclass(frozen=True)
class ClearFolder:
    """Folder that only its owner may read.

    Attributes:
        lock: says that somebody is at work in it; it goes with the process.
        removed: how many of killed processes were removed when it was made.
    """

    path: Path
    lock: FileLock
    removed: int

    @classmethod
    def make(cls) -> ClearFolder:
        """Make a new one, and remove those of processes that were killed."""
        removed = sum(map(_remove_left_over, Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")))
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = FileLock(path / _LOCK)
        lock.acquire()
        return cls(path, lock, removed)

    def remove_with(self, user: object) -> None:
        """Remove it as soon as nothing refers to its user any more."""
        weakref.finalize(user, self.remove)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self.lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def _remove_left_over(folder: Path) -> bool:
    """Remove a folder that nobody is at work in; whether it was."""
    lock = folder / _LOCK
    if _is_ours(folder) and lock.exists():
        # Taken: somebody is at work in it, perhaps this very process.
        with contextlib.suppress(Timeout, OSError), FileLock(lock, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
            return True
    return False


def _is_ours(folder: Path) -> bool:
    """True if no other user of the computer put it there."""
    if folder.is_symlink():
        return False
    return os.name == "nt" or folder.stat().st_uid == os.getuid()
