"""Help and the start of a command are quick."""

from __future__ import annotations

import subprocess
import sys

from typer.testing import CliRunner

from sheets_sync import __version__
from sheets_sync.commands.app import app
from tests.typing_commands import plain


def test_help_needs_nothing_heavy() -> None:
    heavy = {"pandas", "numpy", "pydantic", "lxml", "docxtpl", "xlsxwriter", "rich"}
    code = f"import sys, sheets_sync.commands.app; print(sorted({heavy} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()
        == "[]"
    )


def test_the_version_says_how_to_look_for_another_and_looks_for_none() -> None:
    said = plain(CliRunner().invoke(app, ["--version"]).output)
    assert said.startswith(f"sheets-sync {__version__}\n")
    assert "Aucune mise à jour n'est cherchée ni faite toute seule" in said
