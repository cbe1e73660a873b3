"""A change of config.yaml as a person would make it: all else in it stays as it is."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
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


def put_value(file: Path, path: Sequence[str | int], value: Any) -> None:
    """Give config.yaml a value below a path of keys and positions, what leads there included.

    Raises:
        Refusal: no programme opens with it, or the file is written so that only a person can change
            it; what was there stands.
    """
    before = file.read_text(encoding="utf-8")
    node: yaml.Node | None = yaml.compose(before)
    above, expected = list(path), yaml.safe_load(before)
    container = expected
    # Down to the last mapping that is there; the rest of the path is written as one value.
    while isinstance(inside := _value_in(node, above[0]), yaml.CollectionNode) and above[1:]:
        node, container = inside, container[above.pop(0)]
    key, *rest = above
    for step in reversed(rest):
        value = {step: value}
    if isinstance(container, list):
        container.append(value)
    else:
        container[key] = value
    if isinstance(node, yaml.MappingNode):
        after = _with_value(before, node, str(key), value)
    elif isinstance(node, yaml.SequenceNode):
        after = _with_entry(before, node, value)
    else:
        after = before
    try:
        is_right = yaml.safe_load(after) == expected
    except yaml.YAMLError:
        is_right = False
    if not is_right:
        raise Refusal("config.by_hand", file=file.name, name=path[0])
    put_config(file, after)


def _value_in(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode):
        entries: dict[str | int, yaml.Node] = dict(enumerate(node.value))
        return entries.get(step)
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def _with_value(text: str, node: yaml.MappingNode, key: str, value: Any) -> str:
    """The text with a key of a mapping that has this value; all on one line, as JSON is YAML."""
    written = f"{key}: {json.dumps(value, ensure_ascii=False)}"
    for known, old in node.value:
        if known.value == key:
            return _replaced(text, known.start_mark.index, _end(old), written)
    if node.flow_style:
        end = node.end_mark.index - 1
        start = len(text[:end].rstrip())
        comma = ", " if node.value else ""
        return _replaced(text, start, end, f"{comma}{written}")
    first, _ = node.value[0]
    return _line_put_below(text, _end(node), " " * first.start_mark.column + written)


def _with_entry(text: str, node: yaml.SequenceNode, value: Any) -> str:
    """The text with one more entry in a list."""
    written = json.dumps(value, ensure_ascii=False)
    if node.flow_style:
        end = node.end_mark.index - 1
        comma = ", " if node.value else ""
        return _replaced(text, end, end, f"{comma}{written}")
    return _line_put_below(text, _end(node), " " * node.start_mark.column + f"- {written}")


def _end(node: yaml.Node) -> int:
    """Where the last sign of a value stands: a block only ends where the next thing begins."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _replaced(text: str, start: int, end: int, written: str) -> str:
    # What somebody remarked in between would be gone with it.
    if "#" in text[start:end]:
        return text
    return f"{text[:start]}{written}{text[end:]}"


def _line_put_below(text: str, position: int, line: str) -> str:
    """The text with a line more, below the one of a position."""
    rest = text[position:]
    end = position + len(rest.partition("\n")[0].rstrip("\r"))
    return f"{text[:end]}\n{line}{text[end:]}"


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
