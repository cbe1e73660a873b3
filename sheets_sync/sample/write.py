"""Write the sample consortium to a folder: config and workbook."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from forms.definition import FORM_IDS, load_form
from sheets_sync.config import load_config
from sheets_sync.errors import Refusal
from sheets_sync.files import put
from sheets_sync.sample.draw import draw
from sheets_sync.sample.invent import SEED, invent


def write_sample(folder: Path, as_of: date, seed: int = SEED) -> Path:
    """Write config.yaml and the workbook to `folder`; the config's path. Nothing there is ever replaced."""
    config_file = folder / "config.yaml"
    if config_file.exists():
        raise Refusal("demo.exists", file=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("output.forbidden", file=folder, reason=error.strerror or error) from error
    put(config_file, lambda draft: _copy_config(draft))
    config = load_config(config_file)
    members = [(member.tab, member.name) for member in config.siae]
    sample = invent([(member.name, member.kind) for member in config.siae], as_of, seed)
    forms = {form_id: load_form(form_id) for form_id in FORM_IDS}
    put(
        folder / config.workbook,
        lambda draft: draw(sample, members, forms, config.tabs.model_dump(), draft),
    )
    return config_file


def _copy_config(draft: Path) -> None:
    """The documented example: inside the installed package, or at the top of a checkout."""
    packaged = files("sheets_sync") / "config.yaml"
    with as_file(packaged) as file:
        shutil.copyfile(file if file.exists() else Path(__file__).parents[2] / "config.yaml", draft)
