"""The copies that a synchroniser makes where two computers wrote a file of the memory at once.

They are known by their names (« memoire-PC-Marie », « … (1) », « … (conflicted copy …) »), compared
with what they are copies of, told, and left alone: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.files import digest
from sheets_sync.history.memory.database import DAMAGED, NewerVersion, contents, opened
from sheets_sync.history.memory.memory import MEMORY, UNFINISHED
from sheets_sync.history.pseudonym_key import BESIDE

_NAMES = (MEMORY, UNFINISHED, BESIDE)
# What OneDrive, Dropbox, Nextcloud, Syncthing, Google Drive and iCloud put after a name, each in
# its own way: all begin with one of these signs.
_ADDED = re.compile(r"[ \-_.(~].*")
_UNREADABLE = (*DAMAGED, NewerVersion, OSError)


@dataclass(frozen=True)
class ConflictCopy:
    """A copy, and the file that it is a copy of, which may be missing."""

    copy: Path
    original: Path

    @property
    def notice(self) -> str:
        """What is said of it: whether anything is in it that is not in the original."""
        names = {"copy": self.copy.name, "original": self.original.name}
        code, count = self._comparison()
        return sentence(f"history.conflict_{code}", count=count, **names)

    def _comparison(self) -> tuple[str, int]:
        try:
            if not self.original.exists():
                return "alone", 0
            if digest(self.copy) == digest(self.original):
                return "same", 0
            if self.original.suffix != Path(MEMORY).suffix:
                return "other", 0
            more = _count_more(self.copy, self.original)
        except _UNREADABLE:
            return "other", 0
        # Nothing that the original lacks: what it was before it was last written.
        return ("more", more) if more else ("older", 0)


def conflict_copies(folder: Path) -> list[ConflictCopy]:
    """Those in the folder of the memory, in the order of their names."""
    return sorted(_found(folder), key=lambda conflict: conflict.copy.name)


def _found(folder: Path) -> Iterator[ConflictCopy]:
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name in _NAMES or file.name.startswith(".") or not file.is_file():
            continue
        original = _original(file)
        if original is not None:
            yield ConflictCopy(file, original)


def _original(file: Path) -> Path | None:
    """What a file is a copy of, by its name; None for one that is none."""
    for name in _NAMES:
        # What is added may hold a full stop: the suffix is known from our own name.
        suffix = Path(name).suffix
        stem = file.name.removesuffix(suffix)
        rest = stem.removeprefix(Path(name).stem)
        if file.name.endswith(suffix) and rest != stem and _ADDED.fullmatch(rest):
            return file.with_name(name)
    return None


def _count_more(copy: Path, original: Path) -> int:
    """How many rows of the copy the original has not, or has otherwise."""
    theirs, ours = (contents(opened(file.read_bytes())[0]) for file in (copy, original))
    return sum(len(set(rows) - set(ours.get(table, ()))) for table, rows in theirs.items())
