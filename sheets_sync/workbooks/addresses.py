"""How config names a workbook: a file, a file open in Excel, the address or id of a Google spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path

from sheets_sync.errors import Refusal

EXCEL = "excel:"


"""Begins the name of a workbook that is worked on where it is open, in Excel."""


def place_of(where: str, folder: Path) -> str:
    """The one name of a workbook, however config writes it: an absolute path, or the address of a spreadsheet."""
    where = where.removeprefix(EXCEL)
    spreadsheet = None if (folder / where).is_file() else spreadsheet_id(where)
    return str(folder / where) if spreadsheet is None else address_of(spreadsheet)


def is_address(place: str) -> bool:
    """Whether a place is on the web."""
    return place.startswith("https://")


def spreadsheet_id(where: str) -> str | None:
    """The id in the address of a Google spreadsheet, or a bare id; None where `where` is neither."""
    if where.startswith(("http://", "https://")):
        found = _IN_ADDRESS.search(where)
        if found is None:
            raise Refusal("google.address", value=where)
        return found[1]
    return where if _BARE_ID.fullmatch(where) else None


def address_of(spreadsheet: str) -> str:
    """The address that every name of a spreadsheet comes to."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}"


_IN_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([\w-]+)")


_BARE_ID = re.compile(r"[\w-]{25,}")
