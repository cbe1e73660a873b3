"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheets_sync.outside.submissions import Inbox
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
    form, history = workspace.participants, workspace.history
    tabs, names = workspace.entry_tabs(form), workspace.member_names
    inbox = Inbox(form, tabs, names, history, workspace.open_anew)
    rate = Rate(1_000, 0.0)
    with served(
        application(
            lambda: inbox, Door(workspace.audiences), workspace.programme, lambda: DAY, rate
        )
    ) as address:
        yield Counter(case, address, history, rate)
