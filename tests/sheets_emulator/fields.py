"""Fields masks: `sheets(properties.title,data.rowData.values(note))`, dots or slashes, `*`: all."""

from __future__ import annotations

import re
from typing import Any

from tests.sheets_emulator.schema import Json, invalid

Mask = dict[str, "Mask"]
"""Name → what of it; an empty one is all of it."""


def parse(text: str) -> Mask:
    """The tree of a mask; `ApiError` where it is not one."""
    tokens = re.findall(r"[\w*]+|[(),./]", text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise invalid(f"Request contains an invalid argument: fields={text}")
    mask, rest = _list(tokens)
    if rest:
        raise invalid(f"Request contains an invalid argument: fields={text}")
    return mask


def _list(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens:
        into, name = mask, tokens[0]
        tokens = tokens[1:]
        while tokens and tokens[0] in "./":
            into = into.setdefault(name, {})
            name, tokens = tokens[1], tokens[2:]
        inner = into.setdefault(name, {})
        if tokens and tokens[0] == "(":
            more, tokens = _list(tokens[1:])
            inner.update(more)
            tokens = tokens[1:]
        if not tokens or tokens[0] != ",":
            break
        tokens = tokens[1:]
    return mask, tokens


def keep(mask: Mask, value: Any, done: dict[tuple[int, int], Any] | None = None) -> Any:
    """What of an answer the mask asks for.

    Args:
        done: what was made of the parts so far: what is one object stays one.
    """
    if not mask or "*" in mask or not isinstance(value, dict | list):
        return value
    known, key = {} if done is None else done, (id(mask), id(value))
    if key not in known:
        if isinstance(value, list):
            known[key] = [keep(mask, item, known) for item in value]
        else:
            kept = value.keys() & mask.keys()
            known[key] = {
                name: keep(mask[name], item, known) for name, item in value.items() if name in kept
            }
    return known[key]


def update(old: Json, new: Json, mask: Mask) -> Json:
    """`old` with what the mask names taken from `new`; what `new` lacks is cleared.

    Neither is changed.
    """
    if "*" in mask or not mask:
        return dict(new)
    made = dict(old)
    for name, inner in mask.items():
        if inner and isinstance(new.get(name, {}), dict):
            # A mask names leaves: those beside them stay, where `new` has none of them too.
            made[name] = update(made.get(name, {}), new.get(name, {}), inner)
        elif name in new:
            made[name] = new[name]
        else:
            made.pop(name, None)
    return {name: value for name, value in made.items() if value not in ({}, None)}
