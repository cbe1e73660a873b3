"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheets_sync.commands.by_itself.serve import CurrentInbox
from sheets_sync.release.door import Door
from sheets_sync.web.phone.rate import Rate
from sheets_sync.web.phone.serve import application
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.serving import served
from tests.web.counter import DAY, Counter


@pytest.fixture
def counter(case: Case) -> Iterator[Counter]:
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)})
    workspace = open_workspace(case.folder / "config.yaml")
    rate, door = Rate(1_000, 0.0), Door(workspace.audiences)
    form = application(CurrentInbox(workspace), door, workspace.programme, lambda: DAY, rate)
    with served(form) as address:
        yield Counter(case, address, workspace.history, rate)
