"""Documents that need not be filled again: what they show and their template are as they were.

Of each is kept, in the user's cache folder, what it was made of (a digest) and what came of it (a
digest); its bytes are those of the file itself, where nobody has changed that.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sheets_sync.documents.files.filled_files import annex_workbook, fill_template
from sheets_sync.documents.files.places import folder_of
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.running.here import cache_folder
from sheets_sync.history.running.program import is_all_anew, this_program
from sheets_sync.release.door import Released
from sheets_sync.sheets.sheet import Sheet


class FilledBefore:
    """The documents of a folder as runs before made them.

    Anything that is not as it should be, or cannot be read, has a document filled anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, list[str]] = {}

    def fill(
        self,
        file: str,
        template: Path,
        shown: Released[dict[str, Any]],
        *,
        of_earlier_run: bool = False,
    ) -> Released[bytes]:
        """A template with what it is to show.

        Args:
            of_earlier_run: whether that is of a run before.
        """
        parts = (template.name, template.read_bytes(), as_json(shown.content), str(of_earlier_run))

        def make(context: dict[str, Any]) -> bytes:
            return fill_template(template, context, of_earlier_run=of_earlier_run)

        return shown.into(lambda context: self._or_made(file, parts, lambda: make(context)))

    def annex(self, file: str, sheets: Released[Sequence[Sheet]], made_on: date) -> Released[bytes]:
        """The annex of a report."""
        parts = (repr(sheets.content), made_on.isoformat())
        return sheets.into(
            lambda content: self._or_made(file, parts, lambda: annex_workbook(content, made_on))
        )

    def _or_made(
        self, file: str, parts: tuple[str | bytes, ...], make: Callable[[], bytes]
    ) -> bytes:
        """The bytes of a document: those that are there, or those that `make` makes.

        Args:
            parts: all that it is made of, but for this program.
        """
        if is_all_anew():
            return make()
        key = _digest_of_parts(self._program, *parts)
        data = None
        if self._before.get(file, [""])[0] == key:
            data = self._there(file)
        if data is None:
            data = make()
        self._made[file] = [key, _digest_of_parts(data)]
        return data

    def keep(self) -> None:
        """Keep what was made, for the next run; not being able to is no fault of the run."""
        if not self._made:
            return
        with contextlib.suppress(OSError):
            draft = self._record.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(self._before | self._made), encoding="utf-8")
            draft.replace(self._record)

    def _there(self, file: str) -> bytes | None:
        """The bytes of a file, where they are those that were made."""
        with contextlib.suppress(OSError):
            data = (self.folder / folder_of(file) / file).read_bytes()
            if _digest_of_parts(data) == self._before[file][1]:
                return data
        return None

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._record.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                return {name: list(map(str, parts)) for name, parts in known.items()}
        return {}

    @cached_property
    def _record(self) -> Path:
        name = _digest_of_parts(os.path.realpath(self.folder))[:16]
        return cache_folder() / f"{name}.documents.json"

    @cached_property
    def _program(self) -> str:
        return this_program()


def _digest_of_parts(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part
        if isinstance(data, str):
            data = data.encode()
        digest.update(b"%d " % len(data) + data)
    return digest.hexdigest()
