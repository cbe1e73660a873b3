"""All that an emulated spreadsheet holds."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.desks import GoogleDesk
from tests.sheets_emulator.grid import Tab
from tests.sheets_emulator.server import Emulator


def shape(emulator: Emulator, desk: GoogleDesk) -> Any:
    """All that a spreadsheet holds, and how many copies of it there are.

    What chance named is left out.
    """
    tabs = [
        (tab.title, tab.grid, sorted(tab.cells.items()), _extras(tab), tab.dimensions)
        for tab in desk.book.tabs
    ]
    text = re.sub(
        r'"(protectedRangeId|namedRangeId)": "?\d+"?',
        "",
        json.dumps(tabs, sort_keys=True, default=str),
    )
    return text, len(emulator.files.books)


def _extras(tab: Tab) -> dict[str, Any]:
    """Charts, rules and all else of a tab but our metadata, whose digest names the tab's id."""
    return {
        name: extra for name, extra in tab.extras.items() if extra and name != "developerMetadata"
    }
