"""The memory of a programme: what is read of it, and how it is written.

A run writes it once, whole, when all else is done. Before it publishes anything, what it is about
to remember is set down beside it: a run that is stopped dead leaves that, and the next one takes
over from it what the published sheets already build on.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.drafts import sweep_drafts
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, put, put_bytes
from sheets_sync.history.memory.alone import Alone
from sheets_sync.history.memory.carrying_over import carry_over, unknown_runs
from sheets_sync.history.memory.database import (
    DAMAGED,
    NewerVersion,
    as_bytes,
    blank,
    opened,
    set_about_value,
)
from sheets_sync.history.memory.former_files import FormerFiles
from sheets_sync.history.memory.kept import KeptMemories
from sheets_sync.history.memory.privacy import close_again, keep_private
from sheets_sync.history.memory.table_rows import Row, rows_in_table
from sheets_sync.history.running.here import now
from sheets_sync.history.running.runs import words_about_run

MEMORY = "memoire.sqlite"
UNFINISHED = "passage-en-cours.sqlite"
Edit = Callable[[sqlite3.Connection], object]
_Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass
class _Held:
    """The memory as it was read.

    Attributes:
        data: the bytes of its file; None where there is none.
        signature: what tells without reading whether the files are still these.
        was_former: whether it comes from an older version, of which a copy is kept first.
        unchanged_at: what SQLite counted of changes when it was just as its file.
        edits: those made since it was read.
    """

    data: bytes | None
    connection: sqlite3.Connection
    signature: _Signature
    was_former: bool = False
    unchanged_at: int = 0
    set_down_at: int = -1
    edits: list[Edit] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything is other than in the file."""
        return self.was_former or self.connection.total_changes != self.unchanged_at


