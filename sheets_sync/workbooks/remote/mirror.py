"""The copy here of a file on a server, which everything else takes for the workbook.

Beside it a note says which version of the server's it is. A copy that is not what the note says (a
run that was killed left it) is fetched anew; what is on the server is the workbook.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.files import digest, put_bytes, put_text
from sheets_sync.workbooks.remote.address import (
    RemoteAddress,
    SharePointAddress,
    mirror_of,
    remote_address,
)
from sheets_sync.workbooks.remote.remote_file import ChangedMeanwhileError, RemoteFile

_NOTE = ".version.json"


class Mirror:
    """The file at `path`, and the one on the server that it is a copy of."""

    def __init__(self, path: Path, remote: RemoteFile) -> None:
        self.path, self.remote = path, remote

    def refresh(self) -> None:
        """Make it what is on the server now; raises `Refusal` where that cannot be had."""
        version = self.remote.get(self._tag_of_copy())
        # Some servers end half a file as if it were all of it.
        if version is not None and not _is_whole(version.data):
            version = self.remote.get()
        if version is not None and version.data.lstrip().startswith(b"<"):
            address = self.remote.address
            raise Refusal("remote.page", file=address.name, host=address.host)
        if version is not None:
            self._keep(version.data, version.tag if _is_whole(version.data) else "")

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


def _is_whole(data: bytes) -> bool:
    """False for nothing, or a package (.xlsx, .ods) without its end, where its parts are listed."""
    if not data:
        return False
    return not data.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(data))


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{_NOTE}")
