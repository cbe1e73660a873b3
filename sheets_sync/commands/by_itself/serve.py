"""`serve`: the form for entries from a phone."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, ConfigOption
from sheets_sync.commands.steps.running import begin
from sheets_sync.outside.submissions import Inbox
from sheets_sync.stages.door_before_reading import door_before_reading
from sheets_sync.web.phone.serve import application, serve_until_stopped, web_address
from sheets_sync.workspace import Workspace, open_workspace


def serve(
    without_https: Annotated[
        bool,
        typer.Option(
            "--without-https",
            help=(
                "Écouter tout le réseau local sans chiffrement : pour un essai, jamais "
                "avec de vraies personnes."
            ),
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Servir le formulaire de saisie pour téléphone ; « forms links » donne les liens."""
    workspace, day = begin(config, "")
    typer.echo(sentence("commands.served", address=web_address(workspace.web)))
    door = door_before_reading(workspace, day)
    served = application(CurrentInbox(workspace), door, workspace.programme, date.today)
    serve_until_stopped(served, workspace.web, workspace.folder, without_https)


class CurrentInbox:
    """Where entries go, by config as it is when one comes: `serve` outlives its settings."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._config = workspace.config.file.read_bytes()

    def __call__(self) -> Inbox:
        """The tabs, and the form with the values that the lists have by now.

        Raises:
            Refusal: config was changed since, and is wrong.
        """
        file = self.workspace.config.file
        config = file.read_bytes()
        if config != self._config:
            self.workspace, self._config = open_workspace(file, "serve"), config
        workspace = self.workspace
        form = workspace.offering_forms["participant"]
        return Inbox(
            form,
            workspace.entry_tabs(form),
            workspace.member_names,
            workspace.history,
            workspace.open_anew,
        )
