"""What people do to a tab between our look and our write, and what must be true afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from tests.desks import GoogleDesk
from tests.sheets_emulator.grid import Tab
from tests.sheets_emulator.schema import Json

Movement = Literal["insert", "delete", "sort", "rename", "remove"]
MOVEMENTS: tuple[Movement, ...] = ("insert", "delete", "sort", "rename", "remove")
NEWCOMER = "NOUVELLE"
"""Whoever a counsellor types into the row that they insert."""


def movement(desk: GoogleDesk, tab: str, kind: Movement, row: int) -> Callable[[], None]:
    """What somebody does to a tab: to its row `row` (from 0), to all its rows, or to itself."""

    def happens() -> None:
        found = next((each for each in desk.book.tabs if each.title == tab), None)
        if found is not None:
            desk.does(*_requests(found, kind, row))

    return happens


def _requests(tab: Tab, kind: Movement, row: int) -> list[Json]:
    rows = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    if kind == "insert":
        typed = [{"userEnteredValue": {"stringValue": NEWCOMER}}, {"note": "vue le 12"}]
        start = {"sheetId": tab.id, "rowIndex": row, "columnIndex": 0}
        fields = "userEnteredValue,note"
        return [
            {"insertDimension": {"range": rows, "inheritFromBefore": row > 0}},
            {"updateCells": {"start": start, "rows": [{"values": typed}], "fields": fields}},
        ]
    if kind == "delete":
        return [{"deleteDimension": {"range": rows}}]
    if kind == "sort":
        area = {"sheetId": tab.id, "startRowIndex": 1, "endRowIndex": tab.filled(tab.whole)[0]}
        order = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
        return [{"sortRange": {"range": area, "sortSpecs": order}}]
    if kind == "rename":
        properties = {"sheetId": tab.id, "title": f"{tab.title} (ancien)"}
        return [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]
    return [{"deleteSheet": {"sheetId": tab.id}}]


def hidden_tabs(desk: GoogleDesk) -> list[str]:
    """Tabs of ours that should have gone again."""
    return [tab.title for tab in desk.book.tabs if tab.properties.get("hidden")]
