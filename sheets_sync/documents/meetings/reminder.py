"""Reminders of what each SIAE must put right before the next meeting: text and e-mail draft.

No name of a person stands in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forms.rule import Severity
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.documents.meetings.mailboxes import recipients
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.documents.templates.fill import fill_text
from sheets_sync.release.door import Released
from sheets_sync.safe_names import header_text
from sheets_sync.settings.meeting import Meeting
from sheets_sync.settings.siae import Siae
from sheets_sync.steering.month import Month

MOST_ROWS = 60
"""Beyond so many of a kind, the Anomalies sheet is the better list."""


@dataclass(frozen=True)
class Occasion:
    """Circumstances that all reminders of a day have in common.

    Attributes:
        meetings: those of the programme: the next of them is what the work is to be done for.
        anomalies_tab: the sheet with the whole list.
        feedback: whether the cells in the SIAE's tab are coloured and have notes.
    """

    programme: str
    as_of: date
    meetings: Sequence[Meeting]
    anomalies_tab: str
    feedback: bool


class Reminded(NamedTuple):
    """What an SIAE was reminded of a few days ago, which its reminder does not repeat.

    Attributes:
        day: the last on which it was; None where there is none of it.
    """

    anomalies: Collection[Anomaly] = ()
    day: date | None = None


def released_texts(
    month: Month, occasion: Occasion, template: Path, reminded: Mapping[str, Reminded]
) -> dict[str, Released[str]]:
    """SIAE → its reminder: « Objet : … » on the first line, then what it says.

    Args:
        reminded: SIAE → what is left out of its reminder.
    """
    texts = {}
    for member in month.board.members:
        own = month.anomalies_of(member.name)
        before = reminded.get(member.name, Reminded())
        about = reminder_context(member.name, own, month.owners, occasion, before)
        filled = month.door.release("reminder", about)
        texts[member.name] = filled.into(partial(fill_text, template))
    return texts


def reminder_context(
    siae: str,
    own: Sequence[Anomaly],
    owners: RowOwners,
    occasion: Occasion,
    before: Reminded = Reminded(),
) -> dict[str, Any]:
    """Everything that the template of the reminder to `siae`, of its own anomalies, may show."""
    own = [each for each in own if each not in before.anomalies]
    errors, warnings = _of_severity(own, "error"), _of_severity(own, "warning")
    day, title = _meeting_to_come(occasion)
    meeting = ""
    if day is not None:
        meeting = french.long_day(day, weekday=True)
    return {
        "programme": occasion.programme,
        "siae": siae,
        "situation_au": french.long_day(occasion.as_of),
        "feuille": occasion.anomalies_tab,
        "reunion": meeting,
        "titre_reunion": title,
        "couleurs": occasion.feedback,
        "a_corriger": _by_counsellor(errors, owners),
        "a_verifier": _by_counsellor(warnings, owners),
        "nombre_a_corriger": len(errors),
        "nombre_a_verifier": len(warnings),
        "nombre_rappele": len(before.anomalies),
        "rappele_le": french.long_day(before.day) if before.day else "",
    }


def reminded_of(siae: str, month: Month) -> list[Anomaly]:
    """What an SIAE is reminded of: what is to be corrected or looked at in its tab."""
    return [each for each in month.anomalies_of(siae) if each.severity in ("error", "warning")]


def addressed_to(siae: Siae, month: Month, before: Reminded = Reminded()) -> dict[str, str]:
    """The addresses that a reminder goes to: its SIAE's, and those of whoever it asks; whose."""
    return recipients(siae, month.entries, asked_counsellors(siae.name, month, before))


def asked_counsellors(siae: str, month: Month, before: Reminded = Reminded()) -> set[str]:
    """The initials of whoever has something to correct in the tab of an SIAE; "" for nobody's."""
    asked = (each for each in reminded_of(siae, month) if each not in before.anomalies)
    return {month.owners.of(anomaly).referent for anomaly in asked}


def reminder_draft(text: str, to: Sequence[str] = ()) -> bytes:
    """The e-mail as a draft; the same bytes every time.

    Args:
        text: « Objet : … » on the first line, then what it says.
        to: whom it is addressed to: nobody where config names no mailbox.
    """
    return mail_draft(*_subject_and_body(text), to)


def mail_draft(subject: str, body: str, to: Sequence[str] = ()) -> bytes:
    """An e-mail to be sent by a person; the same bytes every time."""
    # The header is what makes Outlook open it as a draft.
    return _mail(subject, body, to, {"X-Unsent": "1"}).as_bytes()


def mail_to_send(text: str, to: Sequence[str], sender: str, now: datetime) -> EmailMessage:
    """The e-mail as it is sent; the text as that of a draft."""
    headers = {
        "From": sender,
        "Date": format_datetime(now.astimezone()),
        "Message-ID": make_msgid(domain=sender.partition("@")[2]),
        # No answer of a machine to this (RFC 3834): holiday replies would go round.
        "Auto-Submitted": "auto-generated",
    }
    return _mail(*_subject_and_body(text), to, headers)


def _subject_and_body(text: str) -> tuple[str, str]:
    first, _, body = text.partition("\n")
    return re.sub(r"^Objet\s*:\s*", "", first).rstrip(), body


def _mail(subject: str, body: str, to: Sequence[str], headers: Mapping[str, str]) -> EmailMessage:
    mail = EmailMessage(SMTP)
    mail["Subject"] = header_text(subject)
    for name, value in headers.items():
        mail[name] = value
    if to:
        mail["To"] = ", ".join(to)
    mail.set_content(body.strip() + "\n", cte="quoted-printable")
    return mail


def _meeting_to_come(occasion: Occasion) -> tuple[date | None, str]:
    """The day and title of the next meeting; None and "" where there is none."""
    meetings = [
        (next_date(meeting, occasion.as_of), meeting.title) for meeting in occasion.meetings
    ]
    return min(meetings, default=(None, ""))


def _of_severity(anomalies: Iterable[Anomaly], severity: Severity) -> list[Anomaly]:
    return [anomaly for anomaly in anomalies if anomaly.severity == severity]


def _by_counsellor(anomalies: Sequence[Anomaly], owners: RowOwners) -> list[Mapping[str, Any]]:
    """Group what is to be done by counsellor, each in the order of the tab.

    What is in no counsellor's row comes last.
    """
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for anomaly in anomalies[:MOST_ROWS]:
        rows[owners.of(anomaly).referent].append(
            {
                "cellule": _anomaly_location(anomaly),
                "message": anomaly.message,
                "onglet": anomaly.tab,
            }
        )
    counsellors = sorted(rows, key=lambda counsellor: (not counsellor, counsellor))
    return [{"referent": counsellor, "lignes": rows[counsellor]} for counsellor in counsellors]


def _anomaly_location(anomaly: Anomaly) -> str:
    if anomaly.cell:
        return anomaly.cell
    if anomaly.row:
        return sentence("reminder.row", row=anomaly.row)
    return sentence("reminder.tab")
