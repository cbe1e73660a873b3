"""The office that the desks of the window share: the programme, the day, what was last read."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forms.loading import load_form
from forms.values import Cell
from sheets_sync.deciding.compared_file import ComparedFile
from sheets_sync.entry.list_values import ListValues
from sheets_sync.errors import Refusal
from sheets_sync.history.running.here import now
from sheets_sync.history.running.runs import PastRun
from sheets_sync.monthly import Run
from sheets_sync.release.audiences import load_audiences
from sheets_sync.release.door import Door
from sheets_sync.settings.meeting import Meeting
from sheets_sync.stages.door_before_reading import door_before_reading
from sheets_sync.stages.planned_meetings import held_meetings, meetings_of, planned_meetings
from sheets_sync.steering.month import Month
from sheets_sync.web.answering import Answered
from sheets_sync.web.showing import show_file
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.served_form import ServedForm
from sheets_sync.workbooks.shared.addresses import EXCEL
from sheets_sync.workspace import Workspace, open_workspace

Ask = Callable[[dict[str, Any]], dict[str, Any] | Answered]
"""The JSON that the page sends → what it is answered; the window releases what is not yet."""
Desk = Mapping[str, Ask]
"""Answers of one part of the window, by name."""


@dataclass
class Office:
    """A programme at work.

    Attributes:
        file: its config.yaml, which may not be there yet.
        month: what was last read, None before; read_at: when. run: the last `prepare` of today.
        list_values: the values added to lists, as they were read with the month.
        last_run: the last run that the memory knew then. is_overtaken: whether another came since.
        job: the piece of work under way, or the last one.
        compared: the file from elsewhere that was held against the tabs last.
        phone_form: what is served to phones while the window is open.
        notice: what is to be known of the programme that was opened, until another is.
    """

    file: Path
    today: Callable[[], date]
    open_document: Callable[[Path], None] = show_file
    month: Month | None = None
    list_values: ListValues = field(default_factory=ListValues)
    read_at: datetime | None = None
    last_run: PastRun | None = None
    is_overtaken: bool = False
    run: Run | None = None
    compared: ComparedFile | None = None
    job: Job = field(default_factory=lambda: Job(0, done=True))
    phone_form: ServedForm = field(default_factory=ServedForm)
    notice: str = ""
    _door_before_reading: Door | None = None
    _planned: dict[str, Meeting] = field(default_factory=dict)

    @property
    def programme_key(self) -> str:
        """Mark by which a page says that it shows this programme."""
        return hashlib.sha256(str(self.file).encode()).hexdigest()[:12]

    @property
    def is_set_up(self) -> bool:
        """Whether there is a programme."""
        return self.file.exists()

    @property
    def door(self) -> Door:
        """The way out to the page, which knows the people that were last read."""
        if self.month is not None:
            return self.month.door
        if not self.is_set_up:
            return Door(load_audiences(load_form("participant")))
        if self._door_before_reading is None:
            try:
                self._door_before_reading = door_before_reading(self.workspace(), self.today())
            except Refusal:
                # Of a programme that does not open nothing was read: it is said what opens it.
                return Door(load_audiences(load_form("participant")))
        return self._door_before_reading

    def workspace(self, occasion: str = "") -> Workspace:
        """The programme as its files are now; raises `Refusal`."""
        return open_workspace(self.file, occasion)

    def meetings(self, workspace: Workspace) -> dict[str, Meeting]:
        """The meetings that documents are made for, with the days that « Réunions » fixes."""
        meetings = workspace.config.meetings
        if self.month is not None:
            meetings = meetings_of(workspace, self.month.entries)
        elif not _is_of_excel(workspace, workspace.workbook):
            # Where it cannot be read meanwhile, its days are those that it had: that it cannot is
            # told when the meeting is prepared.
            with contextlib.suppress(Refusal):
                self._planned = planned_meetings(workspace, self.today())
            meetings = self._planned or meetings
        return held_meetings(workspace, meetings)

    def anomalies_sheets(self, workspace: Workspace) -> Sequence[Sequence[Sequence[Cell]]]:
        """The rows of each « Anomalies » sheet as it is now; none where it cannot be read."""
        if not _is_of_excel(workspace, workspace.places.anomalies):
            with contextlib.suppress(Refusal):
                return workspace.anomalies_sheets
        return ()

    def begin(self, command: str, steps: int, work: Callable[[Job], Answered]) -> None:
        """Begin a piece of work of about so many steps, unless one is under way: that goes on.

        Args:
            command: the one that does the same on the command line.
        """
        if self.job.done:
            self.job = Job(steps)
            self.job.begin(command, work)

    def keep(self, workspace: Workspace, month: Month, run: Run | None = None) -> None:
        """Keep what was read, for the other desks."""
        self.month, self.list_values, self.read_at = month, workspace.list_values, now()
        self.last_run, self.is_overtaken = workspace.history.runs.last, False
        if run is not None:
            self.run = run

    def forget_overtaken(self) -> None:
        """Keep nothing of what was read before the last run: a terminal, the calendar, a colleague.

        Work under way is left to end: it keeps what it read.
        """
        if self.month is None or not self.job.done:
            return
        if self.workspace().history.runs.last != self.last_run:
            self.forget()
            self.is_overtaken = True

    def forget(self) -> None:
        """Keep nothing of what was read: the workbook is another."""
        self.month, self.read_at, self.run, self.compared = None, None, None, None
        self._door_before_reading, self.is_overtaken = None, False
        self.list_values, self._planned = ListValues(), {}


def _is_of_excel(workspace: Workspace, place: str) -> bool:
    """True of a workbook in an open Excel, which only the thread of a piece of work may ask."""
    return workspace.as_written(place).startswith(EXCEL)
