"""The desk of the copies: what each was taken before, what is lost by putting it back, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Occasion
from sheets_sync.history.restoring.restore import KeptCopy
from sheets_sync.locks import refuse_if_open
from sheets_sync.rights.putting_back import (
    PuttingBack,
    plan_putting_back,
    put_copy_back,
    restorable_copies,
)
from sheets_sync.rights.undone import uncounted_text
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.difference import TabDifference
from sheets_sync.workspace import Workspace

_MOST_LISTED = 60
_WORKS = (
    "prepare",
    "consolidate",
    "setup",
    "restore",
    "serve",
    "forms import",
    "reconcile",
    "forget",
)
"""The commands that a copy is kept before and that have a name beside what is typed."""


class CopiesDesk:
    """Lists, compares and puts back."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"copies": self.copies, "compare": self.compare, "restore": self.restore}

    def copies(self, _data: dict[str, Any]) -> dict[str, Any]:
        """All copies, the newest first."""
        newest_first = restorable_copies(self.office.workspace())
        memory = str(self.office.workspace().history.file)
        return {"copies": [_copy_on_page(copy, memory) for copy in newest_first[:_MOST_LISTED]]}

    def compare(self, data: dict[str, Any]) -> dict[str, Any]:
        """Losses by putting it back, tab by tab; numbers only, no value of anybody."""
        workspace = self.office.workspace()
        copy = self._copy_shown(workspace, data)
        if not is_address(copy.copy_of):
            # It could not be put back: whoever has it open is to close it first.
            refuse_if_open(Path(copy.copy_of))
        plan = plan_putting_back(workspace, copy, self.office.today())
        uncounted = ""
        if plan.differences is None:
            uncounted = uncounted_text(copy)
        return {
            "uncounted": uncounted,
            "tabs": [_difference_counts(each) for each in _different(plan.differences or ())],
            "undone": [_occasion_text(run) for run in plan.copy.runs],
            "forgotten": plan.forgotten,
            "seen": _digest_shown(plan),
        }

    def restore(self, data: dict[str, Any]) -> dict[str, Any]:
        """Put one back, if all is lost by it that was shown and no more.

        Who was forgotten comes back only where that was said yes to.
        """
        workspace, day = self.office.workspace("restore"), self.office.today()
        copy = self._copy_shown(workspace, data)
        plan = plan_putting_back(workspace, copy, day)
        if data["seen"] != _digest_shown(plan):
            raise Refusal("window.changed_since_shown", file=_shown_name(copy.copy_of))
        if plan.forgotten and data.get("forgotten") is not True:
            raise Refusal("window.brings_back", count=plan.forgotten)
        put_copy_back(workspace, copy, day)
        self.office.forget()
        return {"message": sentence("window.put_back", name=_shown_name(copy.copy_of))}

    def _copy_shown(self, workspace: Workspace, data: dict[str, Any]) -> KeptCopy:
        as_shown = self.office.door.mask("window")
        for copy in restorable_copies(workspace):
            if as_shown(copy.place) == data["copy"]:
                return copy
        raise Refusal("restore.unknown", name=Path(str(data["copy"])).name)


def _digest_shown(plan: PuttingBack) -> str:
    """Mark of what a page has shown: another as soon as anything more would be lost."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def _different(differences: Sequence[TabDifference]) -> list[TabDifference]:
    return [each for each in differences if not each.is_none]


def _difference_counts(difference: TabDifference) -> dict[str, Any]:
    return {
        "tab": difference.tab,
        "lost": len(difference.lost),
        "returning": len(difference.returning),
        "values": len(difference.values),
        "notes": len(difference.notes_lost),
    }


def _copy_on_page(copy: KeptCopy, memory: str) -> dict[str, Any]:
    before, of = "", _shown_name(copy.copy_of)
    if copy.copy_of == memory:
        of = sentence("window.the_memory", file=of)
    if copy.runs:
        before = _occasion_text(copy.runs[0])
    return {
        "copy": copy.place,
        "name": copy.name,
        "of": of,
        "before": before,
    }


def _shown_name(place: str) -> str:
    if is_address(place):
        return place
    return Path(place).name


def _occasion_text(run: Occasion) -> str:
    """« la préparation du 23/11/2026 à 09:12 (PC-Marie) »."""
    day, _, hour = run.at.partition(" ")
    return sentence(
        "window.occasion",
        work=_work_name(run.before),
        day=datetime.fromisoformat(day).date(),
        hour=hour or "?",
        by=run.by or "?",
    )


def _work_name(command: str) -> str:
    code = command.replace(" ", "_") if command in _WORKS else "other"
    return sentence(f"window.work.{code}", command=command)
