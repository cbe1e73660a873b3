"""`consolidate`: check, then write Consortium, Anomalies, Pilotage and the feedback in the tabs."""

from __future__ import annotations

from typing import Any

from sheets_sync import monthly
from sheets_sync.commands.printing.files import written_files_text
from sheets_sync.commands.printing.month_json import cards_json, check_json, files_json
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import Save, Strict, WritingOptions
from sheets_sync.commands.steps.running import finish
from sheets_sync.documents.summary import counts_text
from sheets_sync.entry.cards.results import cards_text
from sheets_sync.monthly import Run


def consolidate(
    options: WritingOptions,
    strict: Strict = False,
    save: Save = False,
) -> None:
    """Contrôler, puis écrire les feuilles Consortium, Anomalies et Pilotage."""
    workspace, day = options.begin()
    today = running.today()
    workspace, run = options.work_with(
        workspace,
        lambda opened: monthly.consolidate_tabs(
            opened, day, today=today, strict=strict, dry_run=options.dry_run
        ),
    )
    if save and not options.dry_run:
        workspace.save_open()
    options.report(
        data=lambda: _consolidated_json(run),
        text=lambda: _consolidated_text(run, options.dry_run),
        problems=lambda: run.problems,
    )
    finish(run.month, failing=strict)


def _consolidated_json(run: Run) -> dict[str, Any]:
    return {
        **check_json(run.month),
        "cards": cards_json(run.cards),
        "files": files_json(run.published),
        "notices": list(run.notices),
    }


def _consolidated_text(run: Run, dry_run: bool) -> str:
    cards, counts = cards_text(run.cards, dry_run), counts_text(run.month)
    files = written_files_text(run.published, [], dry_run)
    notices = "\n".join(run.notices)
    return "\n\n".join(part for part in (cards, f"{counts}\n{files}", notices) if part)
