"""What goes with an agenda: invitation, e-mail draft, minutes; and the coordinator's own notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sheets_sync.documents.document_settings import DocumentSettings
from sheets_sync.documents.files.filled_before import FilledBefore
from sheets_sync.documents.meetings import invitation, to_prepare
from sheets_sync.documents.templates.fill import fill_text
from sheets_sync.documents.templates.used_templates import (
    AGENDA_PAGE,
    AGENDA_TEXT,
    MINUTES,
    TO_PREPARE,
)
from sheets_sync.release.door import Released
from sheets_sync.safe_names import file_name
from sheets_sync.steering.month import Month


class MadeAgenda(NamedTuple):
    """An agenda as a file."""

    name: str
    data: bytes


def files_around(
    settings: DocumentSettings,
    name: str,
    as_of: date,
    filled: Released[dict[str, Any]],
    made: MadeAgenda,
    before: FilledBefore,
) -> dict[str, Released[bytes]]:
    """The invitation, the e-mail draft that carries it, and the minutes to be filled in.

    Args:
        before: what runs before made of them.
    """
    meeting = settings.meetings[name]

    def ics(context: Mapping[str, Any]) -> bytes:
        return invitation.invitation(name, meeting, context, as_of)

    def draft(context: Mapping[str, Any]) -> bytes:
        mail = invitation.Draft(
            subject=f"{context['programme']}, {context['titre']} : {context['date']}",
            text=fill_text(settings.template(AGENDA_TEXT), context),
            page=fill_text(settings.template(AGENDA_PAGE), context, autoescape=True),
            invitation=ics(context),
            agenda=made.data,
            agenda_name=made.name,
        )
        return mail.as_bytes()

    about = f"{file_name(name)}-{filled.content['jour'].isoformat()}"
    minutes = f"releve-de-decisions-{about}.docx"
    return {
        f"invitation-{about}.ics": filled.into(ics),
        f"invitation-{about}.eml": filled.into(draft),
        minutes: before.fill(minutes, settings.template(MINUTES), filled),
    }


def notes_before(
    settings: DocumentSettings, name: str, month: Month, day: date
) -> dict[str, Released[bytes]]:
    """What only the coordinator reads before the meeting of `day`."""
    template = settings.template(TO_PREPARE)
    notes = to_prepare.notes_context(
        settings.programme,
        name,
        settings.meetings[name],
        settings.usual_points,
        month.measures,
        month.as_of,
        with_situations=settings.output_of("agenda", name) == "counsellors_agenda",
    )
    text = month.door.release("preparation", notes).into(
        lambda context: fill_text(template, context).encode()
    )
    return {f"{day.isoformat()}-{file_name(name)}/{TO_PREPARE}": text}
