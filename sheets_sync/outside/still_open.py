"""Differences from files of others that nobody has settled since."""

from __future__ import annotations

from datetime import date

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.entries import Entries
from sheets_sync.outside.open_differences import check_open_differences, open_difference
from sheets_sync.outside.people_here import people_here
from sheets_sync.people.identify import People
from sheets_sync.workspace import Workspace


def outside_anomalies(
    workspace: Workspace, entries: Entries, people: People, as_of: date
) -> list[Anomaly]:
    """The differences still open, as anomalies at the cells of the tabs."""
    remembered = workspace.history.differences(open_difference)
    if not remembered:
        return []
    here = people_here(entries.checked, people.pseudonyms, as_of)
    return check_open_differences(remembered, here, workspace.participants, people.key)
