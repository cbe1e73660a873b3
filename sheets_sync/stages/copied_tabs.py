"""Tabs that somebody copied from one that we write: « Anomalies (2) ».

What stands there are our own words, and none of them is a participant's name.
"""

from __future__ import annotations

from datetime import date

from forms.values import ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import PLACE
from sheets_sync.entry.cards.layout import CardGrid, people_on_cards
from sheets_sync.people.answered_rows import CODE, MESSAGE, row_of_headers
from sheets_sync.reading.other_tabs import CopiedTab
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workspace import Workspace


def copied_tab(workspace: Workspace, grid: Grid, as_of: date) -> CopiedTab | None:
    """What a tab is a copy of, by its headers; None where it is none of a tab of ours."""
    tabs, form = workspace.tabs, workspace.forms["participant"]
    if row_of_headers(grid.rows, MESSAGE, CODE) is not None:
        return CopiedTab(tabs.anomalies)
    if row_of_headers(grid.rows[:1], *(sentence(f"consortium.{name}") for name in PLACE)) == 0:
        return CopiedTab(tabs.consortium)
    if CardGrid(grid, form).cards:
        context = ReadingContext(as_of, workspace.member_names, grid.date1904)
        return CopiedTab(tabs.saisie, [people_on_cards(grid, form, context)])
    return None
