"""The secret of the pseudonyms, and how it is known that it is the one its register was made with.

Another key would change every pseudonym, and every answer about two of them would be lost: so a
register without its key, or with another, stops a run before anything is written.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.history.memory import keep_private

_SHORTEST = 16
"""Bytes; a shorter key could be guessed."""
_LENGTH = 32
_PURPOSE = b"sheets-sync: check value of the key of the pseudonyms"


class KeyFile:
    """The file that the key is in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, check: str | None, is_needed: bool) -> bytes:
        """The key; a new one, not yet saved, where none was ever needed.

        Args:
            check: the check value of the key that the register was made with, where it is known.
            is_needed: whether what is remembered was made with a key.

        Raises:
            Refusal: it is unreadable, lost, or another one.
        """
        if not self.path.exists():
            if is_needed:
                raise Refusal("key.lost", file=self.path, hint=self._hint(check))
            return secrets.token_bytes(_LENGTH)
        key = _read(self.path)
        if key is None:
            raise Refusal("key.wrong", file=self.path, hint=self._hint(check))
        if check is not None and not hmac.compare_digest(check, check_value(key)):
            raise Refusal("key.other", file=self.path, hint=self._hint(check))
        return key

    def save(self, key: bytes) -> None:
        """Put a new key in place, for its owner only; one that is there stays."""
        if not self.path.exists():
            put_text(self.path, key.hex() + "\n")
        keep_private(self.path)

    def _hint(self, check: str | None) -> str:
        """Where the right key lies, if a file beside it has it under another name."""
        if check is None or not self.path.parent.is_dir():
            return ""
        for file in sorted(self.path.parent.glob(f"{self.path.stem}*")):
            key = None if file == self.path else _read(file)
            if key is not None and hmac.compare_digest(check, check_value(key)):
                return sentence("errors.key.found", file=file)
        return ""


def check_value(key: bytes) -> str:
    """What a key is known again by; nobody gets from it to the key, nor to a name.

    A keyed hash of a text of its own: no fingerprint of a person is the hash of that text.
    """
    return hmac.new(key, _PURPOSE, hashlib.sha256).hexdigest()


def _read(file: Path) -> bytes | None:
    """The key in a file; None where there is none, or one that could be guessed."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return key if len(key) >= _SHORTEST else None
