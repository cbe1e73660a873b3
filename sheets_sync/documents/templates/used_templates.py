"""Templates that a month is written with, and the names that each of them may show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sheets_sync.documents.index_page import INDEX
from sheets_sync.documents.templates import contexts
from sheets_sync.documents.templates.names import Shape
from sheets_sync.settings.funder import Funder
from sheets_sync.settings.meeting import Meeting

AGENDA_TEXT, AGENDA_PAGE = "ordre-du-jour.txt", "ordre-du-jour.html"
MINUTES = "releve-de-decisions.docx"
DASHBOARD = "tableau-de-bord.html"
REMINDER = "relance.txt"
TO_PREPARE = "a-preparer.md"
_AGENDAS = {
    "directions": "ordre-du-jour-directions.docx",
    "accompagnateurs": "ordre-du-jour-accompagnateurs.docx",
}
_USUAL_AGENDA = _AGENDAS["directions"]


def agenda_template(name: str, meeting: Meeting) -> str:
    """The template of the agenda of the meeting called `name` in config."""
    return meeting.template or _AGENDAS.get(name, _USUAL_AGENDA)


def used_templates(
    meetings: Mapping[str, Meeting], funders: Mapping[str, Funder]
) -> dict[str, Mapping[str, Shape]]:
    """The templates of the monthly job, by name → the names that each may show."""
    used: dict[str, Mapping[str, Shape]] = {
        DASHBOARD: contexts.DASHBOARD,
        REMINDER: contexts.REMINDER,
        INDEX: contexts.INDEX,
    }
    if meetings:
        used |= dict.fromkeys((AGENDA_TEXT, AGENDA_PAGE, MINUTES), contexts.AGENDA)
        used[TO_PREPARE] = contexts.TO_PREPARE
    for name, meeting in meetings.items():
        used[agenda_template(name, meeting)] = contexts.AGENDA
    for funder in funders.values():
        used[funder.template] = contexts.REPORT
        if Path(funder.template).suffix == ".docx":
            used[funder.template] = contexts.REPORT_IN_WORD
    return used
