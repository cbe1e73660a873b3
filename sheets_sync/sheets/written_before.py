"""Contents of workbooks that the run before wrote and read back: they are not made twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class WrittenBefore:
    """What one run leaves for the next, by digests of all that it is made of.

    Attributes:
        before: digest → its bytes in the file, packed; of what is only to be known again, none.
        now: what of it this run came upon, and what this one wrote.
        read_as: what a tab was known by as this run read it → by now, with other feedback only.
    """

    before: Mapping[bytes, bytes] = field(default_factory=dict)
    now: dict[bytes, bytes] = field(default_factory=dict)
    read_as: dict[bytes, bytes] = field(default_factory=dict)

    def find(self, digest: bytes) -> bytes | None:
        """The bytes of what has that digest; None where the run before did not write it."""
        packed = self.now.get(digest, self.before.get(digest))
        if packed is not None:
            self.now[digest] = packed
        return packed
