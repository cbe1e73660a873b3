"""The meetings with the days that « Réunions » fixes, without reading any other tab."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sheets_sync.consortium.entries import Entries
from sheets_sync.documents.meetings.planned_days import FORM, with_planned_days
from sheets_sync.settings.meeting import Meeting
from sheets_sync.stages.every_tab import coordination_tables
from sheets_sync.workspace import Workspace


def planned_meetings(workspace: Workspace, as_of: date) -> dict[str, Meeting]:
    """The meetings of config, each with its days in the workbook; raises `Refusal`."""
    form = workspace.forms[FORM]
    tables = coordination_tables(workspace, form, as_of)
    return meetings_of(workspace, Entries(workspace.forms, (), (), {FORM: tables}, ()))


def meetings_of(workspace: Workspace, entries: Entries) -> dict[str, Meeting]:
    """The same, from tabs that were read."""
    return with_planned_days(workspace.config.meetings, workspace.forms[FORM], entries.frame(FORM))


def held_meetings(workspace: Workspace, meetings: Mapping[str, Meeting]) -> dict[str, Meeting]:
    """Those that documents are made for: in config, or with a day that is fixed."""
    is_configured = "meetings" in workspace.config.model_fields_set
    return {name: meeting for name, meeting in meetings.items() if is_configured or meeting.planned}
