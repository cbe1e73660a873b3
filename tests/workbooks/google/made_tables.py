"""Tables made by staff of the rows of a tab, as Ctrl+Alt+T does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.headers.matching import letters
from tests.desks import GoogleDesk
from tests.sheets_emulator.schema import Json

TYPES = {"Date de naissance": "DATE", "Entrée dans le programme": "DATE", "Contrat": "DROPDOWN"}
_RULES: Mapping[str, Json] = {
    "DROPDOWN": {"dataValidationRule": {"condition": {"type": "ONE_OF_LIST", "values": []}}}
}


def make_table(
    desk: GoogleDesk, tab: str, bottom: int, types: Mapping[str, str], **more: Any
) -> None:
    """The owner makes a table of the first rows of a tab; typed columns lose their own format.

    Args:
        bottom: the rows that it has, its header among them.
        types: title of a column → its type.
        more: what else the API knows of a table, as `rowsProperties`.
    """
    found = desk._tab(tab)
    width = found.filled(found.whole)[1]
    area = {
        "sheetId": found.id,
        "startRowIndex": 0,
        "endRowIndex": bottom,
        "startColumnIndex": 0,
        "endColumnIndex": width,
    }
    requests: list[Json] = []
    columns: list[Json] = []
    for index in range(width):
        kind = types.get(desk.value(tab, f"{letters(index)}1"))
        if kind is not None:
            column = {"startRowIndex": 1, "startColumnIndex": index, "endColumnIndex": index + 1}
            cells = {"range": area | column, "fields": "userEnteredFormat"}
            requests.append({"repeatCell": cells})
            columns.append({"columnIndex": index, "columnType": kind, **_RULES.get(kind, {})})
    table = {"name": "Suivi", "tableId": "suivi", "range": area, "columnProperties": columns}
    desk.does(*requests, {"addTable": {"table": table | more}})
