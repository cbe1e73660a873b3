"""What the requests of `spreadsheets.batchUpdate` share.

How they are known by name, where they work, who may.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable

import numpy as np

from tests.sheets_emulator import fields
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, area_of
from tests.sheets_emulator.schema import Json, invalid

Change = Callable[[Spreadsheet, Json, str], Json]
"""(spreadsheet, the request, who asks) → its reply."""
CHANGES: dict[str, Change] = {}
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)
_random = random.Random(7)


def change(function: Callable[[Spreadsheet, Json, str], Json | None]) -> Change:
    words = function.__name__.split("_")
    name = words[0] + "".join(word.title() for word in words[1:])

    @functools.wraps(function)
    def run(book: Spreadsheet, asked: Json, who: str) -> Json:
        return function(book, asked, who) or {}

    CHANGES[name] = run
    return run


def new_id(taken: set[int]) -> int:
    return next(
        number for number in iter(lambda: _random.randrange(1, 2**31), None) if number not in taken
    )


def at(
    book: Spreadsheet, grid_range: Json, who: str = "", *, writes: bool = True
) -> tuple[Tab, Area]:
    tab = book.tab(grid_range.get("sheetId", 0))
    area = area_of(grid_range, tab)
    if area.bottom > tab.rows or area.right > tab.columns:
        raise invalid(
            f"Range exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}"
        )
    if writes:
        refuse_protected(book, tab, area, who)
    return tab, area


def refuse_protected(book: Spreadsheet, tab: Tab, area: Area, who: str) -> None:
    for protection in tab.extras.get("protectedRanges", []):
        if not may_edit(book, protection, who) and not protection.get("warningOnly"):
            shut = area_of(protection.get("range", {}), tab)
            both = meet(area, shut)
            holes = [area_of(hole, tab) for hole in protection.get("unprotectedRanges", [])]
            if both and not any(within(both, hole) for hole in holes):
                raise invalid(PROTECTED)


def meet(one: Area, other: Area) -> Area | None:
    """The cells of both areas; None where they have none in common."""
    both = Area(
        max(one.top, other.top),
        max(one.left, other.left),
        min(one.bottom, other.bottom),
        min(one.right, other.right),
    )
    return both if both.top < both.bottom and both.left < both.right else None


def refuse_typed(tab: Tab, area: Area) -> None:
    """Refuse to give cells in typed columns of a table a format of numbers or a rule."""
    for table in tab.tables:
        whole = area_of(table["range"], tab)
        for column in tab.types_of(table):
            if meet(area, Area(whole.top + 1, column, whole.bottom, column + 1)):
                raise invalid("This operation is not allowed on cells in typed columns.")


def may_edit(book: Spreadsheet, protection: Json, who: str) -> bool:
    return book.shares.get(who) == "owner" or who in protection.get("editors", {}).get("users", [])


def within(inner: Area, outer: Area) -> bool:
    return (
        inner.top >= outer.top
        and inner.left >= outer.left
        and inner.bottom <= outer.bottom
        and inner.right <= outer.right
    )


def without_zero(grid_range: Json) -> Json:
    """A range as answers give it: the first tab is not named."""
    return {
        key: value for key, value in grid_range.items() if not (key == "sheetId" and value == 0)
    }


def mirror(made: Json, mask: fields.Mask, name: str) -> None:
    """A colour and its style are one thing with two names, kept in 8 bits."""
    style = f"{name}Style"
    if (style in mask and made.get(style, {}).get("rgbColor") is None) or (
        name in mask and name not in made
    ):
        made.pop(name, None)
        made.pop(style, None)
    elif name in made and (name in mask or style not in made):
        made[name] = _eight_bits(made[name])
        made[style] = {"rgbColor": made[name]}
    elif made.get(style, {}).get("rgbColor") is not None:
        made[name] = _eight_bits(made[style]["rgbColor"])
        made[style] = {"rgbColor": made[name]}


def _eight_bits(colour: Json) -> Json:
    return {
        key: float(str(np.float32(int(part * 255 + 1e-4) / 255)))
        for key, part in colour.items()
        if part
    }


def refuse_half_frozen(grid: Json, area: Area) -> None:
    rows, columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if area.top < rows < area.bottom:
        raise invalid("You can't merge frozen and non-frozen rows.")
    if area.left < columns < area.right:
        raise invalid("You can't merge frozen and non-frozen columns.")


def as_range(tab: Tab, area: Area) -> Json:
    made = {
        "sheetId": tab.id,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
    return without_zero(made)
