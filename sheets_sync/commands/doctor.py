"""`doctor`: what is missing to work."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.findings import report_findings
from sheets_sync.commands.steps.options import Options
from sheets_sync.doctor import examine


def doctor(
    options: Options,
    sign_in: Annotated[
        bool,
        typer.Option(
            "--sign-in", help="Se connecter à Google dans le navigateur, sans compte de service."
        ),
    ] = False,
) -> None:
    """Dire ce qui manque pour travailler : accès à Google, partage, droits, onglets, dossiers."""
    workspace, day = options.begin()
    if sign_in:
        from sheets_sync.workbooks.google.api import credentials

        typer.echo(sentence("commands.signed_in", file=credentials.sign_in()))
    report_findings(examine(workspace, day), "sheets-sync doctor", options)
