"""`agenda`: the agenda of a meeting."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.document import Telling, report_document
from sheets_sync.commands.options import (
    DEFAULT,
    Again,
    AsOf,
    ConfigOption,
    DryRun,
    Json,
    Pdf,
    Quiet,
    Strict,
)
from sheets_sync.commands.running import begin, finish, must_be_known, read_day
from sheets_sync.documents.write import write_again, write_agenda
from sheets_sync.monthly import bring_together


def agenda(
    meeting: Annotated[
        str,
        typer.Argument(
            metavar="RÉUNION", help="directions ou accompagnateurs (ou une autre de config.yaml)."
        ),
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    again: Again = "",
    pdf: Pdf = False,
) -> None:
    """Écrire l'ordre du jour d'une réunion (.docx)."""
    telling = Telling(as_json, quiet, dry_run, pdf)
    workspace, day = begin(config, as_of)
    history = workspace.history
    must_be_known("commands.the_meeting", meeting, list(workspace.config.meetings))
    if again:
        made_on = read_day(again)
        document = write_again(workspace.config, history, "agenda", meeting, made_on, dry_run)
        report_document(document, telling)
        return
    month = bring_together(workspace, day, strict=strict)
    report_document(write_agenda(month, history, meeting, dry_run), telling)
    finish(month, failing=strict)
