"""The values that were added to lists, as they are remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.pairs import Pairs
from sheets_sync.history.memory.shapes import as_json


class KnownListValues:
    """List, value, what it counts as, and whether that was said; a row gone from its tab stays."""

    def __init__(self, memory: Memory) -> None:
        self._pairs = Pairs(memory, "list_values", keeps=True)

    def read(self) -> list[tuple[str, str, str, bool]]:
        """Header, value, choice that it counts as ("" for none), whether it was decided."""
        return [tuple(json.loads(content)) for content in self._pairs.read().values()]

    def save(self, values: Sequence[tuple[str, str, str, bool]], codes: Sequence[str]) -> None:
        """Keep these, each under its code."""
        contents = map(as_json, map(list, values))
        self._pairs.save(dict(zip(codes, contents, strict=True)))
