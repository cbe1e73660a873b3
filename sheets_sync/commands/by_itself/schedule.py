"""`schedule`: have the computer prepare the meeting by itself."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, cast

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, ConfigOption, DryRun, Quiet
from sheets_sync.commands.steps.running import begin
from sheets_sync.errors import must_be_known
from sheets_sync.history.running.journal import JOURNAL
from sheets_sync.scheduling import schedule as scheduler
from sheets_sync.workspace import Workspace


def schedule(
    day: Annotated[
        str,
        typer.Argument(metavar="JOUR", help="« premier lundi », « 3e jeudi », « chaque mardi »."),
    ],
    hour: Annotated[
        str, typer.Option("--at", help="L'heure, par exemple 7:00.", metavar="HEURE")
    ] = "7:00",
    kind: Annotated[
        str,
        typer.Option(
            "--with",
            help="taches (Windows), systemd ou cron ; par défaut ce que cet ordinateur a.",
            metavar="OUTIL",
        ),
    ] = "",
    install: Annotated[
        bool, typer.Option("--install", help="La mettre en place, au lieu de la montrer.")
    ] = False,
    config: ConfigOption = DEFAULT,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Faire préparer la réunion par l'ordinateur, à jour et heure fixes ; un journal dit ce qui
    s'est passé.
    """
    workspace, today = begin(config, "")
    when, python = scheduler.read_when(day, hour), Path(sys.executable)
    entry = scheduler.schedule_entry(_chosen_kind(kind), when, config.resolve(), python, today)
    installed = install and not dry_run
    if installed:
        scheduler.install(entry)
    if not quiet:
        typer.echo(_schedule_text(entry, workspace, installed))


def _chosen_kind(name: str) -> scheduler.Kind:
    if not name:
        return scheduler.usual_kind()
    must_be_known("commands.the_tool", name, scheduler.KINDS)
    return cast("scheduler.Kind", name)


def _schedule_text(entry: scheduler.Entry, workspace: Workspace, installed: bool) -> str:
    """The entry that has the meeting prepared, and where the journal of it will be."""
    lines = []
    for file, text in entry.files:
        title = file or sentence("commands.crontab")
        lines += [sentence("commands.schedule_file", file=title), text.rstrip("\n"), ""]
    if entry.commands and not installed:
        lines.append(sentence("commands.then"))
        lines += [f"  {shlex.join(command)}" for command in entry.commands]
        lines.append("")
    state = sentence("commands.scheduled" if installed else "commands.not_scheduled")
    journal, documents = workspace.history.folder / JOURNAL, workspace.config.documents
    outputs = sentence("commands.journal", journal=journal, documents=documents)
    return "\n".join([*lines, f"{state} {outputs}"])
