"""Passwords of workbooks: in the system's keyring, or in the environment; never in a file of ours.

A scheduled run has no keyboard: it finds the password where the coordinator put it once.
"""

from __future__ import annotations

import os
from pathlib import Path

from sheets_sync.errors import Refusal

VARIABLE = "SHEETS_SYNC_PASSWORD"
_SERVICE = "sheets-sync"


def password_of(path: Path) -> str | None:
    """The password of a workbook; None where nobody gave it. The environment comes first."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _keyring_path(path))
    except KeyringError:
        # A server without a desktop has no keyring.
        return None


def keep_password(path: Path, password: str) -> None:
    """Keep it in the system's keyring; raises `Refusal` where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _keyring_path(path), password)
    except KeyringError as error:
        raise Refusal("password.no_keyring", variable=VARIABLE) from error


def _keyring_path(path: Path) -> str:
    return str(path.resolve())
