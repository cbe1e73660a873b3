"""Undo the edits of a part, to see that all else in it is as it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# The format of a cell; a cell, or the name of a sheet's drawing, without content. None of these
# holds anything that a person could have typed.
_WITHOUT_VALUE = re.compile(
    rb"""|\ss\s*=\s*(?:"[^"<>]*"|'[^'<>]*')|<(?:[\w.-]+:)?(?:c|legacyDrawing)\b[^<>]*/>"""
)


class Change(NamedTuple):
    """Bytes of an edited part from `start`, and those that were there before."""

    start: int
    now: bytes
    before: bytes

    @property
    def has_value(self) -> bool:
        """True if it could change what a cell holds."""
        both = (self.now, self.before)
        return not all(map(_WITHOUT_VALUE.fullmatch, both))


@dataclass(frozen=True)
class Undoing:
    """The changes that were made to a part, in the order of its bytes.

    Attributes:
        digest: of the part before; it is not kept itself, since sheets may be large.
    """

    changes: Sequence[Change]
    digest: bytes

    @property
    def has_values(self) -> bool:
        """True if a change could be one of what a cell holds."""
        return any(change.has_value for change in self.changes)

    def undone(self, xml: bytes) -> bytes | None:
        """The part before it was edited; None where `xml` is not what the edits made of that."""
        pieces, done = [], 0
        for start, now, before in self.changes:
            if xml[start : start + len(now)] != now:
                return None
            pieces += [xml[done:start], before]
            done = start + len(now)
        whole = b"".join([*pieces, xml[done:]])
        if digest_of_part(whole) != self.digest:
            return None
        return whole


def digest_of_part(xml: bytes) -> bytes:
    """SHA-256 of a part."""
    return hashlib.sha256(xml).digest()
