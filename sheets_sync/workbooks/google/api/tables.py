"""Tables that staff made of rows (Ctrl+Alt+T), whose columns may have a type.

A typed column gives its cells their format and their rule by itself, and Google refuses a whole
call that gives them one. Rows and columns beside a table stay behind when it is sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_sync.workbooks.google.api.calls import Json

_NO_TYPE = "COLUMN_TYPE_UNSPECIFIED"
_SHOWN_AS_DAYS = frozenset({"DATE", "DATE_TIME"})


@dataclass(frozen=True)
class GoogleTable:
    """A table of a tab; all rows and columns count from 0.

    Attributes:
        range: its cells as the API names them, its header among them.
        types: column → its type.
    """

    id: str
    range: Json
    types: Mapping[int, str]

    @property
    def top(self) -> int:
        """The row of its header."""
        return int(self.range.get("startRowIndex", 0))

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return int(self.range["endRowIndex"])

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return int(self.range["endColumnIndex"])

    @property
    def day_columns(self) -> frozenset[int]:
        """The columns whose cells show days, whatever is in them."""
        return frozenset(column for column, kind in self.types.items() if kind in _SHOWN_AS_DAYS)

    def has_row(self, row: int) -> bool:
        """True if a row is one of those below its header."""
        return self.top < row < self.bottom


def parse_table(table: Json) -> GoogleTable:
    """A `Table` of the API."""
    cells = table["range"]
    left = cells.get("startColumnIndex", 0)
    types = {
        left + properties.get("columnIndex", 0): properties["columnType"]
        for properties in table.get("columnProperties", [])
        if properties.get("columnType", _NO_TYPE) != _NO_TYPE
    }
    return GoogleTable(table["tableId"], cells, types)
