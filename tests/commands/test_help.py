"""Help and the start of a command are quick."""

from __future__ import annotations

import subprocess
import sys


def test_help_needs_nothing_heavy() -> None:
    code = "import sys, sheets_sync.commands.app; print(sorted({'pandas', 'numpy', 'pydantic', 'lxml', 'docxtpl', 'xlsxwriter', 'rich'} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()
        == "[]"
    )
