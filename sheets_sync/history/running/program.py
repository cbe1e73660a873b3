"""What this program is: the same files of ours, on the same libraries, make the same."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sheets_sync import __version__

ANEW_VARIABLE = "SHEETS_SYNC_ANEW"
"""Has every run do all of its job, whatever changed; for tests, and for whoever has a doubt."""
_PACKAGES = ("sheets_sync", "forms", "report_templates")


def is_all_anew() -> bool:
    """True if nothing that was made before is to be taken for what would be made."""
    return bool(os.environ.get(ANEW_VARIABLE))


def this_program() -> str:
    """A text that is another as soon as this program, or a library it is made with, is another."""
    home = Path(__file__).parents[3]
    libraries = [Path(path) for path in sys.path if path.endswith("site-packages")]
    # An editable installation changes without another version.
    ours = sizes_below(str(home / package) for package in _PACKAGES)
    theirs = " ".join(str(path.stat().st_mtime_ns) for path in libraries if path.exists())
    return f"{__version__} {sys.version} {ours} {theirs}"


def sizes_below(folders: Iterable[str]) -> str:
    """A digest of the names, sizes and times of all files in folders and those below them."""
    digest = hashlib.sha256()
    for file in files_below(folders):
        stat = file.stat()
        digest.update(f"{file.path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def files_below(folders: Iterable[str]) -> Iterator[os.DirEntry[str]]:
    """Every file in folders and those below them, in an order of their own."""
    for folder in folders:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name != "__pycache__":
                yield from files_below([entry.path])
