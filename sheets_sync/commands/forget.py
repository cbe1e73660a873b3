"""`forget`: a person taken out of all that is kept, once their row is gone from the tabs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync import monthly
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.forget import forgotten_text, plan_text, still_row
from sheets_sync.commands.starting.unchanged import forget_answer
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.whom import Whom, the_one_meant
from sheets_sync.errors import Refusal
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.rights.request import Everything, Request
from sheets_sync.rights.whereabouts import copies_holding
from sheets_sync.workspace import Workspace


def forget(
    whom: Whom,
    options: WritingOptions,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander avant d'effacer.")] = False,
) -> None:
    """Effacer une personne de tout ce que l'outil garde, sa ligne une fois ôtée des onglets."""
    workspace, day = options.begin()
    request = whom.request(workspace, day)
    sought = the_one_meant(request.persons)
    everything = request.everything_on(sought)
    _refuse_while_there(workspace, everything)
    if request.missing_tabs:
        raise Refusal("rights.tab_missing", tabs=request.missing_tabs)
    if request.tabs_without_names:
        raise Refusal("rights.unread", tabs=request.tabs_without_names)
    _refuse_unknown(request, everything)
    is_wanted = not (options.dry_run or everything.is_nothing_of_ours)
    by_name = not request.question.pseudonym
    if is_wanted:
        if not yes:
            typer.echo(plan_text(everything, by_name=by_name), err=True)
            must_agree(sentence("rights.forget_it"), "--yes")
        _forget(workspace, request, everything, day)
    options.report(
        data=lambda: _outcome_json(everything, is_wanted),
        text=lambda: forgotten_text(everything, by_name=by_name, is_done=is_wanted),
    )


def _forget(workspace: Workspace, request: Request, everything: Everything, day: date) -> None:
    """The memory first, with the sheets that were published of it; then the copies."""
    people = workspace.history.people
    with people.forgetting(everything.identity, request.key, day):
        if everything.sure_rows:
            # Anomalies tells for a month that a row is gone, under its pseudonym.
            monthly.consolidate_tabs(workspace, day, today=running.today())
    # The sheets made anew have left a copy of what they were.
    copies = copies_holding(workspace, everything.sought)
    deletable = [Path(copy.place) for copy in copies if copy.is_deletable]
    for copy in deletable:
        copy.unlink(missing_ok=True)
    # The journal is about the hour at which somebody did it, whatever day it was done for.
    now = datetime.now()  # noqa: DTZ005 - the coordinator's own clock
    forget_answer(workspace.config.file)
    line = sentence("rights.journal", count=len(deletable))
    add_to_journal(workspace.history.folder, now, line)


def _refuse_while_there(workspace: Workspace, everything: Everything) -> None:
    """Raise `Refusal` while a tab has the person: the next run would know them again."""
    made = [name for name in workspace.tabs.generated if name != workspace.tabs.saisie]
    typed = [row for row in everything.sure_rows if row.tab not in made]
    if typed:
        raise Refusal("rights.still_there", rows=list(map(still_row, typed)))


def _refuse_unknown(request: Request, everything: Everything) -> None:
    """Raise `Refusal` where a name alone does not say who it is in the register."""
    question = request.question
    says_who = question.pseudonym or question.born or question.pass_iae
    if not (says_who or everything.sought.pseudonyms):
        raise Refusal("rights.say_who")


def _outcome_json(everything: Everything, is_done: bool) -> dict[str, Any]:
    memory = everything.memory
    copies = [copy.place for copy in everything.copies if copy.is_deletable]
    by_hand = [copy.place for copy in everything.copies if not copy.is_deletable]
    return {
        "forgotten": is_done,
        "register": len(memory.fingerprints),
        "states": [day.isoformat() for day in memory.states],
        "answers": len(memory.pairs),
        "findings": len(memory.findings),
        "differences": list(memory.differences),
        "figures": list(memory.documents),
        "memory_copies": [str(file) for file in everything.memory_copies],
        "copies": copies,
        "doubtful": list(map(still_row, everything.doubtful_rows)),
        "by_hand": [*by_hand, *map(str, everything.documents)],
    }
