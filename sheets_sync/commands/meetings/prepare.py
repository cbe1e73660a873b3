"""`prepare`: all of it before a meeting."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from sheets_sync import monthly
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.files import written_files_text
from sheets_sync.commands.printing.iso_days import iso_or_null
from sheets_sync.commands.printing.month_json import cards_json, check_json, files_json
from sheets_sync.commands.starting.kept_answer import keeping_answer
from sheets_sync.commands.starting.unchanged import Answer
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import Save, Strict, WritingOptions
from sheets_sync.commands.steps.running import ending_of, finish
from sheets_sync.documents import summary
from sheets_sync.entry.cards.results import cards_text
from sheets_sync.history.states.state import Changes
from sheets_sync.monthly import Run
from sheets_sync.stages.every_tab import silent


def prepare(
    options: WritingOptions,
    strict: Strict = False,
    save: Save = False,
) -> None:
    """Tout préparer avant une réunion : feuilles, ordres du jour, rapports, et ce qui a changé
    depuis la dernière fois.
    """
    workspace, day = options.begin()
    today = running.today()
    with (
        keeping_answer(
            workspace, day, today, as_json=options.as_json, strict=strict
        ) as kept_answer,
        progress(show=not (options.quiet or options.as_json)) as step,
    ):
        workspace, run = options.work_with(
            workspace,
            lambda opened: monthly.prepare_meeting(
                opened,
                day,
                today=today,
                strict=strict,
                dry_run=options.dry_run,
                progress=step,
            ),
        )
    if save and not options.dry_run:
        workspace.save_open()
    options.report(
        data=lambda: _prepared_json(run),
        text=lambda: _prepared_text(run, options.dry_run),
        problems=lambda: run.problems,
    )
    repeated = None if options.dry_run else kept_answer.repeated(run, workspace)
    if repeated is not None:
        ending = ending_of(run.month, strict, not run.unmade)
        kept_answer.keep(
            repeated,
            Answer(_as_said(repeated.run, options.as_json), repeated.run.problems, *ending),
        )
    finish(run.month, strict, is_whole=not run.unmade)


def _as_said(run: Run, as_json: bool) -> str:
    if as_json:
        return running.as_printed(_prepared_json(run))
    return _prepared_text(run, dry_run=False) + "\n"


@contextlib.contextmanager
def progress(show: bool) -> Iterator[Callable[[str], None]]:
    """A spinner with the step under way, on a terminal; nothing elsewhere."""
    if not show:
        yield silent
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(sentence("commands.preparing")) as status:
        yield lambda step: status.update(sentence("commands.step", step=step))


def _prepared_text(run: Run, dry_run: bool) -> str:
    cards = cards_text(run.cards, dry_run)
    files = written_files_text(run.published, run.documents, dry_run)
    text = summary.prepare_text(run.month, run.changes, cards, files)
    return "\n".join([text, *run.notices])


def _prepared_json(run: Run) -> dict[str, Any]:
    return {
        **check_json(run.month),
        "cards": cards_json(run.cards),
        "changes": _change_counts_json(run.changes),
        "files": files_json(run.published, run.documents),
        "notices": list(run.notices),
    }


def _change_counts_json(changes: Changes) -> dict[str, Any]:
    return {
        "since": iso_or_null(changes.since),
        "nothing": changes.nothing,
        "appeared": changes.appeared,
        "vanished": changes.vanished,
        "corrected": changes.corrected,
        "exits": changes.exits,
        "anomalies_new": changes.anomalies_new,
        "anomalies_solved": changes.anomalies_solved,
    }
