"""Texts in which the run before found nobody, kept as digests from run to run.

They rest on who is known and on this program, which has the words that make a person of a name: as
soon as either is another, every text is searched again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from sheets_sync.history.running.program import is_all_anew, this_program
from sheets_sync.history.running.sealed_file import SealedFile
from sheets_sync.release.people.searched_texts import DIGEST_LENGTH, SearchedTexts


@dataclass(frozen=True)
class KeptTexts:
    """The texts of a programme.

    Attributes:
        people: the digest of those who are known.
    """

    file: SealedFile
    people: bytes
    _searched: SearchedTexts = field(default_factory=SearchedTexts, init=False)

    def of_last_run(self, key: bytes) -> SearchedTexts:
        """Those of the run before, to which those of this one come."""
        content = None if is_all_anew() else self.file.read(key)
        if content is not None and content.startswith(self._rests_on):
            starts = range(len(self._rests_on), len(content), DIGEST_LENGTH)
            self._searched.before = {content[at : at + DIGEST_LENGTH] for at in starts}
        return self._searched

    def keep(self, key: bytes) -> None:
        """Keep those that this run met, for the next."""
        met = self._searched.met
        if not is_all_anew() and met != self._searched.before:
            self.file.write(self._rests_on + b"".join(sorted(met)), key)

    @cached_property
    def _rests_on(self) -> bytes:
        return hashlib.sha256(this_program().encode() + self.people).digest()
