"""`report`: the report to a funder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.document import document_writer, report_document
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import DocumentOptions
from sheets_sync.commands.steps.running import finish, read_day
from sheets_sync.documents.reports.plan import Issuing
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.monthly import bring_together


def report(
    funder: Annotated[
        str,
        typer.Argument(
            metavar="FINANCEUR", help="Un financeur de config.yaml, par exemple dreets."
        ),
    ],
    options: DocumentOptions,
    draft: Annotated[
        bool, typer.Option("--draft", help="Un projet, à relire : rien n'est émis.")
    ] = False,
    correction: Annotated[
        bool,
        typer.Option(
            "--correction", help="Rectifier, une fois, le rapport émis pour la même période."
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Émettre sans demander, quoi que les totaux laissent deviner."),
    ] = False,
) -> None:
    """Émettre le rapport à un financeur (.docx) : il est retenu, et protège les suivants."""
    workspace, day = options.begin()
    must_be_known("commands.the_funder", funder, list(workspace.config.funders))
    writer = document_writer(workspace, day, options)
    if options.again:
        report_document(writer.write_again("report", funder, read_day(options.again)), options)
        return
    month = bring_together(workspace, day, strict=options.strict, today=running.today())
    plan = writer.reports.plan(month, funder, _issuing(draft=draft, correction=correction))
    changed = writer.reports.corrected_figures(month, plan) if correction else []
    if plan.others_lose:
        typer.echo("\n".join(plan.others_lose), err=True)
    if not yes:
        gives_away = plan.gives_away if plan.goes_out else ()
        reword = writer.reports.texts_to_reword(month, plan)
        if options.as_json or options.quiet:
            _refuse_unasked(changed, gives_away, must_ask=not options.dry_run)
        else:
            _tell(changed, gives_away, reword)
            _ask_to_issue(changed, [*gives_away, *reword], must_ask=not options.dry_run)
    report_document(writer.write_report(month, plan), options)
    finish(month, failing=options.strict)


def _issuing(*, draft: bool, correction: bool) -> Issuing:
    if draft and correction:
        raise Refusal("report.draft_or_correction")
    if correction:
        return "correction"
    if draft:
        return "draft"
    return "issue"


def _refuse_unasked(changed: Sequence[str], gives_away: Sequence[str], *, must_ask: bool) -> None:
    """Raise `Refusal` where nobody can be asked what must be."""
    if changed and must_ask:
        raise Refusal("report.correction_unasked", figures=_indented(changed))
    if gives_away and must_ask:
        raise Refusal("report.unasked", warnings=_indented(gives_away))


def _tell(changed: Sequence[str], gives_away: Sequence[str], reword: Sequence[str]) -> None:
    """Say what a report tells of somebody, or corrects of another.

    Args:
        changed: what a correction puts right.
        reword: its texts that somebody was taken out of.
    """
    if changed:
        typer.echo(sentence("commands.report_corrects", figures=_indented(changed)), err=True)
    if gives_away:
        typer.echo(sentence("commands.report_gives_away", warnings=_indented(gives_away)), err=True)
    if reword:
        typer.echo(sentence("commands.report_reword", texts=_indented(reword)), err=True)


def _ask_to_issue(changed: Sequence[str], told: Sequence[str], *, must_ask: bool) -> None:
    """Have it said that a report may go out of which something was told."""
    if changed and must_ask:
        must_agree(sentence("commands.issue_correction"), "--yes")
    elif told and must_ask:
        must_agree(sentence("commands.issue_all_the_same"), "--yes")


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
