"""`report`: the report to a funder."""

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


def report(
    funder: Annotated[
        str,
        typer.Argument(
            metavar="FINANCEUR", help="Un financeur de config.yaml, par exemple dreets."
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
    """Écrire le rapport à un financeur (.docx)."""
    options = OutputOptions(as_json, quiet, dry_run, pdf)
    workspace, day = begin(config, as_of)
    must_be_known("commands.the_funder", funder, list(workspace.config.funders))
    writer = DocumentWriter(
        workspace.document_settings, workspace.history, dry_run, is_today=day == running.today()
    )
    if again:
        report_document(writer.write_again("report", funder, read_day(again)), options)
        return
    month = bring_together(workspace, day, strict=strict)
    report_document(writer.write_report(month, funder), options)
    finish(month, failing=strict)
