"""A person is taken out of all that is kept, once their row is gone from the tabs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sheets_sync import monthly
from sheets_sync.catalogue import sentence
from sheets_sync.drafts import sweep_drafts
from sheets_sync.errors import Refusal
from sheets_sync.history.running.here import forget_answer, now
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.rights.forget_text import still_row
from sheets_sync.rights.request import Everything, Request
from sheets_sync.rights.whereabouts import copies_holding
from sheets_sync.workbooks.shared.addresses import is_address


def refuse_unforgettable(request: Request, everything: Everything) -> None:
    """Raise `Refusal` where a tab has the person, or may have, or it is not sure who is meant."""
    tabs, question = request.workspace.tabs, request.question
    made = [name for name in tabs.generated if name != tabs.saisie]
    # The next run would know them again.
    if typed := [row for row in everything.sure_rows if row.tab not in made]:
        raise Refusal("rights.still_there", rows=list(map(still_row, typed)))
    if request.missing_tabs:
        raise Refusal("rights.tab_missing", tabs=request.missing_tabs)
    if request.tabs_without_names:
        raise Refusal("rights.unread", tabs=request.tabs_without_names)
    says_who = question.pseudonym or question.born or question.pass_iae
    # A name alone does not say who it is in the register.
    if not (says_who or everything.sought.pseudonyms):
        raise Refusal("rights.say_who")


def forget_person(request: Request, everything: Everything, day: date, today: date) -> Everything:
    """What was held, with the copies that went: the memory first, with its sheets; then these."""
    workspace = request.workspace
    with workspace.history.people.forgetting(everything.identity, request.key, day):
        if everything.sure_rows:
            # Anomalies tells for a month that a row is gone, under its pseudonym.
            monthly.consolidate_tabs(workspace, day, today=today)
    # The sheets made anew have left a copy of what they were.
    copies = copies_holding(workspace, everything.sought)
    deletable = [Path(copy.address) for copy in copies if copy.is_deletable]
    for copy in deletable:
        copy.unlink(missing_ok=True)
    # A run that was killed leaves the whole workbook as a draft, which later ones keep for an hour.
    files = [Path(file) for file in workspace.written_workbooks if not is_address(file)]
    for folder in {file.parent for file in files}:
        sweep_drafts(folder)
    forget_answer(workspace.config.file)
    # The journal is about the hour at which somebody did it, whatever day it was done for.
    line = sentence("rights.journal", count=len(deletable))
    add_to_journal(workspace.history.folder, now(), line)
    return replace(everything, copies=copies)
