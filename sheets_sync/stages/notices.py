"""Notices of a run before its figures: memory and files, people, what nobody could read."""

from __future__ import annotations

from sheets_sync.catalogue import sentence
from sheets_sync.release.people.unread_people import told_of_unread
from sheets_sync.stages.published_sheets import told_of_notes, told_of_typed_texts
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace


def notices_of_run(workspace: Workspace, month: Month) -> list[str]:
    """Sentences in the order in which the coordinator has to know them."""
    return [
        *workspace.received_notices,
        *workspace.history.notices,
        *workspace.conflict_notices,
        *_told_of_other_config(workspace),
        *_people_back_again(workspace, month),
        *month.decided.notices,
        *month.notices,
        *told_of_unread(month.entries),
        *told_of_notes(workspace, month),
        *told_of_typed_texts(workspace),
    ]


def _told_of_other_config(workspace: Workspace) -> list[str]:
    """A sentence on the config of the last run with this memory, where it is still another."""
    file, folder = workspace.config.file, workspace.history.folder
    last = workspace.history.config_file.read().get("name", file.name)
    if last == file.name or not (file.parent / last).exists():
        return []
    return [sentence("history.two_configs", last=last, file=file.name, folder=folder.name)]


def _people_back_again(workspace: Workspace, month: Month) -> list[str]:
    """A sentence on persons who were forgotten and stand in a tab again; none where none does."""
    people = month.people
    back = workspace.history.people.back_again(people.registry, people.key)
    if not back:
        return []
    frame = month.consortium.frame
    their_rows = frame[frame["person"].isin(list(back))]
    rows = zip(their_rows["siae"], their_rows["row"], strict=True)
    places = [sentence("people.row.of_own_tab", siae=siae, row=row) for siae, row in rows]
    return [sentence("rights.back_again", count=len(back), places=places)]
