"""Files and folders of the memory are their owner's alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def keep_private(path: Path) -> None:
    """Let only its owner read a file or folder, where the system can say so."""
    # On a share the owner may be another, who then decides.
    with contextlib.suppress(OSError):
        mode = 0o600
        if path.is_dir():
            mode = 0o700
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)


def close_again(folder: Path) -> None:
    """Let only its owner read a folder and all below it, whoever opened them meanwhile."""
    for path in _with_all_below(folder):
        keep_private(path)


def is_open_to_others(folder: Path) -> bool:
    """Whether somebody else may read a folder or anything below it; Windows does not say so."""
    if os.name == "nt":
        return False
    with contextlib.suppress(OSError):
        return any(path.stat().st_mode & 0o077 for path in _with_all_below(folder))
    return False


def _with_all_below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield folder
        # What a link stands for is elsewhere, and has its own readers.
        yield from (path for path in folder.rglob("*") if not path.is_symlink())
