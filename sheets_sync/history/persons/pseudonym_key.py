"""The secret of the pseudonyms: where it lies, and how it is known to be the register's own.

Another key would change every pseudonym, and every answer about two of them would be lost: so a
register without its key, or with another, stops a run before anything is written.

It is kept apart from what it protects (GDPR, art. 4(5)): in the user's own folder, unless config
names a file, or an earlier version left one beside the register.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import itertools
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.running.here import own_folder

BESIDE = "cle-des-pseudonymes"
"""The name of the file beside the register, as earlier versions made it."""
_SHORTEST = 16
"""Bytes; a shorter key could be guessed."""
_LENGTH = 32
_PURPOSE = b"sheets-sync: check value of the key of the pseudonyms"


class TakenIn(NamedTuple):
    """A key that was brought from elsewhere.

    Attributes:
        place: where it is now. kept: where the key is that lay there before; None: none did.
        is_moved: whether config still names another place, beside the register.
    """

    place: Path
    kept: Path | None
    is_moved: bool


class KeyFile:
    """The file that the key is in.

    Attributes:
        configured: the file that config names; None where it names none.
        beside: where an earlier version kept it.
    """

    def __init__(self, configured: Path | None, beside: Path) -> None:
        self.configured, self.beside = configured, beside

    def path(self, check: str | None) -> Path:
        """Where the key lies, or is to lie.

        Args:
            check: the check value of the key that the register was made with, where it is known.
        """
        for file in self._places(check):
            key = _read_key(file)
            if key is not None and check in (None, check_value(key)):
                return file
        return next((file for file in self._places(check) if file.exists()), self._last(check))

    def read(self, check: str | None, is_needed: bool, computer: str = "") -> bytes:
        """The key; a new one, not yet saved, where none was ever needed.

        Args:
            is_needed: whether what is remembered was made with a key.
            computer: on which the last run was.

        Raises:
            Refusal: it is unreadable, lost, or another one.
        """
        path = self.path(check)
        if not path.exists():
            if check is not None and self.configured is None:
                raise Refusal("key.elsewhere", computer=computer or "?", hint=self._hint(check))
            if is_needed or check is not None:
                raise Refusal("key.lost", file=path, hint=self._hint(check))
            return passing_key()
        key = _read_key(path)
        if key is None:
            raise Refusal("key.wrong", file=path, hint=self._hint(check))
        if check is not None and not hmac.compare_digest(check, check_value(key)):
            raise Refusal("key.other", file=path, hint=self._hint(check))
        return key

    def save(self, key: bytes) -> None:
        """Put a new key in place, for its owner only; one that is there stays.

        Raises:
            Refusal: another key is there: a run elsewhere made one since this one began.
        """
        path = self.path(check_value(key))
        if not path.exists():
            _make(path, key)
        if _read_key(path) != key:
            raise Refusal("key.made_meanwhile", file=path)
        keep_private(path)

    def export(self, file: Path, check: str | None, computer: str) -> None:
        """Write the key to a file that is to be taken to another computer.

        Args:
            computer: as that of `read`.

        Raises:
            Refusal: there is no key, or there is such a file, or it would lie with the register.
        """
        if check is None:
            raise Refusal("key.none_yet")
        if self._is_with_register(file):
            raise Refusal("key.export_beside", file=file)
        key = self.read(check, is_needed=True, computer=computer)
        if file.exists():
            raise Refusal("key.file_exists", file=file)
        _put_key(file, key)

    def take_in(self, file: Path, check: str | None, *, dry_run: bool = False) -> TakenIn:
        """Keep a key that was exported elsewhere; one that was in its place is kept beside it.

        Raises:
            Refusal: there is no key in the file, it is not that of the register, or it could not
                be read again where it was put.
        """
        key, path = self._brought(file, check), self._home(check)
        former = self.to_replace(file, check)
        former_file = _free_name(former) if former else None
        if _read_key(path) != key and not dry_run:
            if former_file is not None:
                path.rename(former_file)
            _put_key(path, key)
            # The other file is deleted upon this word: it may be the only one.
            if _read_key(path) != key:
                raise Refusal("key.not_kept", file=path)
        return TakenIn(path, former_file, self.is_configured_beside)

    def to_replace(self, file: Path, check: str | None) -> Path | None:
        """Where something else lies that the key in `file` would take the place of."""
        key, path = self._brought(file, check), self._home(check)
        if path.exists() and _read_key(path) != key:
            return path
        return None

    def _brought(self, file: Path, check: str | None) -> bytes:
        key = _read_key(file)
        if key is None:
            raise Refusal("key.not_in_file", file=file)
        if check is not None and not hmac.compare_digest(check, check_value(key)):
            raise Refusal("key.import_other", file=file)
        return key

    @property
    def is_configured_beside(self) -> bool:
        """Whether config names a file that lies with the register, as its first samples did."""
        return self.configured is not None and self._is_with_register(self.configured)

    def is_beside_register(self, check: str | None) -> bool:
        """Whether who has the register has the key as well."""
        path = self.path(check)
        return path.exists() and self._is_with_register(path)

    def _is_with_register(self, file: Path) -> bool:
        return file.resolve().is_relative_to(self.beside.parent.resolve())

    def _places(self, check: str | None) -> Iterator[Path]:
        if self.configured is not None:
            yield self.configured
            if not self.is_configured_beside:
                return
        elif self.beside.exists():
            yield self.beside
        if check is not None:
            yield _own_file(check)

    def _last(self, check: str | None) -> Path:
        if self.configured is not None:
            return self.configured
        if check is None:
            return self.beside
        return _own_file(check)

    def _home(self, check: str | None) -> Path:
        """Where a key that is brought goes: to its owner, rather than where config has it beside.

        While the register has no check value, none is looked for in the user's own folder.
        """
        if check is not None and self.is_configured_beside:
            return _own_file(check)
        return self._last(check)

    def _hint(self, check: str | None) -> str:
        """Where the right key lies, if a file beside it has it under another name."""
        key_file = self.configured or self.beside
        if check is None or not key_file.parent.is_dir():
            return ""
        for file in sorted(key_file.parent.glob(f"{key_file.stem}*")):
            key = _read_key(file)
            if file == key_file or key is None:
                continue
            if hmac.compare_digest(check, check_value(key)):
                return sentence("errors.key.found", file=file, place=key_file.name)
        return ""


def passing_key() -> bytes:
    """A key that no register was made with."""
    return secrets.token_bytes(_LENGTH)


def check_value(key: bytes) -> str:
    """What a key is known again by; nobody gets from it to the key, nor to a name.

    A keyed hash of a text of its own: no fingerprint of a person is the hash of that text.
    """
    return hmac.new(key, _PURPOSE, hashlib.sha256).hexdigest()


def _own_file(check: str) -> Path:
    """In the user's own folder, by its check value: a register that is copied finds it again."""
    return own_folder("cles") / f"{check[:16]}.cle"


def _free_name(file: Path) -> Path:
    """A name beside a file that nothing has: « cle (ancienne 1) »."""
    names = (f"{file.stem} (ancienne {number}){file.suffix}" for number in itertools.count(1))
    return next(path for path in map(file.with_name, names) if not path.exists())


def _put_key(file: Path, key: bytes) -> None:
    put_text(file, key.hex() + "\n")
    keep_private(file)


def _make(file: Path, key: bytes) -> None:
    """Put a key where there is none; of two runs at once, only one does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), file.open("x", encoding="ascii") as made:
        made.write(key.hex() + "\n")
        made.flush()
        os.fsync(made.fileno())


def _read_key(file: Path) -> bytes | None:
    """The key in a file; None where there is none, or one that could be guessed."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    if len(key) < _SHORTEST:
        return None
    return key
