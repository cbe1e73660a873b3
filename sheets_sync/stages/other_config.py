"""Another config that the last run with this memory was made with, and that is still there."""

from __future__ import annotations

from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.config import load_config
from sheets_sync.errors import Refusal
from sheets_sync.workspace import Workspace


def refuse_memory_of_two(workspace: Workspace) -> None:
    """Raise `Refusal`, before anything is written, where the other one is about another workbook.

    Their people would have pseudonyms of one register, and each run would undo what the other left.
    """
    other = _last_config(workspace)
    if other is not None and _workbook_of(other) not in ("", workspace.config.workbook):
        raise Refusal("history.two_programmes", **_names(workspace, other))


def told_of_other_config(workspace: Workspace) -> list[str]:
    """A sentence on the other one, where both are about one workbook."""
    other = _last_config(workspace)
    if other is None:
        return []
    return [sentence("history.two_configs", **_names(workspace, other))]


def _last_config(workspace: Workspace) -> Path | None:
    file = workspace.config.file
    last = file.with_name(workspace.history.config_file.read().get("name", file.name))
    if last == file or not last.exists():
        return None
    return last


def _workbook_of(config: Path) -> str:
    """The workbook that a config names; "" where it cannot be read."""
    try:
        return load_config(config).workbook
    except Refusal:
        return ""


def _names(workspace: Workspace, other: Path) -> dict[str, str]:
    return {
        "last": other.name,
        "file": workspace.config.file.name,
        "folder": workspace.history.folder.name,
    }
