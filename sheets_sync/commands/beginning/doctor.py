"""`doctor`: what is missing to work."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.findings import report_findings
from sheets_sync.commands.steps.options import Options
from sheets_sync.doctor import examine
from sheets_sync.errors import Refusal
from sheets_sync.release.door import Door
from sheets_sync.release.masking import MaskText
from sheets_sync.release.people.people_in_texts import known_people
from sheets_sync.stages.every_tab import read_entries
from sheets_sync.workspace import Workspace


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
    mask = _mask_of_tabs(workspace, day)
    report_findings(examine(workspace, day, mask), "sheets-sync doctor", options)


def _mask_of_tabs(workspace: Workspace, day: date) -> MaskText | None:
    """Mask for the name of a tab: only who reads the participants knows which is one."""
    history = workspace.history
    try:
        entries = read_entries(workspace, day)
        departed = history.name_marks.departed({}, day, history.register.key())
    except Refusal:
        # What bars the way is a finding of its own.
        return None
    known = known_people(entries, workspace.organisations, workspace.titles.values(), departed)
    return Door(workspace.audiences, known.mask).mask("anomalies")
