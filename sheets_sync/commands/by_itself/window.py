"""`window`: every command on a page, without a terminal."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, ConfigOption, DryRun, Quiet
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.config import load_config
from sheets_sync.scheduling.launcher import put_launcher
from sheets_sync.workspace import open_workspace


def window(
    install: Annotated[
        bool,
        typer.Option(
            "--install",
            help="Mettre sur le bureau de cet ordinateur de quoi l'ouvrir d'un double-clic.",
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Ouvrir la fenêtre : tout ce que font ces commandes, une étape à la fois, sans terminal.
    Sans configuration, elle part d'un classeur que vous avez, ou d'un classeur vide.
    """
    if install:
        workspace = open_workspace(config)
        file = put_launcher(workspace.programme, config.resolve(), dry_run)
        if not quiet:
            typer.echo(unless_dry(sentence("commands.launcher_written", file=file), dry_run))
        return
    # The web server is loaded only where it serves: `--install` needs none of it.
    from sheets_sync.web.window.start.desk import last_programme, remember_programme
    from sheets_sync.web.window.window import open_window

    file = config.resolve()
    if file.exists():
        # Not its workbook: what that may lack, a password or an account, is given in the window.
        load_config(file)
        remember_programme(file)
    elif config == DEFAULT:
        file = last_programme() or file
    open_window(file, date.today)
