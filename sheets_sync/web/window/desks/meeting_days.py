"""The desk of the days of meetings: when each is held, in config.yaml."""

from __future__ import annotations

from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.config_edit import put_section, read_section
from sheets_sync.documents.meetings.planned_days import read_hour
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.errors import Refusal
from sheets_sync.settings.meeting import WEEKDAYS, Meeting, usual_meetings
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_NTH = (1, 2, 3, 4)
"""Weeks of a month that a meeting can be in: not every month has a fifth."""


class MeetingDaysDesk:
    """Tells when each meeting is, and writes another day down."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"meetings": self.meetings, "hold": self.hold}

    def meetings(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Each meeting with its day of the month; those that nobody holds yet too."""
        workspace = self.office.workspace()
        held = self.office.meetings(workspace)
        return {
            "weeks": [{"nth": nth, "label": sentence(f"window.nth_{nth}")} for nth in _NTH],
            "weekdays": list(WEEKDAYS),
            "meetings": [
                self._meeting_json(name, held.get(name, meeting), is_held=name in held)
                for name, meeting in _known_meetings(workspace).items()
            ],
        }

    def hold(self, data: dict[str, Any]) -> dict[str, Any]:
        """Hold a meeting on a day of every month from now on."""
        workspace, name = self.office.workspace(), str(data["name"])
        known = _known_meetings(workspace)
        if name not in known:
            raise Refusal("window.no_meeting", name=name)
        time = read_hour(str(data["time"]))
        if not time:
            raise Refusal("window.hour", value=data["time"])
        place, before = str(data["place"]).strip(), known[name].place
        if place == self.office.door.mask("window")(before):
            # Nobody changed it, and whom it names is not shown: « chez Mme [nom retiré] ».
            place = before
        changes = {
            "title": known[name].title,
            "week": int(data["week"]),
            "weekday": str(data["weekday"]),
            "time": time,
            "place": place,
        }
        file = workspace.config.file
        own = read_section(file, "meetings")
        put_section(file, "meetings", {**own, name: {**own.get(name, {}), **changes}})
        day = next_date(self.office.meetings(self.office.workspace())[name], self.office.today())
        when = french.long_day(day, weekday=True)
        return {"message": sentence("window.meeting_held", title=known[name].title, day=when)}

    def _meeting_json(self, name: str, meeting: Meeting, *, is_held: bool) -> dict[str, Any]:
        day = next_date(meeting, self.office.today())
        return {
            "name": name,
            "title": meeting.title,
            "week": meeting.week,
            "weekday": meeting.weekday,
            "time": meeting.time,
            "place": meeting.place,
            "isHeld": is_held,
            "next": french.long_day(day, weekday=True),
        }


def _known_meetings(workspace: Workspace) -> dict[str, Meeting]:
    return {**usual_meetings(), **workspace.config.meetings}
