"""End a command that cannot go on: one sentence, exit code 2, a trace only of our own bugs."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import Any, TypeVar

import typer

_traces = False
Command = TypeVar("Command", bound=Callable[..., Any])


def show_traces(traces: bool) -> None:
    """Choose if a bug of ours shows its trace."""
    global _traces
    _traces = traces


def guarded(command: Command, name: str) -> Command:
    """`command`, ending in one sentence and exit code 2 where it cannot do its job.

    Args:
        name: the words that it is typed by, as « forms import ».
    """

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from sheets_sync.catalogue import sentence
        from sheets_sync.commands.starting.occasion import running_command
        from sheets_sync.errors import Refusal
        from sheets_sync.system_refusals import refusal_of_system

        gc.enable()
        running_command.set(name)
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            _stop(str(refusal))
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        # Whatever else it is, is a bug of ours: one sentence, since a trace may show a person.
        except Exception as error:
            if _traces:
                raise
            if of_system := refusal_of_system(error):
                _stop(str(of_system))
            # The error's own message stays unsaid: it could carry a person's data.
            _stop(sentence("commands.bug", error=type(error).__name__))

    return run  # type: ignore[return-value]  # same signature: `wraps` keeps it for typer


def _stop(text: str) -> None:
    for line in text.splitlines():
        typer.echo(line, err=True)
    raise typer.Exit(2) from None
