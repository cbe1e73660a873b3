"""The points about people that the coordinator accepted, as they are remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.pairs import Pairs
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.people.acceptance_codes import Acceptance


class AcceptedPoints:
    """What was accepted, by its code: a keyed digest of person, rule and value."""

    def __init__(self, memory: Memory) -> None:
        self._pairs = Pairs(memory, "acceptances", keeps=False)

    def read(self) -> dict[str, Acceptance]:
        """Code → what was accepted or taken back, why, and since when."""
        return {code: _acceptance(content) for code, content in self._pairs.read().items()}

    def save(self, acceptances: Mapping[str, Acceptance]) -> None:
        """Keep these, instead of those that are known."""
        self._pairs.save({code: _acceptance_json(one) for code, one in acceptances.items()})


def _acceptance_json(one: Acceptance) -> str:
    fields = {**one._asdict(), "since": one.since.isoformat()}
    if one.told:
        del fields["told"]
    if not one.shown:
        del fields["shown"]
    return as_json(fields)


def _acceptance(content: str) -> Acceptance:
    fields = json.loads(content)
    since = date.fromisoformat(fields.pop("since"))
    return Acceptance(**fields, since=since)
