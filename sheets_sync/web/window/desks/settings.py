"""The desk of what is set up once: what is missing, the calendar, the desktop, who sees what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.doctor import examine
from sheets_sync.entry.tabs.set_up_text import set_up_text
from sheets_sync.release.audiences import SIGHTS, Audience, Output, sight_label
from sheets_sync.scheduling import schedule as scheduler
from sheets_sync.scheduling.launcher import put_launcher
from sheets_sync.stages.tabs_to_set_up import complete_workbooks
from sheets_sync.web.window.office import Desk, Office


class SettingsDesk:
    """Looks at what a run needs, and sets the computer up for it."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "doctor": self.doctor,
            "schedule": self.schedule,
            "launcher": self.launcher,
            "audiences": self.audiences,
            "complete": self.complete,
        }

    def doctor(self, _data: dict[str, Any]) -> dict[str, Any]:
        """All that a run needs, and what of it is missing."""
        findings = examine(self.office.workspace(), self.office.today())
        shown = [{"about": one.about, "state": one.state, "text": one.text} for one in findings]
        missing = sum(one.state == "missing" for one in findings)
        summary = sentence("window.doctor", count=missing)
        return {
            "findings": shown,
            "summary": summary if missing else sentence("window.nothing_missing"),
        }

    def schedule(self, data: dict[str, Any]) -> dict[str, Any]:
        """Have the computer prepare by itself: said first, set up where it is agreed to."""
        self.office.workspace()
        when = scheduler.read_when(str(data["day"]), str(data["hour"]))
        entry = scheduler.schedule_entry(
            scheduler.usual_kind(),
            when,
            self.office.file,
            Path(sys.executable),
            self.office.today(),
        )
        if data.get("install") is True:
            scheduler.install(entry)
            return {"message": sentence("window.scheduled", day=data["day"], hour=data["hour"])}
        question = sentence("window.schedule_it", day=data["day"], hour=data["hour"])
        return {"question": question}

    def complete(self, data: dict[str, Any]) -> dict[str, Any]:
        """Add to the workbooks the tabs and columns that they lack: said first, done if agreed."""
        does, columns = data.get("add") is True, data.get("columns") is True
        workspace, day = self.office.workspace("setup"), self.office.today()
        made = complete_workbooks(workspace, day, with_columns=columns, dry_run=not does)
        if does:
            self.office.forget()
        lacks = any(one.tabs or one.columns for one in made)
        return {"message": set_up_text(made, not does), "lacks": lacks}

    def launcher(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Put on the desktop what opens this window."""
        programme = self.office.workspace().programme
        file = put_launcher(programme, self.office.file, dry_run=False)
        return {"message": sentence("commands.launcher_written", file=file)}

    def audiences(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Who may see what, in the words of the guide."""
        audiences = self.office.workspace().audiences
        return {
            "audiences": list(map(_audience_json, audiences.by_id.values())),
            "notices": audiences.notices,
        }


def _audience_json(audience: Audience) -> dict[str, Any]:
    return {
        "label": audience.label,
        "sees": [sight_label(sight) for sight in SIGHTS if sight in audience.sees],
        "outputs": list(map(_output_label, audience.outputs)),
        "outside": audience.outside,
    }


def _output_label(output: Output) -> str:
    """As the guide writes it, without the signs that mark a command there."""
    return sentence(f"release.output.{output}").replace("`", "")
