"""Steps around every command's own work: begin with a config, read the month, report."""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.starting.occasion import running_command
from sheets_sync.errors import Refusal
from sheets_sync.release.people.unread_people import told_of_unread
from sheets_sync.stages.unnamed_tabs import UNKNOWN_PARTICIPANTS
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace, open_workspace

_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


def begin(config: Path, as_of: str) -> tuple[Workspace, date]:
    """The programme of a config, and the day; raises `Refusal`."""
    # One short job that keeps all it reads: collecting finds nothing and takes a tenth of the time.
    gc.disable()
    return open_workspace(config, running_command.get()), read_day(as_of)


def finish(month: Month, failing: bool, *, is_whole: bool = True, shown: str = "") -> None:
    """Say what tabs could not be read or are named nowhere, and end with the exit code.

    It is 2 where config names a tab that is not there, or the job `is_whole` not done otherwise,
    and 1 where anything to correct is left and the command is `failing` on that.

    Args:
        shown: text that says some of it already.
    """
    lines, code = ending_of(month, failing, is_whole)
    for line in lines:
        if line not in shown:
            typer.echo(line, err=True)
    if code:
        raise typer.Exit(code)


def tell_unread(month: Month) -> None:
    """Say that texts are held back, as names of a tab are not read."""
    for line in told_of_unread(month.entries):
        typer.echo(line, err=True)


def ending_of(month: Month, failing: bool, is_whole: bool = True) -> tuple[list[str], int]:
    """Lines that `finish` prints, and the exit code."""
    unreadable = month.entries.unreadable_tabs
    lines = [sentence("commands.tab_unreadable", message=each.message) for each in unreadable]
    lines += [each.message for each in month.anomalies if each.rule in UNKNOWN_PARTICIPANTS]
    code = 0
    if month.entries.missing_tabs or not is_whole:
        code = 2
    elif failing and any(anomaly.severity == "error" for anomaly in month.anomalies):
        code = 1
    return lines, code


def today() -> date:
    """The day on the coordinator's calendar."""
    return date.today()  # noqa: DTZ011 - no time zone but theirs


def read_day(text: str) -> date:
    """A date as people or programs write it; "" is today."""
    if not text:
        return today()
    for pattern in _DAYS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
    raise Refusal("date.unreadable", value=text)


def unless_dry(text: str, dry_run: bool, between: str = " ") -> str:
    """`text`, and that nothing is written where it is a dry run."""
    if dry_run:
        return f"{text}{between}{sentence('summary.nothing_written')}"
    return text


def print_json(data: Any) -> None:
    """On standard output, for a program."""
    sys.stdout.write(as_printed(data))


def as_printed(data: Any) -> str:
    """The same, as text."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
