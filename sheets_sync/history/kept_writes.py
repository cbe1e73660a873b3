"""What the run before wrote into workbooks, kept from run to run: rows without names, packed.

It rests on this program, and on nothing else: each piece is known by all that it is made of.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field

from sheets_sync.history.running.program import is_all_anew, this_program
from sheets_sync.history.running.sealed_file import SealedFile, pickled
from sheets_sync.sheets.written_before import WrittenBefore


@dataclass(frozen=True)
class KeptWrites:
    """What is written into the workbooks of a programme."""

    file: SealedFile
    _written: WrittenBefore = field(default_factory=WrittenBefore, init=False)

    def of_last_run(self, key: bytes) -> WrittenBefore:
        """What the run before wrote, to which what this one writes comes."""
        content = None if is_all_anew() else self.file.read(key)
        program = _digest_of_program()
        if content is not None and content.startswith(program):
            before = pickle.loads(content[len(program) :])  # noqa: S301 - opened with our key
            self._written.before = before
        return self._written

    def keep(self, key: bytes) -> None:
        """Keep what this run wrote, once it is in the workbooks."""
        now = self._written.now
        if not is_all_anew() and now != self._written.before:
            self.file.write(pickled(_digest_of_program(), now), key)


def _digest_of_program() -> bytes:
    return hashlib.sha256(this_program().encode()).digest()
