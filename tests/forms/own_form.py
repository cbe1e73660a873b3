"""A consortium's own form beside its config.yaml, as the tests need it.

Ours with some words changed.
"""

from __future__ import annotations

from pathlib import Path

from forms.definition_file import DefinitionError
from forms.loading import FOLDER, load_form


def own_form(folder: Path, form_id: str, *changes: tuple[str, str]) -> Path:
    """Write `form_id` into `folder`/forms, each (before, after) of `changes` made in it."""
    text = (FOLDER / f"{form_id}.yaml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file = folder / "forms" / f"{form_id}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def line_with(file: Path, words: str) -> int:
    """The first line, from 1, of `file` that has `words`."""
    lines = file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def mistake(form_id: str, folder: Path) -> DefinitionError:
    """The mistake for which `load_form` refuses the consortium's own form."""
    try:
        load_form(form_id, folder)
    except DefinitionError as error:
        return error
    raise AssertionError("no mistake was found")
