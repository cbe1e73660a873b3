"""A kept copy put back: what that undoes, whom it would bring back, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync.files import occasions
from sheets_sync.generated.typed_notes import typed_beside_findings
from sheets_sync.history.restoring.cut_restore import cut_restore, noting_restore
from sheets_sync.history.restoring.lost_by_restoring import compare_with_now
from sheets_sync.history.restoring.restore import KeptCopy, list_kept_copies, restore_copy
from sheets_sync.rights.returning import forgotten_rows
from sheets_sync.workbooks.shared.difference import TabDifference
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class PuttingBack:
    """Consequences of putting a copy back.

    Attributes:
        differences: of every tab that is typed into; None where that cannot be known.
        forgotten: rows of persons who were forgotten, and would be back.
    """

    copy: KeptCopy
    differences: Sequence[TabDifference] | None
    forgotten: int


def restorable_copies(workspace: Workspace) -> list[KeptCopy]:
    """All copies of what a run may change, the memory's last."""
    return list_kept_copies(workspace.copied_files, workspace.history.copies)


def plan_putting_back(workspace: Workspace, copy: KeptCopy, day: date) -> PuttingBack:
    """See what putting a copy back would undo."""
    tabs = workspace.tabs
    differences = compare_with_now(
        copy,
        workspace.folder,
        workspace.credentials,
        made_anew=(tabs.consortium, tabs.pilotage),
        typed_rows={tabs.anomalies: typed_beside_findings},
    )
    forgotten = 0
    # A damaged memory is put back without being asked anything.
    if copy.copy_of in workspace.staff_workbooks:
        forgotten = forgotten_rows(workspace, copy, day)
    return PuttingBack(copy, differences, forgotten)


def put_copy_back(workspace: Workspace, copy: KeptCopy, day: date) -> None:
    """Put it back, of which a copy is kept; raises `Refusal`."""
    history = workspace.history
    places = [each.place for each in restorable_copies(workspace)]
    cut = cut_restore(history.copies)
    number = cut.number if cut and cut.place == copy.place else places.index(copy.place) + 1
    with noting_restore(copy.place, number, history.copies):
        restore_copy(copy, workspace.folder, workspace.credentials, day, history.copies)
        if copy.copy_of in workspace.staff_workbooks:
            history.note_write()
            copies_since = [each.copy for each in copy.runs or occasions(history.copies)]
            history.imported.forget_since(copies_since, _day_of_copy(copy))


def _day_of_copy(copy: KeptCopy) -> date:
    """The day from which on entries may be undone; the first of all where it was not noted."""
    if not copy.runs:
        return date.min
    return date.fromisoformat(copy.runs[0].at[:10])
