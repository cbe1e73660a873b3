"""Texts in which a run found nobody: with the same people, the next need not search them again."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass, field

DIGEST_LENGTH = 12
"""Bytes: among thousands of millions of texts no two have the same by chance."""


@dataclass
class SearchedTexts:
    """Texts, by digests of them.

    Attributes:
        before: those of the run before; met: those of this one.
    """

    before: Set[bytes] = frozenset()
    met: set[bytes] = field(default_factory=set)

    def have(self, text: str) -> bool:
        """True if nobody was found in a text, in this run or the one before."""
        digest = _digest_of_text(text)
        if digest in self.before:
            self.met.add(digest)
        return digest in self.met

    def add(self, text: str) -> None:
        """Note that nobody is in a text."""
        self.met.add(_digest_of_text(text))


def _digest_of_text(text: str) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=DIGEST_LENGTH).digest()
