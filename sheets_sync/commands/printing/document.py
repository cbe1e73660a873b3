"""Printing that `agenda` and `report` share: a document, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sheets_sync.commands.printing.files import written_files_text
from sheets_sync.commands.printing.month_json import files_json
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import DocumentOptions, WritingOptions
from sheets_sync.documents.files.pdf import print_pdf
from sheets_sync.documents.files.planned import Document
from sheets_sync.documents.write import DocumentWriter
from sheets_sync.generated.publish import Published
from sheets_sync.workspace import Workspace


def document_writer(workspace: Workspace, day: date, options: WritingOptions) -> DocumentWriter:
    """Writer of the documents of a day."""
    is_today = day == running.today()
    settings, history = workspace.document_settings, workspace.history
    return DocumentWriter(settings, history, options.dry_run, is_today=is_today)


def report_document(document: Document, options: DocumentOptions) -> None:
    """Say what became of a document; print it as a PDF first where asked."""
    printed = Published({})
    if options.pdf and not options.dry_run:
        file, outcome = print_pdf(document.path)
        printed = Published({str(file): outcome})
    options.report(
        data=lambda: {"files": files_json(printed, [document]), **_issue_json(document)},
        text=lambda: written_files_text(printed, [document], options.dry_run),
    )


def _issue_json(document: Document) -> dict[str, Any]:
    """Of a report, whether it was issued, what its totals could tell, and those not told."""
    if document.issued is None:
        return {}
    return {
        "issued": document.issued,
        "gives_away": list(document.gives_away),
        "hidden": list(document.hidden),
    }
