"""The commands by name, each module loaded when its command is asked for.

`sheets-sync check` starts without Word templates, and a module's imports can stand at its top.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import os
import signal
import sys
from collections import UserDict
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from sheets_sync.commands.starting.option_groups import spread_options
from sheets_sync.commands.starting.unchanged import answer_again

Wrap = Callable[[Any, str], Any]


class LoadedCommands(UserDict[str, Any]):
    """Name → command, made when it is looked up from where it is: `module:function`."""

    def __init__(self, locations: Mapping[str, str], wrap: Wrap, within: str) -> None:
        super().__init__(locations)
        self.wrap = wrap
        self.within = within

    def __getitem__(self, name: str) -> Any:
        from sheets_sync.commands.starting.usage import FrenchCommand

        module, _, attribute = super().__getitem__(name).partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if isinstance(command, typer.Typer):
            return get_command(command)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        guarded = self.wrap(spread_options(command), f"{self.within}{name}")
        alone.command(name, cls=FrenchCommand)(guarded)
        return get_command(alone)


def group_of(locations: Mapping[str, str], wrap: Wrap, within: str = "") -> type[TyperGroup]:
    """The class of a group with these commands: `typer.Typer(cls=group_of({…}, wrap))`.

    Args:
        locations: name of a command → `module:function`, or `module:app` for a group of its own.
        wrap: takes every command with the words that it is typed by, and gives what is run.
        within: the words of the group itself, as « forms », and a space.
    """

    class Group(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = LoadedCommands(locations, wrap, within)

        # What says things in French is imported where it is said: it loads the definitions.
        def get_help(self, ctx: Any) -> str:
            from sheets_sync.commands.starting.usage import help_in_french

            return help_in_french(super().get_help(ctx))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args and args[0] not in self.commands and not args[0].startswith("-"):
                from sheets_sync.commands.starting.usage import refuse_unknown

                refuse_unknown(args[0], list(self.commands))
            return super().resolve_command(ctx, args)

        def main(self, *args: Any, **settings: Any) -> Any:
            ends_program = settings.pop("standalone_mode", True)
            words = settings.get("args") or (args[0] if args else None) or sys.argv[1:]
            code = answer_again(words) if ends_program else None
            if code is not None:
                sys.exit(code)
            if ends_program:
                _end_as_by_hand()
            # Imports make much, and nothing of it is garbage; `guarded` turns it on again.
            gc.disable()
            # Nothing here multiplies matrices: numpy's threads for that cost more than they give.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            # At its end the interpreter would look for garbage once more, in all that a run read.
            atexit.register(gc.freeze)
            from sheets_sync.commands.starting.usage import run_in_french

            settings["standalone_mode"] = False
            run = functools.partial(super().main, *args, **settings)
            return run_in_french(run) if ends_program else run()

    return Group


def _end_as_by_hand() -> None:
    """Let the system's wish that we end be as Ctrl-C is: what must not stay on the disk goes."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Whoever started us may want a signal ignored (`nohup`); only a main thread may say so.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with contextlib.suppress(ValueError):
                signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
