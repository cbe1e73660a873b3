"""Open the workbook that config names, whatever its kind."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.read_only.workbook import READ_ONLY, ReadOnlyWorkbook
from sheets_sync.workbooks.remote.address import remote_address
from sheets_sync.workbooks.remote.mirror import mirror_in
from sheets_sync.workbooks.shared.addresses import EXCEL, find_spreadsheet_id
from sheets_sync.workbooks.shared.clear_folder import ClearFolder
from sheets_sync.workbooks.shared.protocol import Workbook
from sheets_sync.workbooks.xlsx.refusals import is_encrypted


def open_workbook(name: str, folder: Path, credentials: str | None = None) -> Workbook:
    """The workbook that config names.

    Args:
        name: a path relative to `folder` (after `excel:`, as it is open in Excel), the address of a
            Google spreadsheet, or its id; that of a file on a server (WebDAV, SharePoint).
        credentials: the file that config names for Google's, relative to `folder`.

    Raises:
        Refusal: it is missing, cannot be read, or is open elsewhere.
    """
    # Each kind is imported where it is opened: gspread and xlwings take their time.
    if name.startswith(EXCEL):
        from sheets_sync.workbooks.excel.workbook import ExcelWorkbook

        return ExcelWorkbook(folder / name.removeprefix(EXCEL))
    if address := remote_address(name):
        from sheets_sync.workbooks.remote.workbook import RemoteWorkbook

        return RemoteWorkbook(mirror_in(folder, address), _open_mirror)
    spreadsheet = find_spreadsheet_id(name, folder)
    if spreadsheet is not None:
        from sheets_sync.workbooks.google.workbook import GoogleWorkbook, access

        return GoogleWorkbook(spreadsheet, access(credentials, folder))
    if Path(name).suffix.lower() in READ_ONLY:
        return ReadOnlyWorkbook(folder / name)
    if _asks_password(folder / name):
        from sheets_sync.workbooks.encrypted.workbook import EncryptedWorkbook

        return EncryptedWorkbook(folder / name)
    from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

    return XlsxWorkbook(folder / name)


_OF_A_GIVEN_FILE = {
    "workbook.missing": "given.missing",
    "workbook.not_a_workbook": "given.not_a_workbook",
}
"""What sends to config.yaml, which has nothing to do with a file that a command was given."""


def open_given(file: Path) -> Workbook:
    """A file that a command was given, which is no workbook of config; raises `Refusal`."""
    if file.is_dir():
        # « . » has no name of its own.
        raise Refusal("given.folder", file=file.absolute().name)
    try:
        return open_workbook(file.name, file.parent)
    except Refusal as refusal:
        code = _OF_A_GIVEN_FILE.get(refusal.code)
        if code is None:
            raise
        details = {
            "file": file.name,
            "folder": file.absolute().parent,
            "hint": refusal.details.get("hint", ""),
        }
        raise Refusal(code, **details) from refusal


def open_copy(file: Path) -> Workbook:
    """What a file that somebody has open was when it was last saved; nothing is written to it.

    Raises:
        Refusal: it cannot be read; OSError where it cannot be copied.
    """
    folder = ClearFolder.make()
    try:
        shutil.copyfile(file, folder.path / file.name)
        book = open_workbook(file.name, folder.path)
    except BaseException:  # Ctrl-C too: a copy with names in it must not stay
        folder.remove()
        raise
    # Its tabs are read from it for as long as the workbook is used.
    folder.remove_with(book)
    return book


def _open_mirror(file: Path) -> Workbook:
    return open_workbook(file.name, file.parent)


def fetched_place(name: str, folder: Path) -> str | None:
    """The copy here of a workbook on a server, fetched; None for any other workbook.

    Raises:
        Refusal: it cannot be had.
    """
    address = remote_address(name)
    if address is None:
        return None
    mirror = mirror_in(folder, address)
    mirror.refresh()
    return str(mirror.path)


def _asks_password(path: Path) -> bool:
    # Why a file cannot be read is said by whoever opens it.
    with contextlib.suppress(OSError):
        return is_encrypted(path)
    return False
