"""Reminders leave: over the account of config, or as drafts that the mail program opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.places import REMINDERS
from sheets_sync.documents.meetings.reminder import mail_to_send, reminder_draft
from sheets_sync.files import put_bytes
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.mailing.reminders import AGAIN_AFTER, Reminder
from sheets_sync.mailing.smtp import connected
from sheets_sync.people.identify import People
from sheets_sync.safe_names import file_name
from sheets_sync.workspace import Workspace

OpenFile = Callable[[Path], None]


class Refused(NamedTuple):
    """An SIAE, and whose addresses the server refuses: initials, "" for the SIAE's own."""

    siae: str
    whose: Sequence[str]


@dataclass(frozen=True)
class Sent:
    """Fate of the reminders that were due.

    Attributes:
        left: the SIAE whose reminder left, or whose draft was opened.
        refused: those whose reminder did not leave: the server refuses an address of theirs.
        drafts: the drafts that were opened; none where an account sends.
    """

    left: Sequence[str] = ()
    refused: Sequence[Refused] = ()
    drafts: Sequence[Path] = ()


def send_reminders(
    workspace: Workspace,
    people: People,
    reminders: Sequence[Reminder],
    now: datetime,
    open_file: OpenFile,
) -> Sent:
    """Send those that are due and that nobody else sends meanwhile; each is kept as sent first.

    Without a server in config, a draft of each is opened in the mail program: whoever sends it
    sends it, and it counts as sent.

    Raises:
        Refusal: the server ends the work; those that left are remembered.
    """
    due = [each for each in reminders if each.state == "due"]
    if not due:
        return Sent()
    # The findings are known again by pseudonyms, which a run without a register would make anew.
    workspace.history.save_people(people.key, people.registry)
    if not workspace.config.mail.server:
        return _open_drafts(workspace, due, now, open_file)
    left: list[str] = []
    refused: list[Refused] = []
    try:
        for reminder, addresses in _mailed(workspace, due, now):
            if addresses:
                whose = [reminder.recipients[each] for each in addresses]
                refused.append(Refused(reminder.siae, whose))
            else:
                left.append(reminder.siae)
    finally:
        _journal(workspace, now, "mailing.journal_sent", len(left), len(refused))
    return Sent(left, refused)


def _mailed(
    workspace: Workspace, due: Sequence[Reminder], now: datetime
) -> Iterator[tuple[Reminder, Sequence[str]]]:
    """Each reminder, once it left, with the addresses that it did not leave for."""
    mail = workspace.config.mail
    with connected(mail) as mailer:
        for reminder in _claimed(workspace, due, now):
            to = list(reminder.recipients)
            made = reminder.text.into(
                partial(
                    mail_to_send, to=list(reminder.recipients), sender=mail.sender or "", now=now
                )
            )
            refused: Sequence[str] = to
            try:
                refused = mailer.send(made.content)
            finally:
                if refused:
                    workspace.history.reminders.take_back(reminder.sent(now.date()))
            yield reminder, refused


def _claimed(workspace: Workspace, due: Sequence[Reminder], now: datetime) -> Iterator[Reminder]:
    """Those that nobody else sends meanwhile, each kept as sent before it goes.

    A run that is cut off in the midst of it must not send it a second time.
    """
    day = now.date()
    for reminder in due:
        if workspace.history.reminders.claim(reminder.sent(day), day - AGAIN_AFTER):
            yield reminder


def _open_drafts(
    workspace: Workspace, due: Sequence[Reminder], now: datetime, open_file: OpenFile
) -> Sent:
    folder = workspace.documents / REMINDERS
    opened: dict[str, Path] = {}
    for number, reminder in enumerate(_claimed(workspace, due, now), 1):
        name = f"brouillon-{number:02}-{file_name(reminder.siae)}-{now.date().isoformat()}.eml"
        made = reminder.text.into(partial(reminder_draft, to=list(reminder.recipients)))
        put_bytes(folder / name, made.content, private=True)
        open_file(folder / name)
        opened[reminder.siae] = folder / name
    _journal(workspace, now, "mailing.journal_drafts", len(opened), 0)
    return Sent(list(opened), (), list(opened.values()))


def _journal(workspace: Workspace, now: datetime, code: str, left: int, refused: int) -> None:
    """A line with counts only: neither a person nor an address stands in the journal."""
    add_to_journal(workspace.history.folder, now, sentence(code, count=left, refused=refused))
