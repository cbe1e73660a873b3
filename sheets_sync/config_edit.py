"""A change of config.yaml as a person would make it: all else in it stays as it is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.workspace import open_workspace


def read_section(file: Path, name: str) -> dict[str, Any]:
    """A section as config.yaml has it; empty where it has none."""
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")).get(name) or {})


def put_section(file: Path, name: str, section: Mapping[str, Any]) -> None:
    """Give config.yaml a section, in the place of the one of that name if there is one.

    Raises:
        Refusal: no programme opens with it, or the file is written so that only a person can change
            it; what was there stands.
    """
    before = file.read_text(encoding="utf-8")
    start, end = _lines_of_section(before, name)
    lines = before.splitlines(keepends=True)
    written = yaml.safe_dump({name: dict(section)}, allow_unicode=True, sort_keys=False)
    head = "".join(lines[:start])
    if head and not head.endswith("\n"):
        head += "\n"
    after = "".join([head, written, *lines[end:]])
    # What somebody remarked within the section would be gone with it.
    is_remarked = any("#" in line for line in lines[start:end])
    if is_remarked or yaml.safe_load(after) != {**yaml.safe_load(before), name: dict(section)}:
        raise Refusal("config.by_hand", file=file.name, name=name)
    put_config(file, after)


def put_config(file: Path, text: str) -> None:
    """Put config.yaml in place if a programme opens with it; raises `Refusal`."""
    trial = file.with_name(f".essai-{file.name}")
    try:
        put_text(trial, text, private=True)
        open_workspace(trial)
    except Refusal as refusal:
        # Nobody knows the file of the trial, which is gone already.
        problem = str(refusal).replace(trial.name, file.name)
        raise Refusal("config.not_changed", problem=problem) from refusal
    finally:
        trial.unlink(missing_ok=True)
    put_text(file, text)


def _lines_of_section(text: str, name: str) -> tuple[int, int]:
    """The first line (from 0) of a section, and the one after its last.

    Both are the end of the file where it has no such section.
    """
    lines = text.splitlines()
    for start, line in enumerate(lines):
        if line.startswith(f"{name}:"):
            inside = itertools.takewhile(lambda line: line[:1].isspace(), lines[start + 1 :])
            return start, start + 1 + len(list(inside))
    return len(lines), len(lines)
