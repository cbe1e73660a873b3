"""The address of a workbook on a server, and where its copy on this computer lies."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from sheets_sync.errors import Refusal
from sheets_sync.safe_names import file_name
from sheets_sync.workbooks.shared.addresses import (
    LOCAL_HOSTS,
    hosted_elsewhere,
    is_address,
    place_of,
)

_SUFFIXES = (".xlsx", ".xlsm")
_FOLDER = "en-ligne"
_SHAREPOINT = ".sharepoint.com"


@dataclass(frozen=True)
class WebDavAddress:
    """Where a workbook is in a WebDAV folder, as Nextcloud has.

    Attributes:
        url: without the user. user: in the address, else after « /files/ » as Nextcloud has it.
    """

    url: str
    user: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def name(self) -> str:
        """The name of the file."""
        return unquote(urlsplit(self.url).path).rpartition("/")[2]

    @property
    def written(self) -> str:
        """The address as config may have it."""
        return self.url.replace("://", f"://{self.user}@", 1) if self.user else self.url


@dataclass(frozen=True)
class SharePointAddress:
    """Where a workbook is in SharePoint or OneDrive for Business.

    Attributes:
        url: what a browser shows, or « Copier le lien » gave.
    """

    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def name(self) -> str:
        """The name of the file; a link that was copied has none, and is named by its host."""
        parts = urlsplit(self.url)
        in_query = parse_qs(parts.query).get("file", [""])[0]
        in_path = unquote(parts.path).rpartition("/")[2]
        named = [name for name in (in_query, in_path) if name.lower().endswith(_SUFFIXES)]
        return named[0] if named else f"{self.host.removesuffix(_SHAREPOINT)}.xlsx"

    @property
    def written(self) -> str:
        """The address as config has it."""
        return self.url

    @property
    def sharing_token(self) -> str:
        """Its name in Graph's `/shares/`, as « Encoding sharing URLs » of its reference says."""
        return "u!" + base64.urlsafe_b64encode(self.url.encode()).decode().rstrip("=")


RemoteAddress = WebDavAddress | SharePointAddress


def remote_address(name: str) -> RemoteAddress | None:
    """The address that config names; None where it names no workbook on such a server.

    Raises:
        Refusal: a password would travel in the clear, or stands in the address.
    """
    parts = urlsplit(name)
    if parts.scheme == "https" and (parts.hostname or "").endswith(_SHAREPOINT):
        return SharePointAddress(name)
    is_web = parts.scheme in ("http", "https") and parts.hostname
    if not is_web or hosted_elsewhere(name) or not parts.path.lower().endswith(_SUFFIXES):
        return None
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise Refusal("webdav.not_https", host=host)
    if parts.password is not None:
        raise Refusal("webdav.password_in_address", host=host)
    url = urlunsplit((parts.scheme, host, parts.path, "", ""))
    before, _, after = parts.path.partition("/files/")
    user = after.partition("/")[0] if before or after else ""
    return WebDavAddress(url, unquote(parts.username or user))


def mirror_of(address: RemoteAddress, folder: Path) -> Path:
    """Where its copy lies, in a folder beside config.

    Two workbooks of one name lie apart.
    """
    digest = hashlib.sha256(address.url.encode()).hexdigest()[:8]
    return folder / _FOLDER / digest / file_name(address.name)


def place_from(name: str, config_file: Path) -> str:
    """A workbook, given from the current folder, as the config in that file is to name it."""
    if address := remote_address(name):
        return address.written
    place = place_of(name, Path())
    if is_address(place):
        return place
    try:
        return Path(os.path.relpath(place, config_file.absolute().parent)).as_posix()
    except ValueError:
        # Windows: from one drive no relative path leads to another.
        return Path(place).absolute().as_posix()
