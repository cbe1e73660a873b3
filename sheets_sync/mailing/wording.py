"""Sentences on reminders, by the command and by the window."""

from __future__ import annotations

from sheets_sync.catalogue import sentence
from sheets_sync.french import listed
from sheets_sync.mailing.reminders import Reminder
from sheets_sync.mailing.sending import Refused, Sent


def sent_text(sent: Sent) -> str:
    """Account of the reminders that were due; "" where none was, or others sent them meanwhile."""
    lines: list[str] = []
    if sent.left:
        code = "mailing.drafts_opened" if sent.drafts else "mailing.sent"
        lines.append(sentence(code, count=len(sent.left), siae=list(sent.left)))
    if sent.refused:
        named = [refused_text(each) for each in sent.refused]
        lines.append(sentence("mailing.unknown_there", siae=named))
    return "\n".join(lines)


def refused_text(refused: Refused) -> str:
    """« Un », or « Un (AB et CD) » where it is about the addresses of its counsellors."""
    initials = listed([whose for whose in refused.whose if whose])
    return f"{refused.siae} ({initials})" if initials else refused.siae


def state_text(reminder: Reminder) -> str:
    """To whom a reminder goes, or why it does not."""
    state = sentence(
        f"mailing.state.{reminder.state}",
        to=", ".join(reminder.recipients),
        day=reminder.reminded_on,
    )
    if reminder.state == "reminded" or not reminder.reminded:
        return state
    left_out = sentence("mailing.left_out", count=reminder.reminded, day=reminder.reminded_on)
    return f"{state}, {left_out}"
