"""The desk where the meeting is prepared, and the tabs checked."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.mailing.reminders import plan_reminders
from sheets_sync.mailing.sending import send_reminders
from sheets_sync.mailing.wording import sent_text
from sheets_sync.monthly import bring_together, prepare_meeting
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.results import check_result, prepare_result
from sheets_sync.workbooks.shared.addresses import EXCEL, is_address
from sheets_sync.workspace import Workspace

Task = Literal["prepare", "check", "remind"]
STEPS: Mapping[Task, int] = {"prepare": 11, "check": 8, "remind": 9}
"""About how many steps there are besides one for each member."""


class MeetingDesk:
    """Prepares and checks, shows cells, and sends what is to be sent."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "run": self.run,
            "progress": self.progress,
            "show": self.show,
        }

    def run(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin a piece of work; what is under way goes on."""
        if self.office.job.done:
            task = _task_called(data["what"])
            workspace = self.office.workspace(task)
            chosen = [str(siae) for siae in data.get("siae", ())]
            work = {
                "prepare": partial(self._prepare, workspace),
                "check": partial(self._check, workspace),
                "remind": partial(self._remind, workspace, chosen),
            }
            self.office.begin(task, len(workspace.members) + STEPS[task], work[task])
        return {}

    def _prepare(self, workspace: Workspace, job: Job) -> Answered:
        run = prepare_meeting(workspace, self.office.today(), progress=job.go_on)
        self.office.keep(workspace, run.month, run)
        return prepare_result(run)

    def _check(self, workspace: Workspace, job: Job) -> Answered:
        month = bring_together(workspace, self.office.today(), progress=job.go_on)
        self.office.keep(workspace, month)
        return check_result(month)

    def _remind(self, workspace: Workspace, chosen: list[str], job: Job) -> Answered:
        """Send the reminders of these SIAE, from what the tabs say now."""
        from sheets_sync.history.running.here import now

        month = bring_together(workspace, self.office.today(), progress=job.go_on)
        self.office.keep(workspace, month)
        job.go_on(sentence("window.sending"))
        reminders = [each for each in plan_reminders(workspace, month) if each.siae in chosen]
        sent = send_reminders(workspace, month.people, reminders, now(), self.office.open_document)
        summary = sent_text(sent) or sentence("window.nothing_to_send")
        return month.door.release("window", {"summary": summary, "sent": len(sent.left)})

    def progress(self, _data: dict[str, Any]) -> Answered:
        """Progress of the work, from 0 to 1, and its result once it ended."""
        job = self.office.job
        state = {"step": job.step, "share": job.share, "done": job.done, "error": job.error}
        shown = self.office.door.release("window", state | {"result": None})
        if job.result is None:
            return shown
        # Whoever it was released for: what was asked of a person is shown with their name.
        return job.result.into(lambda result: shown.content | {"result": result})

    def show(self, data: dict[str, Any]) -> dict[str, Any]:
        """Go to a cell: in the browser for Google, in Excel where it is open there.

        Else the workbook is opened, and where to go is said.
        """
        workspace = self.office.workspace()
        workbook = _workbook_of(workspace, str(data["siae"]), str(data["tab"]))
        tab, cell = str(data["tab"]), str(data["cell"])
        if workspace.as_written(workbook).startswith(EXCEL):
            from sheets_sync.workbooks.excel.workbook import ExcelWorkbook

            ExcelWorkbook(Path(workbook)).show(tab, cell)
            return {"message": sentence("web.shown_in_excel", tab=tab, cell=cell)}
        if is_address(workbook):
            webbrowser.open(workspace.open(workbook).address(tab, cell))
            return {}
        self.office.open_document(Path(workbook))
        return {"message": sentence("web.opens", tab=tab, cell=cell)}


def _workbook_of(workspace: Workspace, siae: str, tab: str) -> str:
    """The workbook that a tab is in; the generated one of anomalies may have its own."""
    if tab == workspace.tabs.anomalies:
        return workspace.places.anomalies
    return workspace.workbook_of(siae)


def _task_called(name: object) -> Task:
    for task in STEPS:
        if task == name:
            return task
    raise Refusal("window.task", name=str(name))
