"""Reminders of what each SIAE must put right before the next meeting: text and e-mail draft.

No name of a person stands in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from forms.form import Severity
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.safe_names import header_text
from sheets_sync.settings import Meeting

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


def context(
    siae: str, anomalies: Iterable[Anomaly], owners: RowOwners, occasion: Occasion
) -> dict[str, Any]:
    """Everything that the template of the reminder to `siae` may show."""
    own = [anomaly for anomaly in anomalies if anomaly.siae == siae]
    errors, warnings = _of_severity(own, "error"), _of_severity(own, "warning")
    day, title = _next_meeting(occasion)
    return {
        "programme": occasion.programme,
        "siae": siae,
        "situation_au": french.long_day(occasion.as_of),
        "feuille": occasion.anomalies_tab,
        "reunion": french.long_day(day, weekday=True) if day else "",
        "titre_reunion": title,
        "couleurs": occasion.feedback,
        "a_corriger": _by_counsellor(errors, owners),
        "a_verifier": _by_counsellor(warnings, owners),
        "nombre_a_corriger": len(errors),
        "nombre_a_verifier": len(warnings),
    }


def draft(text: str) -> bytes:
    """The e-mail, addressed to nobody yet; the same bytes every time.

    Args:
        text: « Objet : … » on the first line, then what it says.
    """
    first, _, body = text.partition("\n")
    return mail_draft(first.removeprefix("Objet :").strip(), body)


def mail_draft(subject: str, body: str) -> bytes:
    """An e-mail that is addressed to nobody yet; the same bytes every time."""
    message = EmailMessage(SMTP)
    message["Subject"] = header_text(subject)
    # What makes Outlook open it as a draft.
    message["X-Unsent"] = "1"
    message.set_content(body.strip() + "\n", cte="quoted-printable")
    return message.as_bytes()


def _next_meeting(occasion: Occasion) -> tuple[date | None, str]:
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
            {"cellule": _where_to_look(anomaly), "message": anomaly.message, "onglet": anomaly.tab}
        )
    counsellors = sorted(rows, key=lambda counsellor: (not counsellor, counsellor))
    return [{"referent": counsellor, "lignes": rows[counsellor]} for counsellor in counsellors]


def _where_to_look(anomaly: Anomaly) -> str:
    if anomaly.cell:
        return anomaly.cell
    if anomaly.row:
        return sentence("reminder.row", row=anomaly.row)
    return sentence("reminder.tab")
