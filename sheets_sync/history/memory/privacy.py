"""Files and folders of the memory are their owner's alone."""

from __future__ import annotations

import contextlib
from pathlib import Path


def keep_private(path: Path) -> None:
    """Let only its owner read a file or folder, where the system can say so."""
    # On a share the owner may be another, who then decides.
    with contextlib.suppress(OSError):
        mode = 0o700 if path.is_dir() else 0o600
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
