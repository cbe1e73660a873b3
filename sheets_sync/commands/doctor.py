"""`doctor`: what is missing to work."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.findings import report_findings
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, Json, Quiet
from sheets_sync.commands.steps.running import begin
from sheets_sync.doctor import examine


def doctor(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    sign_in: Annotated[
        bool,
        typer.Option(
            "--sign-in", help="Se connecter à Google dans le navigateur, sans compte de service."
        ),
    ] = False,
) -> None:
    """Dire ce qui manque pour travailler : accès à Google, partage, droits, onglets, dossiers."""
    workspace, day = begin(config, as_of)
    if sign_in:
        from sheets_sync.workbooks.google.api import credentials

        typer.echo(sentence("commands.signed_in", file=credentials.sign_in()))
    report_findings(examine(workspace, day), "sheets-sync doctor", as_json=as_json, quiet=quiet)
