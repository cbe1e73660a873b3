"""Values that a run leaves for the next one, such as the targets that were set then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sheets_sync.history.memory.database import set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json


class KnownValues:
    """Those under a name."""

    def __init__(self, memory: Memory, name: str) -> None:
        self._memory, self._name = memory, name

    def read(self) -> dict[str, Any]:
        """Those of the last run; none before the first that kept them."""
        rows = self._memory.rows("SELECT value FROM about WHERE name = ?", self._name)
        known: dict[str, Any] = {}
        for (content,) in rows:
            known = json.loads(content)
        return known

    def save(self, values: Mapping[str, Any]) -> None:
        """Keep them, instead of those that are known."""
        if values != self.read():
            content = as_json(dict(sorted(values.items())))
            self._memory.change(partial(set_about_value, name=self._name, value=content))
