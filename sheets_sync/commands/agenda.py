"""`agenda`: the agenda of a meeting."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.printing.document import OutputOptions, report_document
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import (
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
from sheets_sync.commands.steps.running import begin, finish, must_be_known, read_day
from sheets_sync.documents.write import DocumentWriter
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
    options = OutputOptions(as_json, quiet, dry_run, pdf)
    workspace, day = begin(config, as_of)
    must_be_known("commands.the_meeting", meeting, list(workspace.config.meetings))
    writer = DocumentWriter(
        workspace.document_settings, workspace.history, dry_run, is_today=day == running.today()
    )
    if again:
        report_document(writer.write_again("agenda", meeting, read_day(again)), options)
        return
    month = bring_together(workspace, day, strict=strict)
    report_document(writer.write_agenda(month, meeting), options)
    finish(month, failing=strict)
