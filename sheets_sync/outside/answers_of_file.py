"""The answers of a file brought into the tabs of a programme: by a command or in the window."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import NamedTuple

from forms.form import Form
from forms.values import ReadingContext
from sheets_sync.errors import SAVED_MEANWHILE, Refusal, refusing_mistakes
from sheets_sync.outside.answer_file import AnswerFile, read_answers
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.outside.submissions import Imported, Inbox, Wish, bring_in
from sheets_sync.workspace import Workspace


class BroughtIn(NamedTuple):
    """The answers that were read, and what became of each."""

    answers: AnswerFile
    imported: Imported


def bring_in_file(
    workspace: Workspace,
    file: Path,
    form_id: str,
    day: date,
    wish: Wish,
    again: Collection[int] = (),
) -> BroughtIn:
    """Read a file of answers to a form, and put into the tabs what is not in them yet.

    Args:
        again: the lines of answers that are added although an earlier run did.

    Raises:
        Refusal: the file cannot be read, or is an export that `reconcile` reads.
    """
    form = workspace.offering_forms[form_id]
    with refusing_mistakes():
        formats = load_formats(workspace.participants, workspace.folder)
    context = ReadingContext(day, workspace.member_names)
    answers = read_answers(file, form, context, formats.values())
    try:
        imported = bring_in(answers.answers, _inbox(workspace, form, again), day, wish)
    except Refusal as refusal:
        if refusal.code not in SAVED_MEANWHILE:
            raise
        # Once more, on what was saved: an answer that is in by now is known, or seen to be there.
        imported = bring_in(answers.answers, _inbox(workspace, form, again), day, wish)
    return BroughtIn(answers, imported)


def _inbox(workspace: Workspace, form: Form, again: Collection[int]) -> Inbox:
    return Inbox(
        form,
        workspace.entry_tabs(form),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
        again,
    )
