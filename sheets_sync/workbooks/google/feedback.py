"""Our feedback in a tab of the staff: a colour where nobody put one, a note where nobody wrote one, and nothing else of a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.columns import place
from forms.values import Cell
from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks import fill_colour
from sheets_sync.workbooks.google.calls import Json
from sheets_sync.workbooks.google.places import Places
from sheets_sync.workbooks.google.state import Colour, Tab


class Marking(NamedTuple):
    """The requests for a tab, and how many feedback could not be put where they belong (changed since, or protected)."""

    requests: Sequence[Json]
    changed: int = 0
    protected: int = 0


def marking(tab: Tab, wanted: Mapping[str, Feedback], checked: Sequence[Sequence[Cell]]) -> Marking:
    """What brings our marks on a tab to `wanted` (cell → remark).

    Args:
        tab: as it is now.
        checked: its rows as they were when they were checked. A row that has moved since is found again by what is in it; a cell
            whose value is another is left alone until the next run.
    """
    places = Places(checked, tab.rows)
    said: dict[tuple[int, int], Feedback] = {}
    left: set[tuple[int, int]] = set()
    protected = 0
    for cell, remark in wanted.items():
        number, column_number = place(cell)
        row, column = places.now(number - 1, column_number - 1), column_number - 1
        if row is None or row >= tab.size[0] or column >= tab.size[1]:
            left.add((number - 1, column))
        elif not tab.may_edit(row, column):
            protected += 1
        else:
            said[row, column] = remark
    ours = {at for at, note in tab.notes.items() if fill_colour.is_ours(note)} | {
        at for at, fill in tab.fills.items() if fill in fill_colour.OURS
    }
    made = [
        request
        for at in sorted((ours | said.keys()) - left)
        if tab.may_edit(*at)
        for request in _cell(tab, at, said.get(at))
    ]
    return Marking(made, len(left), protected)


def _cell(tab: Tab, at: tuple[int, int], remark: Feedback | None) -> list[Json]:
    """The request that gives a cell its mark, or takes it away; none where it is as it should be."""
    note, fill = tab.notes.get(at, ""), tab.fills.get(at, fill_colour.NONE)
    made: Json = {}
    fields = []
    said = fill_colour.note(note, remark)
    if said != note:
        fields.append("note")
        made |= {"note": said} if said else {}
    shown = fill_colour.ground(fill, remark)
    if shown != fill:
        fields.append("userEnteredFormat.backgroundColorStyle")
        made |= (
            {"userEnteredFormat": {"backgroundColorStyle": Colour(*shown).as_json}}
            if shown and shown != fill_colour.NONE
            else {}
        )
    if not fields:
        return []
    (row, column) = at
    where = {
        "sheetId": tab.id,
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    return [
        {"updateCells": {"range": where, "rows": [{"values": [made]}], "fields": ",".join(fields)}}
    ]
