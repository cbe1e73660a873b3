"""An empty programme: its config, and the workbook that `setup` makes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.safe_names import file_name, sheet_names_apart
from sheets_sync.settings.tabs import Tabs
from sheets_sync.stages.tabs_to_set_up import complete_workbooks
from sheets_sync.web.window.start.adopting import kind_of
from sheets_sync.workspace import open_workspace


def begin_programme(config: Path, data: Mapping[str, Any], day: date) -> Path:
    """Write the config and make the workbook; the workbook. Nothing stays where one fails.

    Raises:
        Refusal: no name of a programme, no SIAE, two of one name, or files cannot be written.
    """
    programme = str(data["programme"]).strip()
    members = [(str(each["name"]).strip(), kind_of(each["kind"])) for each in data["members"]]
    if not programme or not members or not all(name for name, _ in members):
        raise Refusal("window.no_member")
    workbook = config.parent / f"{file_name(programme)}.xlsx"
    if workbook.exists():
        raise Refusal("window.workbook_there", file=workbook.name)
    put_text(config, _config_text(programme, workbook.name, members))
    try:
        workspace = open_workspace(config, "setup")
        complete_workbooks(workspace, day, with_columns=False, dry_run=False)
    except Refusal:
        # Without its workbook the config would open the window on a programme that is not there.
        config.unlink()
        raise
    return workbook


def _config_text(programme: str, workbook: str, members: Sequence[tuple[str, str]]) -> str:
    lines = [
        f"# {sentence('window.config_heading')}",
        f"programme: {_as_yaml(programme)}",
        f"workbook: {_as_yaml(workbook)}",
        "siae:",
    ]
    usual = Tabs()
    # An SIAE may be called as a sheet of ours is, and two be alike in what a tab can be called.
    taken = [*usual.model_dump().values(), *usual.generated]
    tabs = sheet_names_apart([name for name, _ in members], taken)
    for tab, (name, kind) in zip(tabs, members, strict=True):
        lines.append(f"  - {{tab: {_as_yaml(tab)}, name: {_as_yaml(name)}, kind: {kind}}}")
    return "".join(f"{line}\n" for line in lines)


def _as_yaml(text: str) -> str:
    """A text as YAML takes it whatever is in it: as JSON."""
    return json.dumps(text, ensure_ascii=False)
