"""The meeting as others receive it: a calendar invitation that an update updates, and an e-mail draft with the agenda in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

from forms.words import fold
from sheets_sync.settings import Meeting

PARIS = ZoneInfo("Europe/Paris")
_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIRST = date(2020, 1, 1)
"""Versions of an invitation are numbered by the days since: a later one is always a higher number."""


def invitation(
    programme: str, name: str, meeting: Meeting, context: Mapping[str, Any], as_of: date
) -> bytes:
    """The meeting of the agenda `context` as an `.ics` file (RFC 5545); made again that day it is the same bytes.

    Its UID is that of the month's meeting, so that a new date or hour moves it in the calendars; its SEQUENCE grows from day to day.
    """
    from icalendar import Calendar, Event

    day: date = context["jour"]
    hour, _, minute = meeting.time.partition(":")
    start = datetime(day.year, day.month, day.day, int(hour), int(minute or 0), tzinfo=PARIS)
    event = Event()
    event.add(
        "uid",
        f"{fold(programme).replace(' ', '-')}-{fold(name).replace(' ', '-')}-{day:%Y-%m}@sheets-sync",
    )
    event.add("sequence", (as_of - _FIRST).days)
    event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=ZoneInfo("UTC")))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{programme} – {meeting.title}")
    event.add("location", context["lieu"])
    if meeting.place.startswith(("http://", "https://")):
        event.add("url", meeting.place)
    event.add("description", "\n".join(f"{p['heure']}  {p['titre']} ({p['nature']}, {p['minutes']} min, {p['anime']})" for p in context["deroule"]))  # fmt: skip
    calendar = Calendar()
    calendar.add("prodid", "-//sheets-sync//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=day - timedelta(days=366), last_date=day + timedelta(days=366)
    )
    return bytes(calendar.to_ical())


def draft(subject: str, text: str, page: str, ics: bytes, agenda: bytes, agenda_name: str) -> bytes:
    """The e-mail, addressed to nobody yet: the agenda as text, as HTML and attached, and the invitation; the same bytes every time."""
    message = EmailMessage(SMTP)
    message["Subject"] = subject
    message["X-Unsent"] = "1"  # what makes Outlook open it as a draft
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    message.add_attachment(ics, maintype="text", subtype="calendar", filename="invitation.ics", params={"method": "PUBLISH", "charset": "utf-8"})  # fmt: skip
    message.add_attachment(agenda, maintype="application", subtype=_DOCX, filename=agenda_name)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=-sheets-sync-{number}")
    return message.as_bytes()
