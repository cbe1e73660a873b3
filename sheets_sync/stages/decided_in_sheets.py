"""Decisions of the coordinator in the Anomalies sheet, and a run's anomalies after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.entries import Entries
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.people.accepting import Decided, Typed, read_typed, take_acceptances
from sheets_sync.people.answers import read_pair_answers
from sheets_sync.people.identify import People
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.workspace import Workspace


def answers_in_sheets(workspace: Workspace) -> dict[str, bool]:
    """Answers of the coordinator in the Anomalies sheet, wherever the last run put it."""
    return read_pair_answers(workspace.anomalies_sheets, workspace.tabs.anomalies)


def without_accepted(
    workspace: Workspace,
    anomalies: Sequence[Anomaly],
    owners: RowOwners,
    entries: Entries,
    people: People,
    known: KnownPeople,
    as_of: date,
) -> Decided:
    """The anomalies of a run, and what of them is accepted: now or in a run before."""
    return take_acceptances(
        anomalies,
        owners.persons,
        entries.checked,
        workspace.participants,
        people.key,
        workspace.history.accepted.read(),
        _typed_in_sheets(workspace),
        known.mask,
        workspace.sensitive_text,
        as_of,
    )


def _typed_in_sheets(workspace: Workspace) -> list[Typed]:
    """Read what the coordinator typed in the Anomalies sheet to accept something."""
    typed: list[Typed] = []
    for rows in workspace.anomalies_sheets:
        typed += read_typed(rows)
    return typed
