"""A folder for what lies in clear while a workbook is open, and the end of those left behind.

A run that is killed removes nothing. So a lock of the system, gone with the process that had it,
stands beside each folder, and the next run removes the folders whose lock nobody has.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import uuid
import weakref
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _LOCK = "sheets-sync-ouvert-", ".verrou"


def clear_folder(owner: object) -> Path:
    """A folder that only this user may read, gone with `owner`; raises OSError."""
    folder = Path(tempfile.gettempdir(), f"{_PREFIX}{uuid.uuid4().hex}")
    # Whoever removes it may be another thread than this.
    lock = FileLock(folder.with_suffix(_LOCK), thread_local=False)
    lock.acquire()
    weakref.finalize(owner, _remove, folder, lock)
    folder.mkdir(mode=0o700)
    return folder


def remove_left_behind() -> int:
    """Remove the folders of runs that were killed; how many there were."""
    count = 0
    for file in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*{_LOCK}"):
        lock, folder = FileLock(file), file.with_suffix("")
        # One in use, or another user's.
        with contextlib.suppress(Timeout, OSError):
            lock.acquire(timeout=0)
            count += folder.exists()
            _remove(folder, lock)
    return count


def _remove(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    # The lock stays beside what could not be removed, for the next run to try again.
    gone = not folder.exists()
    lock.release()
    if gone:
        Path(lock.lock_file).unlink(missing_ok=True)
