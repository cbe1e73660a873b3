"""What the built program starts: the window on a double-click, every command with its words."""

from __future__ import annotations

import multiprocessing
import sys

from sheets_sync.commands.app import app

if __name__ == "__main__":
    multiprocessing.freeze_support()
    if len(sys.argv) == 1:
        sys.argv.append("window")
    app()
