"""The files that lie beside those that SIAE send, and that config does not name.

One of them may be an SIAE's that nobody added: as of a tab that is not named, it is told each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.reading.adoption.adopt_folder import senders
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.days_in_names import day_in_name, without_day
from sheets_sync.workspace import Workspace


def unnamed_files(workspace: Workspace) -> Iterator[Anomaly]:
    """The newest file of each sender of a folder of received files whom config does not name."""
    named = _named_files(workspace)
    for folder in received_folders(workspace):
        names = {without_day(file.stem) for file in named if file.parent == folder}
        for sender in senders(folder):
            file = sender.newest.name
            if sender.newest in named or file in workspace.config.leave:
                continue
            leave = json.dumps(file, ensure_ascii=False)
            words = {"folder": folder.name, "file": file, "leave": leave}
            if sender.name in names:
                # Config names one of the same sender as it is, and no pattern.
                words["pattern"] = f"{folder.name}/{sender.pattern}"
                yield make_anomaly(COORDINATION, file, "tab.newer_file", **words)
            else:
                yield make_anomaly(COORDINATION, file, "tab.unknown_file", **words)


def received_folders(workspace: Workspace) -> list[Path]:
    """The folders that files lie in as SIAE send them."""
    received = set(map(Path, workspace.received_workbooks))
    # A day in its name: it came as well, and was named as it is.
    folders = {
        file.parent
        for file in _named_files(workspace)
        if file in received or day_in_name(file.stem)
    }
    # Beside config itself stands much that nobody sent.
    return sorted(folders - {workspace.folder})


def _named_files(workspace: Workspace) -> set[Path]:
    return {Path(place) for place in workspace.written_workbooks if not is_address(place)}
