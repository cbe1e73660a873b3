"""Two files that swap their names in one step, so that no save of the last moment is lost."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

_HERE = -100
"""AT_FDCWD: the paths are as they are written."""
_EXCHANGE, _SWAP = 2, 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""


def replace_if(draft: Path, path: Path, is_expected: Callable[[Path], bool]) -> bool:
    """Put a draft in the place of a file that is still the one expected; whether it was.

    Between a last look and a plain replacement somebody may save, and their file would be gone.
    Where names can be swapped, what was replaced is looked at, and put back if it is another.
    Windows, and most shares, have no such step: there a moment is left.
    """
    if not path.exists() or not swap(draft, path):
        draft.replace(path)
        return True
    is_as_expected = False
    try:
        is_as_expected = is_expected(draft)
    finally:
        if not is_as_expected:
            swap(draft, path)
    return is_as_expected


def swap(one: Path, other: Path) -> bool:
    """Swap the names of two files of one folder; False where system or disk cannot."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, _SWAP) == 0)
        return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        # Windows has neither the library nor its functions; an old Linux has not this one.
        return False