class Memory:
    """The file of the memory, in its folder. Nobody but its owner may read it.

    Attributes:
        notices: what was seen in reading it that people are to know.
    """

    def __init__(self, folder: Path, copies: Copies) -> None:
        self.folder = folder
        self.file, self.unfinished = folder / MEMORY, folder / UNFINISHED
        self.kept = KeptMemories(self.file, copies)
        self.notices: list[str] = []
        self.alone = Alone(folder)
        self._former = FormerFiles(folder, copies)
        self._copies = copies
        self._guard = threading.RLock()
        self._held: _Held | None = None
        self._is_run = False
        self._superseded: list[Path] = []

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the memory answers; that of an empty one where there is none.

        Raises:
            Refusal: it is damaged; the sentence says which copy to put in its place.
        """
        with self._guard:
            return self._present().connection.execute(question, values).fetchall()

    def table(self, name: str) -> list[Row]:
        """All rows of a table; raises `Refusal` as `rows` does."""
        with self._guard:
            return list(rows_in_table(self._present().connection, name))

    def change(self, edit: Edit) -> None:
        """Change it: in its file at once, or, within `one_write`, when that ends."""
        with self._guard:
            if self._is_run:
                held = self._present()
                edit(held.connection)
                held.edits.append(edit)
                return
            with self.alone.writing():
                # What lies beside may be that of a run that is at work: it is left alone.
                held = self._held = self._load(take_over=False)
                edit(held.connection)
                self._write(held, of_run=False)

    def supersede(self, file: Path) -> None:
        """Remove a file once the memory that no longer needs it is written."""
        self._superseded.append(file)

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be written at the end of `one_write`."""
        return self._present().is_changed

    @contextlib.contextmanager
    def one_write(self) -> Iterator[None]:
        """Alone with the memory, which is written once at the end; not at all where that fails.

        One inside another is part of it.

        Raises:
            Refusal: another run is at work, or left a newer memory meanwhile.
        """
        with self._guard:
            if self._is_run:
                yield
                return
            with self.alone.run():
                self._sweep()
                self._held, self._is_run = self._load(), True
                try:
                    yield
                    with self.alone.writing():
                        self._write(self._following(), of_run=True)
                finally:
                    self._held, self._is_run = None, False
                    self._superseded.clear()

    def _sweep(self) -> None:
        """Remove what runs that were killed left half written, while nobody writes here.

        What was opened to others, as by whoever gave rights to the whole folder, is closed.
        """
        if not self.folder.is_dir():
            return
        with self.alone.writing():
            close_again(self.folder)
            for folder in (self.folder, *self.folder.glob("**/")):
                sweep_drafts(folder)

    def set_down(self) -> None:
        """Before anything is published: write beside the memory what it will be.

        Raises:
            Refusal: another run left a newer memory meanwhile, or nothing can be written.
        """
        held = self._following()
        changes = held.connection.total_changes
        if not held.is_changed or held.set_down_at == changes:
            return
        set_about_value(held.connection, "base", _file_digest(held.data))
        self._make_folder()
        put_bytes(self.unfinished, as_bytes(held.connection))
        keep_private(self.unfinished)
        held.set_down_at = held.connection.total_changes

    def _present(self) -> _Held:
        if self._is_run and self._held is not None:
            return self._held
        signature = self._signature()
        if self._held is None or self._held.signature != signature:
            self._held = self._load()
        return self._held

    def _signature(self) -> _Signature:
        return tuple(_signature(file) for file in (self.file, self.unfinished))

    def _load(self, *, take_over: bool = True) -> _Held:
        self.notices.clear()
        signature = self._signature()
        data = self._read()
        if data is None:
            held = self._former_memory(signature)
        else:
            held = self._opened(data, signature)
        held.unchanged_at = held.connection.total_changes
        if take_over:
            self._take_over(held)
        return held

    def _read(self) -> bytes | None:
        if self.folder.is_file():
            raise Refusal("history.not_a_folder", folder=self.folder)
        # One that a person or a synchroniser put there is readable by whom it was elsewhere.
        keep_private(self.file)
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._damaged() from error

    def _opened(self, data: bytes, signature: _Signature) -> _Held:
        try:
            connection, was_former = opened(data)
        except NewerVersion as error:
            raise Refusal("history.newer_version", file=self.file) from error
        except DAMAGED as error:
            raise self._damaged() from error
        return _Held(data, connection, signature, was_former)

    def _damaged(self) -> Refusal:
        copy = self.kept.last_good
        if copy is None:
            return Refusal("history.memory_damaged", file=self.file)
        return Refusal("history.memory_damaged_with_copy", file=self.file, copy=copy.name)

    def _former_memory(self, signature: _Signature) -> _Held:
        """Where there is no file yet: what former versions left, or an empty memory."""
        connection = blank()
        if self._former.paths:
            self._former.read_into(connection)
            return _Held(None, connection, signature, was_former=True)
        if copy := self.kept.last_good:
            raise Refusal("history.memory_lost", file=self.file, copy=copy.name)
        return _Held(None, connection, signature)

    def _take_over(self, held: _Held) -> None:
        """Take over what a run that was stopped had set down."""
        if not self.unfinished.exists():
            return
        try:
            unfinished, _ = opened(self.unfinished.read_bytes())
        except (*DAMAGED, NewerVersion, OSError):
            self.notices.append(sentence("history.unfinished_damaged", file=self.unfinished))
            return
        if carry_over(unfinished, held.connection, _file_digest(held.data)):
            self.notices.append(sentence("history.interrupted"))

    def _following(self) -> _Held:
        """What is held, on top of what others of this computer wrote meanwhile.

        Raises:
            Refusal: the file was replaced by the memory of another run.
        """
        held = self._present()
        if self._read() == held.data:
            return held
        # What a stopped run left beside it is none that came meanwhile.
        newer = self._load(take_over=False)
        if others := unknown_runs(held.connection, newer.connection):
            raise Refusal("history.newer", **words_about_run(others[-1]))
        self._take_over(newer)
        for edit in held.edits:
            edit(newer.connection)
        newer.edits = held.edits
        self._held = newer
        return newer

    def _write(self, held: _Held, *, of_run: bool) -> None:
        if held.is_changed:
            self._make_folder()
            set_about_value(held.connection, "base", "")
            data = as_bytes(held.connection)
            self._keep(held, of_run=of_run)
            self._put(data, held.data)
            if of_run and not self.kept.files:
                # Until a second run keeps what it replaces, there would be none to put back.
                self.kept.keep(data, always=True)
            self._held = None
        if self._former.paths and self.file.exists():
            self._former.remove()
        for file in self._superseded:
            file.unlink(missing_ok=True)
        self._superseded.clear()
        if of_run:
            self.unfinished.unlink(missing_ok=True)

    def _keep(self, held: _Held, *, of_run: bool) -> None:
        """Keep a copy of what is to be replaced."""
        if self._former.paths:
            self._former.copy_states()
            self.kept.keep_former(self._former.as_zip(), now())
        if held.data is not None:
            self.kept.keep(held.data, always=of_run or held.was_former)

    def _put(self, data: bytes, before: bytes | None) -> None:
        digest = None if before is None else _file_digest(before)
        try:
            put(self.file, lambda draft: draft.write_bytes(data), unchanged_since=digest)
        except Refusal as refusal:
            if refusal.code != "workbook.changed":
                raise
            raise Refusal("history.newer_now", file=self.file) from refusal
        keep_private(self.file)

    def _make_folder(self) -> None:
        with contextlib.suppress(OSError):  # what is put there says why it cannot be
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_private(self.folder)


def _signature(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _file_digest(data: bytes | None) -> str:
    if data is None:
        return ""
    return hashlib.sha256(data).hexdigest()
