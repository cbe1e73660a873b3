"""Write the sample consortium to a folder: config and workbook."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from forms.loading import FORM_IDS, load_form
from sheets_sync.entry.tabs.setup import set_up
from sheets_sync.errors import Refusal
from sheets_sync.files import put, put_bytes
from sheets_sync.sample.draw import draw
from sheets_sync.sample.invent import SEED, invent
from sheets_sync.stages.tabs_to_set_up import entry_plan
from sheets_sync.workspace import open_workspace


def write_sample(folder: Path, as_of: date, seed: int = SEED) -> Path:
    """Write config.yaml and the workbook to `folder`; the config's path.

    Raises:
        Refusal: a config.yaml is there: nothing is ever replaced.
    """
    config_file = folder / "config.yaml"
    if config_file.exists():
        raise Refusal("demo.exists", file=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("output.forbidden", file=folder, reason=error.strerror or error) from error
    put(config_file, _copy_config)
    workspace = open_workspace(config_file)
    members = [(member.tab, member.name) for member in workspace.members]
    kinds = [(member.name, member.kind) for member in workspace.members]
    sample = invent(kinds, as_of, seed)
    forms = {form_id: load_form(form_id) for form_id in FORM_IDS}
    tabs = {form_id: workspace.tab_of(forms[form_id]) for form_id in sample.coordination}
    with tempfile.TemporaryDirectory() as name:
        # Apart from the programme: what is set up here is no run of it, and leaves no memory.
        draft = Path(name) / "config.yaml"
        draft.write_bytes(config_file.read_bytes())
        started = open_workspace(draft)
        draw(sample, members, forms, tabs, Path(started.workbook))
        set_up(
            entry_plan(started),
            started.open,
            started.history,
            as_of,
            with_columns=False,
            dry_run=False,
        )
        made = Path(started.workbook).read_bytes()
    put_bytes(Path(workspace.workbook), made)
    return config_file


_LISTS = "  listes: Listes de choix"


def _copy_config(draft: Path) -> None:
    """The documented example: inside the installed package, or at the top of a checkout."""
    with as_file(files("sheets_sync") / "config.yaml") as packaged:
        source = packaged
        if not packaged.exists():
            source = Path(__file__).parents[2] / "config.yaml"
        config = source.read_text(encoding="utf-8")
    # Its workbook has a tab « Listes » of the staff's own, as real ones do: ours is another.
    draft.write_text(re.sub(r"(?m)^  listes: Listes\b {0,10}", _LISTS, config), encoding="utf-8")
