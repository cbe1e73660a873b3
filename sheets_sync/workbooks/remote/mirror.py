"""The copy here of a file on a server, which everything else takes for the workbook.

Beside it a note says which version of the server's it is. A copy that is not what the note says (a
run that was killed left it) is fetched anew; what is on the server is the workbook.
"""

from __future__ import annotations

import json
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.files import digest, put_bytes, put_text
from sheets_sync.workbooks.remote.address import (
    RemoteAddress,
    SharePointAddress,
    mirror_of,
    remote_address,
)
from sheets_sync.workbooks.remote.remote_file import ChangedMeanwhileError, RemoteFile, pause
from sheets_sync.workbooks.remote.whole_workbook import is_whole_workbook

_NOTE = ".version.json"


class Mirror:
    """The file at `path`, and the one on the server that it is a copy of."""

    def __init__(self, path: Path, remote: RemoteFile) -> None:
        self.path, self.remote = path, remote

    def refresh(self) -> None:
        """Make it what is on the server now; raises `Refusal` where that cannot be had.

        What is no workbook is fetched once more, and never kept: the copy stays what it was.
        """
        version = self.remote.get(self._tag_of_copy())
        if version is not None and not is_whole_workbook(version.data):
            pause(0)
            version = self.remote.get()
        if version is None:
            return
        if not is_whole_workbook(version.data):
            is_page = version.data.lstrip().startswith(b"<")
            code = "remote.page" if is_page else "remote.not_whole"
            raise Refusal(code, file=self.remote.address.name, host=self.remote.address.host)
        self._keep(version.data, version.tag)

    def upload(self) -> None:
        """Put it on the server, in the place of the version that it was made from.

        Raises:
            ChangedMeanwhileError: there is another version by now.
            Refusal: it cannot be written there.
        """
        data = self.path.read_bytes()
        self._keep(data, self.remote.put(data, self._note().get("tag", "")))

    def put_back(self, data: bytes) -> None:
        """Make it again what it was when it was fetched."""
        self._keep(data, self._note().get("tag", ""))

    def _keep(self, data: bytes, tag: str) -> None:
        # The note last: without it, or with an older one, the copy is fetched anew.
        put_bytes(self.path, data, private=True)
        note = {"address": self.remote.address.written, "tag": tag, "digest": digest(self.path)}
        put_text(_note_of(self.path), json.dumps(note), private=True)

    def _tag_of_copy(self) -> str:
        """The tag of the version that lies here; "" where none lies here whole."""
        note = self._note()
        if not self.path.exists() or note.get("digest") != digest(self.path):
            return ""
        if not is_whole_workbook(self.path.read_bytes()):
            return ""
        return note.get("tag", "")

    def _note(self) -> dict[str, str]:
        try:
            return dict(json.loads(_note_of(self.path).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return {}


def mirror_in(folder: Path, address: RemoteAddress) -> Mirror:
    """The copy of a workbook on a server, kept below a folder; raises `Refusal` as its server."""
    return Mirror(mirror_of(address, folder), remote_file(address))


def remote_file(address: RemoteAddress) -> RemoteFile:
    """The file at an address; raises `Refusal` where nobody is known there."""
    # Each kind of server is imported where it is asked: requests take their time.
    if isinstance(address, SharePointAddress):
        from sheets_sync.workbooks.remote.sharepoint import SharePointServer

        return RemoteFile(SharePointServer(address))
    from sheets_sync.workbooks.remote.webdav import WebDavServer

    return RemoteFile(WebDavServer(address))


def upload_restored(path: Path) -> None:
    """Put on the server what `restore` put back here; nothing where it is no copy of a server's.

    Raises:
        Refusal: it cannot be written there, or is another by now.
    """
    note = _note_of(path)
    if not note.exists():
        return
    address = remote_address(json.loads(note.read_text("utf-8"))["address"])
    if address is None:
        return
    try:
        Mirror(path, remote_file(address)).upload()
    except ChangedMeanwhileError as error:
        raise Refusal("workbook.changed", file=path.name) from error


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{_NOTE}")
