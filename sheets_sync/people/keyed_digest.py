"""Digests that tell nobody without the key: HMAC-SHA256 (RFC 2104) of many short texts."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK = 64
"""Bytes that SHA-256 takes at once."""


def keyed_digest(key: bytes, text: str) -> bytes:
    """What `hmac.digest` gives, in less than half of its time.

    That sets the key up for every text, which takes longer than the text itself; people have a
    hundred thousand of them.
    """
    begun_inside, begun_outside = _begun(key)
    inner, outer = begun_inside.copy(), begun_outside.copy()
    inner.update(text.encode())
    outer.update(inner.digest())
    return outer.digest()


@functools.lru_cache(maxsize=4)
def _begun(key: bytes) -> tuple[_Hash, _Hash]:
    """Both digests of the method, with the key in them."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)
