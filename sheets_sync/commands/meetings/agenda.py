"""`agenda`: the agenda of a meeting."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.printing.document import document_writer, report_document
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import DocumentOptions
from sheets_sync.commands.steps.running import finish, read_day, tell_unread
from sheets_sync.errors import must_be_known
from sheets_sync.monthly import bring_together
from sheets_sync.stages.planned_meetings import planned_meetings


def agenda(
    meeting: Annotated[
        str,
        typer.Argument(
            metavar="RÉUNION", help="directions ou accompagnateurs (ou une autre de config.yaml)."
        ),
    ],
    options: DocumentOptions,
) -> None:
    """Écrire l'ordre du jour d'une réunion (.docx)."""
    workspace, day = options.begin()
    must_be_known("commands.the_meeting", meeting, planned_meetings(workspace, day))
    writer = document_writer(workspace, day, options)
    if options.again:
        report_document(writer.write_again("agenda", meeting, read_day(options.again)), options)
        return
    month = bring_together(workspace, day, strict=options.strict, today=running.today())
    report_document(writer.write_agenda(month, meeting), options)
    tell_unread(month)
    finish(month, failing=options.strict)
