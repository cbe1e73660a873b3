"""What `setup` makes or completes in the workbooks of a programme."""

from __future__ import annotations

import itertools

from sheets_sync.entry.tabs.setup import EntryPlan
from sheets_sync.workspace import Workspace


def entry_plan(workspace: Workspace) -> EntryPlan:
    """The tabs that the staff's workbooks are to hold."""
    tabs = itertools.chain.from_iterable(map(workspace.entry_tabs, workspace.forms.values()))
    return EntryPlan(
        workspace.programme,
        workspace.place,
        workspace.members,
        list(tabs),
        workspace.tabs,
        workspace.received_places,
        workspace.list_values,
    )
