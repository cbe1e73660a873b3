"""A file of the user's own cache folder, for its owner only, and nobody's without the key."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

_NONCE = 12
_PURPOSE = b"sheets-sync: kept for the next run "


@dataclass(frozen=True)
class SealedFile:
    """What one run leaves for the next, encrypted with the key of the pseudonyms (AES-GCM).

    Not being able to keep it is no fault of a run; what cannot be opened is made anew.
    """

    path: Path

    def read(self, key: bytes) -> bytes | None:
        """The content; None where there is none, or it was not sealed with this key as it is."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        with contextlib.suppress(OSError, InvalidTag, ValueError):
            sealed = self.path.read_bytes()
            return AESGCM(_own_key(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return None

    def write(self, content: bytes | memoryview, key: bytes) -> None:
        """Put a content in the place of what is there."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        sealed = AESGCM(_own_key(key)).encrypt(nonce, content, None)
        with contextlib.suppress(OSError):
            draft = self.path.with_suffix(f"{self.path.suffix}.{os.getpid()}")
            draft.touch(mode=0o600)
            with draft.open("wb") as file:
                file.writelines((nonce, sealed))
            draft.replace(self.path)


def pickled(beginning: bytes, value: object) -> memoryview:
    """What a value rests on, and the value: in one piece, which is never copied."""
    content = io.BytesIO()
    content.write(beginning)
    pickle.dump(value, content, 5)
    return content.getbuffer()


def _own_key(key: bytes) -> bytes:
    return hashlib.sha256(_PURPOSE + key).digest()
