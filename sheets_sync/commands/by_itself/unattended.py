"""`unattended`: what the schedule starts."""

from __future__ import annotations

from datetime import datetime

import typer

from sheets_sync.commands.steps.options import DEFAULT, ConfigOption
from sheets_sync.scheduling.unattended import prepare_alone


def unattended(config: ConfigOption = DEFAULT) -> None:
    """Ce que lance la planification : « prepare », sans rien afficher ; journal, et courriel à
    envoyer en cas d'échec.
    """
    if not prepare_alone(config.resolve(), datetime.now):
        raise typer.Exit(2)
