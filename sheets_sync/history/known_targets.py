"""The targets of the last run, so that the next can say which of them are others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from sheets_sync.history.memory.database import set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json

_NAME = "targets"


class KnownTargets:
    """What was to be reached: indicator and SIAE → value."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def read(self) -> dict[str, float]:
        """Those of the last run; none before the first that kept them."""
        rows = self._memory.rows("SELECT value FROM about WHERE name = ?", _NAME)
        known: dict[str, float] = {}
        for (content,) in rows:
            known = json.loads(content)
        return known

    def save(self, targets: Mapping[str, float]) -> None:
        """Keep them, instead of those that are known."""
        if targets != self.read():
            content = as_json(dict(sorted(targets.items())))
            self._memory.change(partial(set_about_value, name=_NAME, value=content))
