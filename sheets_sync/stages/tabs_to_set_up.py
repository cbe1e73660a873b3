"""Tabs that `setup` makes or completes in the workbooks of a programme."""

from __future__ import annotations

import itertools
from datetime import date

from sheets_sync.entry.tabs.setup import EntryPlan, WorkbookSetup, set_up
from sheets_sync.workspace import Workspace


def entry_plan(workspace: Workspace) -> EntryPlan:
    """The tabs that the staff's workbooks are to hold."""
    tabs = itertools.chain.from_iterable(
        map(workspace.entry_tabs, workspace.reading_forms.values())
    )
    return EntryPlan(
        workspace.programme,
        workspace.workbook,
        workspace.members,
        [tab for tab in tabs if tab.tab not in workspace.config.leave],
        workspace.tabs,
        workspace.received_workbooks,
        workspace.list_values,
    )


def complete_workbooks(
    workspace: Workspace, as_of: date, *, with_columns: bool, dry_run: bool
) -> list[WorkbookSetup]:
    """Make or complete the workbooks, and keep that it was done; raises `Refusal` as `set_up`."""
    history = workspace.history
    made = set_up(entry_plan(workspace), workspace.open, history, as_of, with_columns, dry_run)
    if not dry_run and any(one.outcome != "unchanged" for one in made):
        history.note_write()
    return made
