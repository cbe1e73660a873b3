"""The files that this tool knows of and no run reads: former ones, copies of a synchroniser."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from sheets_sync.stages.unnamed_files import received_folders
from sheets_sync.workspace import Workspace


def unread_files(workspace: Workspace) -> list[Path]:
    """Those of the staff, each once: nothing of ours may delete one."""
    in_use = set(map(Path, workspace.written_workbooks))
    files = {file for file in _received(workspace) if not file.name.startswith((".", "~$"))}
    copies = (conflict.copy for conflict in workspace.conflict_copies)
    return sorted(files.union(copies) - in_use)


def _received(workspace: Workspace) -> Iterator[Path]:
    """What came before the file that is read, and from whom config does not name."""
    yield from itertools.chain.from_iterable(workspace.configured.received.values())
    for folder in received_folders(workspace):
        yield from filter(Path.is_file, folder.iterdir())
