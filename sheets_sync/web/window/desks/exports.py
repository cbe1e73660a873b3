"""The desk of exports: what leaves in a file for another program, without names unless asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sheets_sync.exporting.people_table import ExportWish, export_table, exported_lines
from sheets_sync.exporting.shared_months import export_months, refuse_other_format
from sheets_sync.monthly import bring_together
from sheets_sync.release.people.unread_people import told_of_unread
from sheets_sync.steering.month import Month
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_STEPS = 9
"""About how many there are besides one for each member."""


class ExportsDesk:
    """Says what can leave, and writes it."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"exports": self.exports, "export": self.export}

    def exports(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Where a file would go, and the authorities that config has the operation of."""
        workspace = self.office.workspace()
        authorities = workspace.audiences.authorities
        return {
            "file": str(workspace.folder / f"export-{self.office.today()}"),
            "authorities": [
                {"name": name, "label": audience.label}
                for name, audience in authorities.items()
                if name in workspace.config.funders
            ],
        }

    def export(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to write what was asked for: `what` is rows, names, figures or an authority."""
        workspace, what = self.office.workspace("export"), str(data["what"])
        file = Path(str(data["file"]).strip()).expanduser()
        if what == "figures":
            refuse_other_format(file)
            write = partial(_months_text, file=file)
        else:
            authority = "" if what in ("rows", "names") else what
            wish = ExportWish(file, what == "names", authority, data.get("excel") is True)
            wish.refuse()
            write = partial(_table_text, wish=wish)
        work = partial(self._export, workspace, write)
        self.office.begin("export", len(workspace.members) + _STEPS, work)
        return {}

    def _export(
        self, workspace: Workspace, write: Callable[[Workspace, Month], str], job: Job
    ) -> Answered:
        month = bring_together(workspace, self.office.today(), progress=job.go_on)
        self.office.keep(month, workspace.list_values)
        text = "\n".join([write(workspace, month), *told_of_unread(month.entries)])
        return month.door.release("own_screen", {"text": text})


def _table_text(workspace: Workspace, month: Month, wish: ExportWish) -> str:
    exported = export_table(workspace, month, wish, dry_run=False)
    return "\n".join(exported_lines(exported, month.consortium))


def _months_text(workspace: Workspace, month: Month, file: Path) -> str:
    return export_months(workspace, month, file, dry_run=False).text
