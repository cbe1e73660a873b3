"""What the run before looked through and found nothing in: it need not be looked through again."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass, field

DIGEST_LENGTH = 12
"""Bytes: among thousands of millions of contents no two have the same by chance."""


@dataclass
class KnownDigests:
    """Contents in which there is nothing, by digests of them.

    Attributes:
        before: those of the run before; met: those of this one.
    """

    before: Set[bytes] = frozenset()
    met: set[bytes] = field(default_factory=set)

    def have(self, content: bytes) -> bool:
        """True if nothing was found in a content, in this run or the one before."""
        digest = _digest_of_comparison(content)
        if digest in self.before:
            self.met.add(digest)
        return digest in self.met

    def add(self, content: bytes) -> None:
        """Note that there is nothing in it."""
        self.met.add(_digest_of_comparison(content))


def _digest_of_comparison(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST_LENGTH).digest()
