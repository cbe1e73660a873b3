"""`demo`: a sample consortium, and `prepare` run on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.meetings.prepare import prepare
from sheets_sync.commands.starting.occasion import running_command
from sheets_sync.commands.steps.options import AsOf, DryRun, Json, Quiet, WritingOptions
from sheets_sync.commands.steps.running import read_day, unless_dry
from sheets_sync.sample.write import write_sample
from sheets_sync.workspace import open_workspace


def demo(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DOSSIER", help="Où écrire l'exemple ; créé s'il n'existe pas."),
    ],
    as_of: AsOf = "",
    seed: Annotated[
        int, typer.Option(help="Un autre nombre donne d'autres personnes inventées.")
    ] = 33,
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Écrire un programme d'exemple (12 SIAE inventées) et lancer « prepare » dessus."""
    day = read_day(as_of)
    if dry_run:
        text = sentence("commands.demo_would_be_written", folder=folder)
        typer.echo(unless_dry(text, dry_run))
        return
    config = write_sample(folder, day, seed)
    open_workspace(config, running_command.get()).history.note_write()
    if not (quiet or as_json):
        typer.echo(sentence("commands.demo_written", folder=folder) + "\n")
    prepare(WritingOptions(config, day.isoformat(), as_json, quiet))
