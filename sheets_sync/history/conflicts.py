"""The copies that a synchroniser makes where two computers wrote a file of the memory at once.

They are known by their names (« memoire-PC-Marie », « … (1) », « … (conflicted copy …) »), compared
with what they are copies of, told, and left alone: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.files import OCCASIONS, digest
from sheets_sync.history.memory.database import DAMAGED, NewerVersion, contents, opened
from sheets_sync.history.memory.memory import MEMORY, UNFINISHED
from sheets_sync.history.persons.pseudonym_key import BESIDE

_NAMES = (MEMORY, UNFINISHED, BESIDE)
# What OneDrive, Dropbox, Nextcloud, Syncthing, Google Drive and iCloud put after a name, each in
# its own way: all begin with one of these signs.
_ADDED = re.compile(r"[ \-_.(~[].*")
_COPY_OF = r"(?:copie de |copy of )"
# Beside a workbook others of nearly its name lie (« impulser-2025 », « impulser - budget »): only
# what a synchroniser alone adds is taken for its word.
_OF_WORKBOOK = re.compile(
    r"[ (_-]*\(\d+\)|.*confli(?:t|ct).*|-(?:PC|DESKTOP|LAPTOP|PORTABLE)\b.*", re.IGNORECASE
)
_STATE = re.compile(r"(etat-\d{4}-\d\d-\d\d(?:-[0-9a-f]{12})?)(.*)\.parquet")
_UNREADABLE = (*DAMAGED, NewerVersion, OSError)


@dataclass(frozen=True)
class ConflictCopy:
    """A copy, and the file that it is a copy of, which may be missing."""

    copy: Path
    original: Path

    @property
    def notice_beside_workbook(self) -> str:
        """What is said of the copy of a workbook."""
        return sentence("workbooks.conflict_copy", copy=self.copy.name, file=self.original.name)

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
            return "unreadable", 0
        if more:
            return "more", more
        # Nothing that the original lacks: what it was before it was last written.
        return "older", 0


def conflict_copies(folder: Path, copies: Path) -> list[ConflictCopy]:
    """Those in the folder of the memory and in those inside it, in the order of their names.

    Args:
        copies: the folder of the copies that are kept.
    """
    conflicts = [*_found(folder, _NAMES), *_found(copies, (OCCASIONS,))]
    for states in (folder, folder / "etats"):
        conflicts += _of_states(states)
    return sorted(conflicts, key=lambda conflict: conflict.copy.name)


def copies_beside(workbooks: Collection[Path], computers: Collection[str]) -> list[ConflictCopy]:
    """The copies that a synchroniser left beside these workbooks; none of them is one of these."""
    copies = [
        ConflictCopy(copy, workbook)
        for workbook in workbooks
        for copy in _copies_of_workbook(workbook, computers)
    ]
    return sorted((one for one in copies if one.copy not in workbooks), key=lambda one: one.copy)


def _copies_of_workbook(workbook: Path, computers: Collection[str]) -> list[Path]:
    """The conflict copies that lie beside a workbook: what is typed into them is in nothing.

    Args:
        computers: the names of those that worked with it; OneDrive adds one to the name.
    """
    ours = [f"-{computer}" for computer in computers]
    candidates = [conflict.copy for conflict in _found(workbook.parent, (workbook.name,))]
    added = [copy.stem.removeprefix(workbook.stem) for copy in candidates]
    return sorted(
        copy
        for copy, what in zip(candidates, added, strict=True)
        if what in ours or _OF_WORKBOOK.fullmatch(what)
    )


def _found(folder: Path, names: Sequence[str]) -> Iterator[ConflictCopy]:
    for file in _visible_files(folder):
        original = _original(file, names)
        if original is not None and file.name not in names:
            yield ConflictCopy(file, original)


def _of_states(folder: Path) -> Iterator[ConflictCopy]:
    for file in _visible_files(folder):
        named = _STATE.fullmatch(file.name)
        if named and _ADDED.fullmatch(named[2]):
            yield ConflictCopy(file, file.with_name(f"{named[1]}.parquet"))


def _visible_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        if file.is_file() and not file.name.startswith((".", "~$")):
            yield file


def _original(file: Path, names: Sequence[str]) -> Path | None:
    """What a file is a copy of, by its name; None for one that is none."""
    return next((file.with_name(name) for name in names if _is_copy_name(file.name, name)), None)


def _is_copy_name(copy: str, name: str) -> bool:
    """True of a name with something before it, before its suffix or behind that."""
    # What is added may hold a full stop: the suffix is known from our own name.
    stem, suffix = re.escape(Path(name).stem), re.escape(Path(name).suffix)
    added = f"(?:{_ADDED.pattern})"
    pattern = f"{_COPY_OF}{stem}{added}?{suffix}|{stem}{added}{suffix}|{stem}{suffix}{added}"
    return re.fullmatch(pattern, copy, re.IGNORECASE) is not None


def _count_more(copy: Path, original: Path) -> int:
    """How many rows of the copy the original has not, or has otherwise."""
    theirs, ours = (contents(opened(file.read_bytes())[0]) for file in (copy, original))
    return sum(len(set(rows) - set(ours.get(table, ()))) for table, rows in theirs.items())
