"""A document on its way to its place, where a person may have worked on the one before."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sheets_sync.files import Outcome, digest, put


@dataclass(frozen=True)
class Document:
    """A document made.

    Attributes:
        outcome: what became of the file.
        to_write: what a person must still write in it.
        beside: names of the files that go with it.
        changed_since: what one that stays as it was, and is made again, would show otherwise today.
        issued: of a report, whether it was issued; None for any other document.
        gives_away: what its totals, beside those issued before, could tell of people.
        hidden: of a report, the declared totals that it may not tell, and why.
    """

    path: Path
    outcome: Outcome
    to_write: Sequence[str] = ()
    beside: Sequence[str] = ()
    changed_since: Sequence[str] = ()
    issued: bool | None = None
    gives_away: Sequence[str] = ()
    hidden: Sequence[str] = ()


class PlannedDocument(NamedTuple):
    """A document that is to be put in its place.

    Attributes:
        before: the digest of what is there now; None where there is nothing.
    """

    path: Path
    data: bytes
    before: str | None
    outcome: Outcome

    @property
    def digest(self) -> str:
        """Of what is to be there."""
        return hashlib.sha256(self.data).hexdigest()

    def put(self) -> None:
        """Put it there.

        Raises:
            Refusal: a person changed what is there meanwhile, or it cannot be written.
        """
        put(self.path, self._write, unchanged_since=self.before)

    def _write(self, draft: Path) -> None:
        draft.write_bytes(self.data)


def plan_document(
    path: Path, data: bytes, digests_of: Callable[[str], Collection[str]]
) -> PlannedDocument:
    """Where a document goes: where a person has worked on it, ours goes beside it.

    Args:
        digests_of: from the name of a file to digests of what we may have last written there.
    """
    new = hashlib.sha256(data).hexdigest()
    # On the new version too a person may have worked.
    own = next(p for p in _paths(path) if not is_a_persons(p, (new, *digests_of(p.name))))
    before = _digest_of(own)
    outcome: Outcome = "changed"
    if own != path:
        outcome = "beside"
    elif before is None:
        outcome = "new"
    elif before == new:
        outcome = "unchanged"
    return PlannedDocument(own, data, before, outcome)


def _paths(path: Path) -> Iterator[Path]:
    """Where a document may go, the first choice first."""
    yield path
    yield path.with_name(f"{path.stem} (nouvelle version){path.suffix}")
    for number in itertools.count(2):
        yield path.with_name(f"{path.stem} (nouvelle version {number}){path.suffix}")


def is_a_persons(path: Path, known: Collection[str]) -> bool:
    """True if a person wrote what is there: its digest is none of what we may have written."""
    return _digest_of(path) not in (None, *known)


def _digest_of(path: Path) -> str | None:
    if not path.exists():
        return None
    return digest(path)
