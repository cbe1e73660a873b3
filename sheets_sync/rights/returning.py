"""Persons who were forgotten, in a copy that is about to be put back."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from sheets_sync.errors import Refusal
from sheets_sync.history.persons.remembered_people import forgotten_mark
from sheets_sync.history.restoring.restore import KeptCopy
from sheets_sync.people.person_row import PersonRow, person_rows
from sheets_sync.people.pseudonyms import fingerprints
from sheets_sync.stages.every_tab import read_entries
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workspace import Workspace


def forgotten_rows(workspace: Workspace, copy: KeptCopy, day: date) -> int:
    """How many rows of forgotten persons putting a copy back would bring; 0 of one unreadable.

    Those whom a run has met again since are known, and no longer forgotten.
    """
    marks = workspace.history.people.forgotten()
    if not marks or copy.copy_of not in workspace.staff_workbooks:
        return 0
    key, registry = workspace.history.register.key(), workspace.history.register.pseudonyms()
    # As a run would find it, with the copy in the place of the workbook.
    as_restored = Workspace(workspace.config)
    try:
        book = open_workbook(copy.place, workspace.folder, workspace.credentials)
        as_restored.stand_in(copy.copy_of, book)
        rows = person_rows(read_entries(as_restored, day).checked)
    except Refusal:
        return 0
    of_copy = (row for row in rows if workspace.workbook_of(row.siae) == copy.copy_of)
    return sum(_is_forgotten(row, key, marks, registry) for row in of_copy)


def _is_forgotten(
    row: PersonRow, key: bytes, marks: Container[str], registry: Container[str]
) -> bool:
    unknown = (each for each in fingerprints(row, key) if each not in registry)
    return any(forgotten_mark(each, key) in marks for each in unknown)
