"""A digest under a key is that of the standard, which every register was made with."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from sheets_sync.people.keyed_digest import keyed_digest


@pytest.mark.parametrize("length", [0, 32, 64, 65, 200])
@pytest.mark.parametrize("text", ["", "family diallo", "Ж" * 500])
def test_it_is_that_of_the_standard(length: int, text: str) -> None:
    key = bytes(range(length))
    assert keyed_digest(key, text) == hmac.digest(key, text.encode(), hashlib.sha256)
