"""The command that runs, by name: it is noted beside the copies that it keeps."""

from __future__ import annotations

from contextvars import ContextVar

running_command = ContextVar("running_command", default="")
