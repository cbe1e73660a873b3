"""A run that the server of processes makes for itself when it starts.

Each process that it forks then finds loaded what a run imports and the definitions that it reads:
two of three seconds of a run on its own.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from sheets_sync.monthly import prepare_meeting
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, Case

with tempfile.TemporaryDirectory() as folder:
    case = Case(Path(folder)).make({"Un": (HEADERS, ANNA)})
    prepare_meeting(open_workspace(case.folder / "config.yaml"), date(2026, 11, 2))
