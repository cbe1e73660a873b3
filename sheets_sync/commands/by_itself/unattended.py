"""`unattended`: what the schedule starts."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer

from sheets_sync.commands.steps.options import DEFAULT, ConfigOption
from sheets_sync.scheduling.unattended import keep_preparing, prepare_alone

_LONGEST_SLEEP = 60.0
"""Seconds: a computer that was asleep over the hour goes on as soon as it is awake."""


def unattended(
    keep_trying: Annotated[
        bool,
        typer.Option(
            "--keep-trying",
            help="Classeur ouvert par quelqu'un, serveur muet : essayer d'heure en heure.",
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Ce que lance la planification : « prepare », sans rien afficher ; journal, et courriel à
    envoyer en cas d'échec.
    """
    file = config.resolve()
    if keep_trying:
        is_done = keep_preparing(file, datetime.now, _wait_until)
    else:
        is_done = prepare_alone(file, datetime.now)
    if not is_done:
        raise typer.Exit(2)


def _wait_until(moment: datetime) -> None:
    while (seconds := (moment - datetime.now()).total_seconds()) > 0:  # noqa: DTZ005 - local clock
        time.sleep(min(seconds, _LONGEST_SLEEP))
