"""What the run before found nothing in, kept as digests from run to run.

It rests on this program, and on all else that makes something of it: as soon as that is another,
everything is looked through again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from sheets_sync.history.running.program import is_all_anew, this_program
from sheets_sync.history.running.sealed_file import SealedFile
from sheets_sync.people.known_digests import DIGEST_LENGTH, KnownDigests


@dataclass(frozen=True)
class KeptDigests:
    """Contents of a programme: texts in which nobody is, groups in which no two are alike.

    Attributes:
        rests_on: of texts, the digest of the people who are known.
    """

    file: SealedFile
    rests_on: bytes = b""
    _known: KnownDigests = field(default_factory=KnownDigests, init=False)

    def of_last_run(self, key: bytes) -> KnownDigests:
        """Those of the run before, to which those of this one come."""
        content = None if is_all_anew() else self.file.read(key)
        if content is not None and content.startswith(self._beginning):
            starts = range(len(self._beginning), len(content), DIGEST_LENGTH)
            self._known.before = {content[at : at + DIGEST_LENGTH] for at in starts}
        return self._known

    def keep(self, key: bytes) -> None:
        """Keep those that this run met, for the next."""
        met = self._known.met
        if not is_all_anew() and met != self._known.before:
            self.file.write(self._beginning + b"".join(sorted(met)), key)

    @cached_property
    def _beginning(self) -> bytes:
        return hashlib.sha256(this_program().encode() + self.rests_on).digest()
