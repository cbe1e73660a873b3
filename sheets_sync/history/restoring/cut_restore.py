"""A copy being put back: one that was cut off is known, and goes by its former number."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, occasions, put_text
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.memory.shapes import UNREADABLE

_FILE = "remise-en-cours.json"


class CutRestore(NamedTuple):
    """A copy that was being put back.

    Attributes:
        place: of the copy. number: by which it was listed then: the file that it took the place of
            is a copy since, and the first of all.
        writes: how many were noted before it.
    """

    place: str
    number: int
    writes: int


@contextlib.contextmanager
def noting_restore(place: str, number: int, copies: Copies) -> Iterator[None]:
    """Have it noted, while a copy is put back, which one it is."""
    file = _note_of_cut(copies)
    noted = CutRestore(place, number, len(occasions(copies)))
    # Where that cannot be noted, the copy is put back all the same.
    with contextlib.suppress(Refusal, OSError):
        put_text(file, json.dumps(noted._asdict()) + "\n")
        keep_private(file)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def cut_restore(copies: Copies) -> CutRestore | None:
    """The last one, if it was cut off and nothing was written since; else None."""
    with contextlib.suppress(*UNREADABLE):
        cut = CutRestore(**json.loads(_note_of_cut(copies).read_text(encoding="utf-8")))
        # The file that it took the place of is the one copy since.
        since = [occasion.before for occasion in occasions(copies)[cut.writes :]]
        if since in ([], [copies.occasion]):
            return cut
    return None


def _note_of_cut(copies: Copies) -> Path:
    return copies.folder / _FILE
