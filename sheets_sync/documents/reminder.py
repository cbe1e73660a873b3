"""What each SIAE is asked to put right before the next meeting: a text, and the same as an e-mail draft. No name of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from sheets_sync import french
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.agenda import next_date
from sheets_sync.steering.month import Month

MOST_LINES = 60
"""Beyond so many of a kind, the Anomalies sheet is the better list."""


def context(month: Month, siae: str) -> dict[str, Any]:
    """Everything that the template of the reminder to `siae` may show."""
    mine = [anomaly for anomaly in month.anomalies if anomaly.siae == siae]
    meetings = [
        (next_date(meeting, month.as_of), meeting.title)
        for meeting in month.config.meetings.values()
    ]
    day, title = min(meetings, default=(None, ""))
    return {
        "programme": month.config.programme, "siae": siae, "situation_au": french.long_day(month.as_of), "feuille": month.config.tabs.anomalies,
        "reunion": french.long_day(day, weekday=True) if day else "", "titre_reunion": title, "couleurs": month.config.feedback,
        "a_corriger": _by_counsellor(month, mine, "error"), "a_verifier": _by_counsellor(month, mine, "warning"),
        "nombre_a_corriger": sum(a.severity == "error" for a in mine), "nombre_a_verifier": sum(a.severity == "warning" for a in mine),
    }  # fmt: skip


def draft(text: str) -> bytes:
    """The e-mail, addressed to nobody yet: « Objet : … » on the first line, then what it says; the same bytes every time."""
    first, _, body = text.partition("\n")
    return mail_draft(first.removeprefix("Objet :").strip(), body)


def mail_draft(subject: str, body: str) -> bytes:
    """An e-mail that is addressed to nobody yet; the same bytes every time."""
    message = EmailMessage(SMTP)
    message["Subject"] = subject
    message["X-Unsent"] = "1"  # what makes Outlook open it as a draft
    message.set_content(body.strip() + "\n", cte="quoted-printable")
    return message.as_bytes()


def _by_counsellor(
    month: Month, anomalies: Sequence[Anomaly], severity: str
) -> list[Mapping[str, Any]]:
    """What is to be done, counsellor by counsellor, in the order of the tab; those of no counsellor last."""
    found: dict[str, list[dict[str, str]]] = {}
    for anomaly in [anomaly for anomaly in anomalies if anomaly.severity == severity][:MOST_LINES]:
        who = month.owners.of(anomaly).referent
        where = anomaly.cell or (f"ligne {anomaly.row}" if anomaly.row else "onglet")
        found.setdefault(who, []).append(
            {"cellule": where, "message": anomaly.message, "onglet": anomaly.tab}
        )
    return [
        {"referent": who, "lignes": found[who]}
        for who in sorted(found, key=lambda who: (not who, who))
    ]
