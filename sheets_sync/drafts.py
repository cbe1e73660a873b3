"""Drafts beside the files that they are to replace: made, and removed where a run was killed.

One that a kill left behind is the whole file, names and all, in a folder that many may see.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

_ENDING = ".brouillon"
_NAME = re.compile(r"\..+-[a-z0-9_]{8}\.brouillon(\.\w+)?")
_LONGEST_WRITING = 3600.0
"""Seconds that no run takes to write a file."""


def new_draft(path: Path) -> Path:
    """An empty file beside another, whose name says which computer and process it is of.

    Raises:
        OSError: there can be none.
    """
    handle, name = tempfile.mkstemp(
        prefix=f".{path.stem}-{_this_computer()}-{os.getpid()}-",
        suffix=f"{_ENDING}{path.suffix}",
        dir=path.parent,
    )
    os.close(handle)
    return Path(name)


def sweep_dead_drafts(path: Path) -> None:
    """Remove the drafts of a file that nobody is writing: of processes gone, or an hour old.

    One of another computer, which a synchroniser brought, may be in the works there.
    """
    path = Path(os.path.realpath(path))
    own = re.compile(rf"\.{re.escape(path.stem)}-{_this_computer()}-(\d+)-[a-z0-9_]{{8}}\.")
    with contextlib.suppress(OSError):
        for draft in path.parent.glob(f".{_literally(path.stem)}-*{_ENDING}{path.suffix}"):
            ours = own.match(draft.name)
            is_dead = ours is not None and not _is_at_work(int(ours[1]))
            if is_dead or time.time() - draft.stat().st_mtime > _LONGEST_WRITING:
                draft.unlink(missing_ok=True)


def sweep_drafts(folder: Path) -> None:
    """Remove all drafts in a folder, where no run can be at work that they belong to."""
    for draft in folder.glob(f".*{_ENDING}*"):
        if _NAME.fullmatch(draft.name):
            with contextlib.suppress(OSError):
                draft.unlink()


def _this_computer() -> str:
    """A digest of this computer and account; it tells neither."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = ""
    return hashlib.sha256(f"{platform.node()}\n{who}".encode()).hexdigest()[:8]


def _is_at_work(process: int) -> bool:
    if sys.platform == "win32":
        # There signal 0 ends a process: the hour is waited for.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _literally(stem: str) -> str:
    """A name as a pattern that fits it alone: « Suivi [2026] »."""
    return re.sub(r"([*?[])", r"[\1]", stem)
