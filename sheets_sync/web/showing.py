"""Showing a file in the program that this computer has for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path


def show_file(path: Path) -> None:
    """Open a file in the program that this computer has for it."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - one of our own documents
    else:
        program = {"darwin": "open"}.get(sys.platform, "xdg-open")
        nowhere = subprocess.DEVNULL
        shown = subprocess.Popen([program, str(path)], stdout=nowhere, stderr=nowhere)
        # Waited for beside us: one that ended and that nobody waited for stays in the system.
        threading.Thread(target=shown.wait, daemon=True).start()
