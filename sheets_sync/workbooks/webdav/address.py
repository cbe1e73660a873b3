"""The address of a workbook in a WebDAV folder, and where its copy on this computer lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from sheets_sync.errors import Refusal
from sheets_sync.safe_names import file_name
from sheets_sync.workbooks.shared.addresses import hosted_elsewhere

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_SUFFIXES = (".xlsx", ".xlsm")
_FOLDER = "en-ligne"


@dataclass(frozen=True)
class WebDavAddress:
    """Where a workbook is.

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


def webdav_address(name: str) -> WebDavAddress | None:
    """The address that config names; None where it names no workbook in a WebDAV folder.

    Raises:
        Refusal: a password would travel in the clear.
    """
    parts = urlsplit(name)
    is_web = parts.scheme in ("http", "https") and parts.hostname
    if not is_web or hosted_elsewhere(name) or not parts.path.lower().endswith(_SUFFIXES):
        return None
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise Refusal("webdav.not_https", host=host)
    url = urlunsplit((parts.scheme, host, parts.path, "", ""))
    before, _, after = parts.path.partition("/files/")
    user = after.partition("/")[0] if before or after else ""
    return WebDavAddress(url, unquote(parts.username or user))


def mirror_of(address: WebDavAddress, folder: Path) -> Path:
    """Where its copy lies, in a folder beside config.

    Two workbooks of one name lie apart.
    """
    digest = hashlib.sha256(address.url.encode()).hexdigest()[:8]
    return folder / _FOLDER / digest / file_name(address.name)
