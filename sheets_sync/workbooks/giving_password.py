"""The password of a workbook, tried and then kept in the system's keyring."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Literal

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.encrypted.passwords import keep_password
from sheets_sync.workbooks.encrypted.workbook import decrypted
from sheets_sync.workbooks.remote.address import SharePointAddress, WebDavAddress, remote_address
from sheets_sync.workbooks.remote.remote_file import RemoteFile
from sheets_sync.workbooks.remote.webdav import WebDavServer, keep_webdav_password
from sheets_sync.workbooks.xlsx.refusals import is_encrypted, refuse_missing

LOCKED = (
    "password.asked",
    "password.wrong",
    "webdav.no_password",
    "webdav.password",
    "microsoft.signed_out",
)
"""The codes of refusals that a password, or signing in, is the answer to."""
Lock = Literal["", "password", "server", "microsoft"]


def lock_of(name: str, folder: Path) -> Lock:
    """What opens the workbook of that name (a path from `folder`, an address); "" for nothing."""
    match remote_address(name):
        case WebDavAddress():
            return "server"
        case SharePointAddress():
            return "microsoft"
    # Why a file cannot be read is said by whoever opens it.
    with contextlib.suppress(OSError):
        if is_encrypted(folder / name):
            return "password"
    return ""


def give_password(name: str, folder: Path, password: str) -> None:
    """Keep a password that opens the workbook of that name (a path from `folder`, an address).

    Raises:
        Refusal: it does not open it, none is needed, or there is no keyring.
    """
    address = remote_address(name)
    if isinstance(address, WebDavAddress):
        RemoteFile(WebDavServer(address, password)).get()
        keep_webdav_password(address, password)
        return
    workbook = folder / name
    refuse_unlocked(workbook)
    decrypted(workbook, password)
    keep_password(workbook, password)


def refuse_unlocked(workbook: Path) -> None:
    """Raise `Refusal` where a file is not there, or needs no password."""
    refuse_missing(workbook)
    if not is_encrypted(workbook):
        raise Refusal("password.not_needed", file=workbook.name)
