"""The memory of a case, as a test looks into it and damages it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.history.memory.database import contents, opened
from sheets_sync.history.store import History
from sheets_sync.workspace import open_workspace
from tests.conftest import Case

MEMORY = "memoire.sqlite"


def history_of(case: Case) -> History:
    """The memory, as a command has it."""
    return open_workspace(case.folder / "config.yaml").history


def file_of(case: Case) -> Path:
    return case.folder / "historique" / MEMORY


def remembered(case: Case) -> dict[str, list[tuple[Any, ...]]]:
    """Table → rows of the file, as it lies there."""
    connection, _ = opened(file_of(case).read_bytes())
    return contents(connection)


def files_in(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _flip(file: Path) -> None:
    """One bit of a text in it, as a tired disk does it."""
    data = bytearray(file.read_bytes())
    pseudonym = data.find(b"P-")
    data[pseudonym + 3 if pseudonym > 0 else len(data) // 2] ^= 1
    file.write_bytes(data)


def _other_database(file: Path) -> None:
    with sqlite3.connect(":memory:") as other:
        other.execute("CREATE TABLE persons (name TEXT)")
        file.write_bytes(other.serialize())


WAYS: Mapping[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "noise": lambda file: file.write_bytes(bytes(range(256)) * 4),
    "text": lambda file: file.write_text("[1, 2]"),
    "one bit": _flip,
    "other database": _other_database,
    "gone": lambda file: file.unlink(),
    "folder": _folder,
}
"""Nine ways in which a file is damaged."""
_KINDS = ("cut", "one bit", "gone", "folder")
ONE_WAY_A_KIND = [
    pytest.param(way, marks=[] if way in _KINDS else pytest.mark.long, id=way) for way in WAYS
]
"""Unreadable, readable and wrong, missing, no file at all; the other ways in `make test-long`."""
