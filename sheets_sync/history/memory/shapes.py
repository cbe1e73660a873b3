"""JSON read with no trust in its shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Shape = Callable[[dict[str, Any]], "Read"]
Read = TypeVar("Read")
# A JSON text nested deep enough makes Python's parser recurse beyond its limit; a number of
# thousands of digits is a ValueError, a surrogate alone a UnicodeError, which is one too.
UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def read_json(file: Path, shape: Shape[Read]) -> Read:
    """What a file holds, or an empty object where there is none; raises one of `UNREADABLE`."""
    data: Any = {}
    if file.exists():
        data = json.loads(file.read_text(encoding="utf-8"))
    return shape(mapping(data))


def mapping(data: Any) -> dict[str, Any]:
    """A JSON object; TypeError for anything else."""
    if not isinstance(data, dict):
        raise TypeError("not a JSON object")
    return data


def uniform_mapping(kind: type[Read]) -> Shape[dict[str, Read]]:
    """The shape of an object whose values are all of one kind."""

    def shape(data: dict[str, Any]) -> dict[str, Read]:
        if not all(isinstance(value, kind) for value in data.values()):
            raise TypeError(f"not all {kind.__name__}")
        return data

    return shape


def as_json(data: Any) -> str:
    """A value as the memory keeps it, in its order."""
    return json.dumps(data, ensure_ascii=False, default=str)
