"""How this program is started again: by its Python, or as the program it was built into."""

from __future__ import annotations

import sys
from pathlib import Path


def is_built() -> bool:
    """Whether it runs as a program of its own, with no Python to name."""
    return bool(getattr(sys, "frozen", False))


def own_words(python: Path) -> list[str]:
    """The words that start it; those of a command follow."""
    if is_built():
        return [str(python)]
    return [str(python), "-m", "sheets_sync"]


def without_terminal(program: str) -> Path:
    """The same on Windows with no black window behind it; a built program has no other."""
    if is_built():
        return Path(program)
    return Path(program).with_name("pythonw.exe")
