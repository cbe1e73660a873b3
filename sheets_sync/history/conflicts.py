"""The copies that a synchroniser makes where two computers wrote a file of the memory at once.

They are known by their names (« etat-2026-11-26-PC-Marie », « … (1) », « … (conflicted copy …) »),
compared with what they are copies of, told, and left alone: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.files import digest
from sheets_sync.history.memory import FILES, UNREADABLE, mapping, read_json

# What OneDrive, Dropbox, Nextcloud, Syncthing, Google Drive and iCloud put after a name, each in
# its own way: all begin with one of these signs.
_ADDED = re.compile(r"[ \-_.(~].*")
# The first date in a name is ours; some put that of the conflict behind it.
_DATED = re.compile(r"(.*?\d{4}-\d\d-\d\d)([ \-_.(~].*)")


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
            if self.copy.suffix != ".json":
                return "other", 0
            return "more", _count_more(self.copy, self.original)
        except UNREADABLE:
            return "other", 0


def conflict_copies(folder: Path, key_file: Path) -> list[ConflictCopy]:
    """Those in the folder of the memory, in the order of their names."""
    return sorted(_found(folder, key_file), key=lambda conflict: conflict.copy.name)


def _found(folder: Path, key_file: Path) -> Iterator[ConflictCopy]:
    known = {*FILES, key_file.name}
    for place in (folder, folder / "documents"):
        files = place.iterdir() if place.is_dir() else ()
        for file in files:
            if file.name in known or file.name.startswith(".") or not file.is_file():
                continue
            original = _original(file, known)
            if original is not None:
                yield ConflictCopy(file, original)


def _original(file: Path, known: set[str]) -> Path | None:
    """What a file is a copy of, by its name; None for one that is none."""
    dated = _DATED.fullmatch(file.stem)
    if dated and (file.stem.startswith("etat-") or file.parent.name == "documents"):
        return file.with_name(dated[1] + file.suffix)
    # « reponses-importees » begins as « reponses » does: the longest is meant
    for name in sorted(known, key=len, reverse=True):
        # What is added may hold a full stop: the suffix is known from our own name.
        suffix = Path(name).suffix
        stem = file.name.removesuffix(suffix)
        rest = stem.removeprefix(Path(name).stem)
        if file.name.endswith(suffix) and rest != stem and _ADDED.fullmatch(rest):
            return file.with_name(name)
    return None


def _count_more(copy: Path, original: Path) -> int:
    """How many entries of the copy the original has not, or has otherwise."""
    theirs, ours = _entries(copy), _entries(original)
    return sum(ours.get(key) != value for key, value in theirs.items())


def _entries(file: Path) -> dict[str, Any]:
    """The entries of a file, those inside its objects one by one."""
    entries: dict[str, Any] = {}
    for key, value in read_json(file, mapping).items():
        if isinstance(value, dict):
            entries |= {f"{key}/{inner}": found for inner, found in value.items()}
        else:
            entries[key] = value
    return entries
