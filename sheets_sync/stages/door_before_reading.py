"""The way out before the tabs are read: people are known by the marks that the last run left."""

from __future__ import annotations

import contextlib
from datetime import date

from sheets_sync.errors import Refusal
from sheets_sync.release.door import Door
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.people_in_texts import with_titles
from sheets_sync.workspace import Workspace


def door_before_reading(workspace: Workspace, day: date) -> Door:
    """A door for what is said without reading a tab; before the first run nobody is known."""
    history, departed = workspace.history, None
    # With a memory or a key that is lost nobody is known; whoever needs it is told so.
    with contextlib.suppress(Refusal):
        departed = history.name_marks.departed({}, day, history.register.key())
    known = KnownPeople(others=tuple(workspace.organisations), departed=departed)
    return Door(workspace.audiences, with_titles(known, workspace.titles.values()).mask)
