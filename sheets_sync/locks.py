"""Files that somebody has open: Excel and LibreOffice leave a lock file beside them."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal


def refuse_if_open(path: Path) -> None:
    """Refuse a workbook that somebody has open.

    Excel (`~$name`) and LibreOffice (`.~lock.name#`) leave a file beside it then.
    """
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise Refusal("workbook.open", file=path.name, who=_lock_owner(lock), lock=lock.name)


def _lock_owner(lock: Path) -> str:
    """Name of whoever has the file beside `lock` open, as far as it says."""
    with contextlib.suppress(OSError):
        return _name_in_lock(lock) or sentence("files.somebody")
    return sentence("files.somebody")


def _name_in_lock(lock: Path) -> str:
    data = lock.read_bytes()
    if lock.name.startswith("~$"):
        # Excel: a byte with the length of the user's name, then the name
        length = sum(data[:1])
        return data[1 : 1 + length].decode("cp1252", "replace").strip()
    # LibreOffice: fields between commas, the user's name the second
    _, *fields = data.decode("utf-8", "replace").split(",")
    return fields[0].strip() if fields else ""
