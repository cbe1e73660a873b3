"""The command that runs, by name: it is noted beside the copies that it keeps."""

from __future__ import annotations

from contextvars import ContextVar

running_command = ContextVar("running_command", default="")


def command_name(module: str) -> str:
    """Name that a command of a module is typed by.

    Args:
        module: as `sheets_sync.commands.forms.import_answers`, which is « forms import ».
    """
    _, _, path = module.partition(".commands.")
    return path.replace(".", " ").partition("_")[0]
