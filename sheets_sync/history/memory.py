"""The JSON files of the memory: read with no trust in their shape, each version kept once replaced.

A damaged one is refused by name, with what to do that loses nothing.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, kept_copies, put_text

Shape = Callable[[dict[str, Any]], "Read"]
Read = TypeVar("Read")
REGISTER = "pseudonymes.json"
ANSWERS = "reponses.json"
LINKS = "liens-de-saisie.json"
IMPORTED = "reponses-importees.json"
FINDINGS = "constats.json"
TITLES = "titres.json"
DOCUMENTS = "documents.json"
LAST_RUN = "dernier-passage.json"
DIFFERENCES = "rapprochements.json"
FILES = (REGISTER, ANSWERS, LINKS, IMPORTED, FINDINGS, TITLES, DOCUMENTS, LAST_RUN, DIFFERENCES)
_HOLDS: Mapping[str, str] = {
    REGISTER: "history.holds_pseudonyms",
    ANSWERS: "history.holds_answers",
    LINKS: "history.holds_links",
    IMPORTED: "history.holds_imported",
}
"""What nothing can make again → the code of what it is."""
_VERSIONS = 10
"""Earlier versions kept of a file, of those that are not soon made again."""
_KEPT = (*_HOLDS, FINDINGS)
# A JSON text nested deep enough makes Python's parser recurse beyond its limit; a number of
# thousands of digits is a ValueError, a surrogate alone a UnicodeError, which is one too.
UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class Memory:
    """The folder of the memory's JSON files. Nobody but its owner may read them."""

    def __init__(self, folder: Path, copies: Copies) -> None:
        self.folder = folder
        self._copies = Copies(copies.folder, _VERSIONS, copies.root)

    def read(self, name: str, shape: Shape[Read]) -> Read:
        """What a file holds; that of an empty one where there is none.

        Args:
            shape: makes of the JSON object what is wanted of it; raises ValueError or TypeError.

        Raises:
            Refusal: the file is damaged; the sentence names it, and what to do.
        """
        file = self.folder / name
        try:
            return read_json(file, shape)
        except UNREADABLE as error:
            raise self._refusal(file, shape) from error

    def save(self, name: str, data: Mapping[str, Any]) -> None:
        """Put it in place; of what is not soon made again, the version that it replaces is kept."""
        text = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_private(self.folder)
        copies = self._copies if name in _KEPT else None
        put_text(self.folder / name, text + "\n", copies)
        keep_private(self.folder / name)

    def _refusal(self, file: Path, shape: Shape[Any]) -> Refusal:
        good = self._last_good_version(file, shape)
        if good is not None:
            return Refusal("history.wrong_with_copy", file=file, copy=good)
        if file.name in _HOLDS:
            what = sentence(_HOLDS[file.name])
            return Refusal("history.wrong_precious", file=file, what=what)
        return Refusal("history.wrong", file=file)

    def _last_good_version(self, file: Path, shape: Shape[Any]) -> Path | None:
        for copy in kept_copies(file, self._copies):
            with contextlib.suppress(*UNREADABLE):
                read_json(copy, shape)
                return copy
        return None


def read_json(file: Path, shape: Shape[Read]) -> Read:
    """What a file holds, or an empty object where there is none; raises one of `UNREADABLE`."""
    data: Any = {}
    if file.exists():
        data = json.loads(file.read_text(encoding="utf-8"))
    return shape(mapping(data))


def mapping(data: Any) -> dict[str, Any]:
    """A JSON object; TypeError for anything else."""
    if not isinstance(data, dict):
        raise TypeError("not a JSON object")
    return data


def mapping_of(kind: type[Read]) -> Shape[dict[str, Read]]:
    """The shape of an object whose values are all of one kind."""

    def shape(data: dict[str, Any]) -> dict[str, Read]:
        if not all(isinstance(value, kind) for value in data.values()):
            raise TypeError(f"not all {kind.__name__}")
        return data

    return shape


def keep_private(path: Path) -> None:
    """Let only its owner read a file or folder, where the system can say so."""
    mode = 0o700 if path.is_dir() else 0o600
    # On a share the owner may be another, who then decides.
    with contextlib.suppress(OSError):
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
