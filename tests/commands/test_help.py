"""Help and the start of a command are quick."""

from __future__ import annotations

import subprocess
import sys


def test_help_needs_nothing_heavy() -> None:
    heavy = {"pandas", "numpy", "pydantic", "lxml", "docxtpl", "xlsxwriter", "rich"}
    code = f"import sys, sheets_sync.commands.app; print(sorted({heavy} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()
        == "[]"
    )
