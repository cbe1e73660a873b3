"""The names of workbooks: a file, one open in Excel, a Google spreadsheet's address or id.

The *place* of a workbook is the one name it has here, however config writes it: an absolute path,
or a web address.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from sheets_sync.errors import Refusal

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
EXCEL = "excel:"
"""Begins the name of a workbook that is worked on where it is open, in Excel."""
# A person who is signed in with several accounts has « /u/1 » in the address.
_ID_IN_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([\w-]+)")
# Google's ids of today have 44 characters; few files have so long a name without a dot.
_PERSONAL_ONEDRIVE = ("onedrive.live.com", "1drv.ms", "onedrive.com")
_NEXTCLOUD_PAGES = ("/apps/files", "/index.php/s/", "/s/", "/index.php/f/", "/f/")
_BARE_ID = re.compile(r"[\w-]{25,}")


def place_of(name: str, folder: Path) -> str:
    """The one name of a workbook, however config writes it: an absolute path, or a web address."""
    name = name.removeprefix(EXCEL)
    spreadsheet = find_spreadsheet_id(name, folder)
    if spreadsheet is None:
        return str(folder / name)
    return spreadsheet_address(spreadsheet)


def is_address(place: str) -> bool:
    """True if a place is on the web."""
    return place.startswith("https://")


def find_spreadsheet_id(name: str, folder: Path) -> str | None:
    """The id of the Google spreadsheet that config names; None where it names a file.

    Raises:
        Refusal: an address that is not of a Google spreadsheet.
    """
    # A file may have a name as long as an id.
    if (folder / name).is_file():
        return None
    return spreadsheet_id(name)


def spreadsheet_id(name: str) -> str | None:
    """The id in the address of a Google spreadsheet, or a bare id; None where it is neither.

    Raises:
        Refusal: an address that is not of a Google spreadsheet.
    """
    if name.startswith(("http://", "https://")):
        match = _ID_IN_ADDRESS.search(name)
        if match is None:
            if elsewhere := hosted_elsewhere(name):
                raise Refusal(elsewhere)
            raise Refusal("google.address", value=name)
        return match[1]
    if _BARE_ID.fullmatch(name):
        return name
    return None


def hosted_elsewhere(name: str) -> str:
    """Code of the refusal of a page for a browser, of a personal OneDrive or Nextcloud; else "".

    Such a page is no file: what it shows can be neither read nor written from there.
    """
    host = (urlsplit(name).hostname or "").lower()
    if any(host == each or host.endswith(f".{each}") for each in _PERSONAL_ONEDRIVE):
        return "address.microsoft"
    path = urlsplit(name).path
    if "/remote.php/" not in path and any(part in path for part in _NEXTCLOUD_PAGES):
        return "address.nextcloud"
    return ""


def spreadsheet_address(spreadsheet_id: str) -> str:
    """The address that every name of a spreadsheet comes to."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}"
