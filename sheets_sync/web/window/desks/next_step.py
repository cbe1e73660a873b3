"""The next step: what a coordinator does one after the other before a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.settings.meeting import Meeting
from sheets_sync.web.window.desks.decisions import questions_left
from sheets_sync.web.window.desks.documents import to_complete
from sheets_sync.web.window.desks.reminders import reminders_left
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class Step:
    """A step towards the meeting.

    Attributes:
        place: the part of the window where it is done.
        label: what to do, with a verb. said: what it is about, or that it is done.
    """

    place: str
    label: str
    said: str
    done: bool


class NextStepDesk:
    """Tells the page where it is, and what comes next."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"state": self.state}

    def state(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The programme, its next meeting, and the steps before it."""
        workspace = self.office.workspace()
        meetings = self.office.meetings(workspace)
        day, title = _nearest_meeting(meetings, self.office.today())
        steps = list(_steps(self.office, workspace, day))
        return {
            "programme": workspace.programme,
            "workbook": workspace.as_written(workspace.workbook),
            "folder": self.office.file.parent.name,
            "meeting": _meeting_text(day, title, self.office.today()),
            "last": _last_run(workspace),
            "steps": [
                {"place": step.place, "label": step.label, "said": step.said, "done": step.done}
                for step in steps
            ],
            "read": self.office.month is not None,
            "working": not self.office.job.done,
        }


def _steps(office: Office, workspace: Workspace, day: date | None) -> Iterator[Step]:
    prepare = sentence("window.step.prepare_")
    if not day:
        says = sentence("window.step.plan_says")
        yield Step("plan", sentence("window.step.plan"), says, done=False)
    else:
        when = french.long_day(day, weekday=True)
        prepare = sentence("window.step.prepare", day=when)
    if office.run is None:
        yield Step("meeting", prepare, _said_unprepared(office, workspace), done=False)
        return
    yield Step("meeting", prepare, sentence("window.step.prepared"), done=True)
    yield _step_with_count("decide", "decide", questions_left(office))
    yield _step_with_count("documents", "complete", to_complete(office, workspace))
    yield _reminders_step(office)


def _said_unprepared(office: Office, workspace: Workspace) -> str:
    """What is said of the meeting as long as this page has not prepared it."""
    last = workspace.history.runs.last
    if office.is_overtaken:
        return sentence("window.step.overtaken")
    # Of a run that was stopped it is said what became of it, and it is prepared anew.
    if (
        last is not None
        and last.ended
        and last.as_of == office.today()
        and "prepare" in last.command
    ):
        return sentence("window.step.prepared_before", hour=french.clock(last.began))
    return sentence("window.step.prepare_says")


def _step_with_count(place: str, name: str, count: int) -> Step:
    if not count:
        return Step(
            place, sentence(f"window.step.{name}_"), sentence(f"window.step.{name}_none"), done=True
        )
    label = sentence(f"window.step.{name}", count=count)
    return Step(place, label, sentence(f"window.step.{name}_says"), done=False)


def _reminders_step(office: Office) -> Step:
    count, without = reminders_left(office)
    step = _step_with_count("reminders", "remind", count)
    if not without:
        return step
    return replace(step, said=sentence("window.step.remind_no_address", count=without))


def _nearest_meeting(meetings: Mapping[str, Meeting], today: date) -> tuple[date | None, str]:
    dated = [(next_date(meeting, today), meeting.title) for meeting in meetings.values()]
    return min(dated, default=(None, ""))


def _meeting_text(day: date | None, title: str, today: date) -> str:
    if day is None:
        return ""
    when = french.long_day(day, weekday=True)
    if day == today:
        return sentence("window.meeting_today", title=title)
    return sentence("window.meeting_in", title=title, day=when, count=(day - today).days)


def _last_run(workspace: Workspace) -> str:
    last = workspace.history.runs.last
    if last is None:
        return sentence("window.never_prepared")
    return sentence(
        "window.last_run",
        day=last.began.date(),
        hour=french.clock(last.began),
        by=last.here.shown,
        errors=last.counts.get("error", 0),
    )
