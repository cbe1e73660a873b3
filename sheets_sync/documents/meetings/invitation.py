"""The meeting as others receive it: a calendar invitation, and an e-mail draft with the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

from forms.words import fold
from sheets_sync.documents.meetings.timetable import end_of, on_day, start_of
from sheets_sync.safe_names import header_text
from sheets_sync.settings.meeting import Meeting

PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIRST = date(2020, 1, 1)
"""Versions of an invitation are numbered by the days since: a later one has a higher number."""
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Draft:
    """An e-mail with an agenda.

    Attributes:
        text, page: the agenda as plain text and as HTML.
        invitation: the `.ics` file. agenda: the agenda as `.docx`, attached as `agenda_name`.
    """

    subject: str
    text: str
    page: str
    invitation: bytes
    agenda: bytes
    agenda_name: str

    def as_bytes(self) -> bytes:
        """The e-mail, addressed to nobody yet; the same bytes every time."""
        message = EmailMessage(SMTP)
        message["Subject"] = header_text(self.subject)
        # What makes Outlook open it as a draft.
        message["X-Unsent"] = "1"
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.page, subtype="html", cte="quoted-printable")
        message.add_attachment(
            self.invitation,
            maintype="text",
            subtype="calendar",
            filename="invitation.ics",
            params={"method": "PUBLISH", "charset": "utf-8"},
        )
        message.add_attachment(
            self.agenda, maintype="application", subtype=_DOCX, filename=self.agenda_name
        )
        # Boundaries are random unless they are set.
        multiparts = (part for part in message.walk() if part.is_multipart())
        for number, part in enumerate(multiparts):
            part.set_boundary(f"=-sheets-sync-{number}")
        return message.as_bytes()


def invitation(name: str, meeting: Meeting, agenda: Mapping[str, Any], as_of: date) -> bytes:
    """The meeting as an `.ics` file (RFC 5545); made again that day it is the same bytes.

    Its UID is that of the month's meeting, so that a new date or hour moves it in the calendars;
    its SEQUENCE grows from day to day.

    Args:
        agenda: the context of its agenda.
    """
    from icalendar import Calendar, Event

    day: date = agenda["jour"]
    programme = agenda["programme"]
    meeting = on_day(meeting, day)
    event = Event()
    event.add("uid", f"{_slug(programme)}-{_slug(name)}-{day:%Y-%m}@sheets-sync")
    event.add("sequence", (as_of - _FIRST).days)
    event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
    event.add("dtstart", start_of(meeting, day).replace(tzinfo=PARIS))
    # Calendars keep the time that is booked, be the programme shorter.
    event.add("dtend", end_of(meeting, day).replace(tzinfo=PARIS))
    event.add("summary", f"{programme} – {agenda['titre']}")
    event.add("location", agenda["lieu"])
    if meeting.place.startswith(("http://", "https://")):
        event.add("url", meeting.place)
    event.add("description", "\n".join(map(_slot_line, agenda["deroule"])))
    calendar = Calendar()
    calendar.add("prodid", "-//sheets-sync//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=day - _YEAR, last_date=day + _YEAR)
    return bytes(calendar.to_ical())


def _slot_line(slot: Mapping[str, Any]) -> str:
    about = f"{slot['nature']}, {slot['minutes']} min, {slot['anime']}"
    return f"{slot['heure']}  {slot['titre']} ({about})"


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")
