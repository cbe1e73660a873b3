"""The desk of files from elsewhere: held against the tabs, or their answers added to them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.deciding.compared_file import ComparedFile
from sheets_sync.deciding.difference_texts import (
    applied_texts,
    count_text,
    difference_text,
    left_aside_texts,
)
from sheets_sync.errors import Refusal
from sheets_sync.outside.answers_of_file import bring_in_file
from sheets_sync.outside.imported_text import imported_text
from sheets_sync.outside.submissions import Wish
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_STEPS = 9
"""About how many there are besides one for each member."""


class OutsideFilesDesk:
    """Shows what a file says first; what is chosen of it is written after."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "outside": self.outside,
            "hold_against": self.hold_against,
            "settle": self.settle,
            "bring_in": self.bring_in,
        }

    def outside(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Whose a file can be, and which form it can answer."""
        workspace = self.office.workspace()
        forms = workspace.offering_forms.values()
        return {
            "siae": list(workspace.member_names),
            "forms": [{"form": form.form, "label": form.label} for form in forms],
        }

    def hold_against(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to hold a file against the tabs; nothing is written."""
        workspace = self.office.workspace("reconcile")
        work = partial(self._compare, workspace, _file_named(data), str(data["siae"]))
        self.office.begin("reconcile", len(workspace.members) + _STEPS, work)
        return {}

    def settle(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to write what was chosen, and to have the rest told in Anomalies."""
        compared, chosen = self.office.compared, list(map(int, data["chosen"]))
        if compared is None:
            raise Refusal("window.not_read")
        workspace = self.office.workspace("reconcile")
        work = partial(self._settle, workspace, compared, chosen)
        self.office.begin("reconcile", _STEPS, work)
        return {}

    def bring_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to add the answers of a file to the tabs, or to look what that would add."""
        workspace, file = self.office.workspace("forms import"), _file_named(data)
        wish = Wish(str(data["siae"]), data.get("update") is True, data.get("add") is not True)
        again = [int(line) for line in data.get("again", ())]
        work = partial(self._bring_in, workspace, file, str(data["form"]), wish, again)
        self.office.begin("forms import", _STEPS, work)
        return {}

    def _compare(self, workspace: Workspace, file: Path, siae: str, job: Job) -> Answered:
        day = self.office.today()
        self.office.compared = ComparedFile.of(workspace, file, siae, day, job.go_on)
        return _compared_result(workspace, self.office.compared)

    def _settle(
        self, workspace: Workspace, compared: ComparedFile, chosen: list[int], job: Job
    ) -> Answered:
        lines: list[str] = []
        if chosen:
            job.go_on(sentence("window.writing"))
            written = compared.write(workspace, [compared.differences[at] for at in chosen])
            lines += applied_texts(written)
            compared = compared.anew(workspace)
        job.go_on(sentence("monthly.sheets"))
        compared.publish(workspace, self.office.today())
        self.office.forget()
        if compared.differences:
            lines.append(sentence("outside.left_in_anomalies"))
        text = "\n".join(lines)
        return compared.month.door.release("own_screen", {"summary": text})

    def _bring_in(
        self, workspace: Workspace, file: Path, form_id: str, wish: Wish, again: list[int], job: Job
    ) -> Answered:
        job.go_on(sentence("window.reading", file=file.name))
        day = self.office.today()
        answers, imported = bring_in_file(workspace, file, form_id, day, wish, again)
        if not wish.dry_run:
            self.office.forget()
        edited = [one for one in imported.changed if one.why == "edited" and not one.is_made]
        result = {
            "summary": imported_text(
                answers, imported, workspace.offering_forms[form_id], wish.dry_run
            ),
            "toAdd": sum(map(len, imported.added.values())),
            "edited": len(edited),
            "gone": [one.line for one in imported.gone],
        }
        return self.office.door.release("own_screen", result)


def _file_named(data: dict[str, Any]) -> Path:
    return Path(str(data["file"]).strip()).expanduser()


def _compared_result(workspace: Workspace, compared: ComparedFile) -> Answered:
    form = workspace.participants
    differences = [
        {
            "siae": one.siae,
            "text": difference_text(one, form).strip(),
            "field": one.field or "",
            "label": form.field(one.field).label if one.field else "",
            "canWrite": one.is_applicable,
            "isAsked": one.is_asked,
        }
        for one in compared.differences
    ]
    result = {
        "summary": count_text(compared),
        "differences": differences,
        "notes": list(left_aside_texts(compared, form)),
    }
    return compared.month.door.release("own_screen", result)
