"""The password of a workbook, tried and then kept in the system's keyring."""

from __future__ import annotations

from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.encrypted.passwords import keep_password
from sheets_sync.workbooks.encrypted.workbook import decrypted
from sheets_sync.workbooks.remote.address import WebDavAddress, remote_address
from sheets_sync.workbooks.remote.remote_file import RemoteFile
from sheets_sync.workbooks.remote.webdav import WebDavServer, keep_webdav_password
from sheets_sync.workbooks.xlsx.refusals import is_encrypted, refuse_missing

NEEDS_PASSWORD = ("password.asked", "password.wrong", "webdav.no_password", "webdav.password")
"""The codes of refusals that a password is the answer to."""


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
