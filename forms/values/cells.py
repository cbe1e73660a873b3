"""Cells as a backend gives them, and what is understood of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from forms.words import clean


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A formula without a result: an error (`#N/A`), or never computed (empty `shown`)."""

    shown: str


Cell: TypeAlias = str | float | bool | date | time | timedelta | BrokenCell
"""A cell as a backend gives it; an empty one is `""`."""
Value: TypeAlias = str | float | int | date
"""A typed value.

A date known only by its year or month is the text `2021` or `2021-03`; a number known only by its
bound (in `Reading.also`) the text `>6` or `<=6`, see `forms.values.quantities`.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of a cell; `value` None: unknown.

    `rule` is the code of what is wrong with it, if anything; `detail` has words for its message.
    `also` are values that the cell tells for other fields, by field id: « CDD 12 mois » as the
    reason of an exit gives the length of the contract too. They are not held against the bounds of
    those fields, and a cell of their own says more.
    """

    value: Value | None
    rule: str | None = None
    detail: Mapping[str, str] = attribute(default_factory=dict)
    also: Mapping[str, Value] = attribute(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """All that reading depends on beside the cell: the day, the members, the date system."""

    as_of: date
    siae: tuple[str, ...] = ()
    date1904: bool = False


Reader: TypeAlias = Callable[[Cell], Reading]
EMPTY = Reading(None)


def shown(cell: Cell) -> str:
    """`cell` as a person sees it in the sheet."""
    if isinstance(cell, BrokenCell):
        return cell.shown or "formule"
    if isinstance(cell, datetime):
        if cell.time() == time():
            return f"{cell:%d/%m/%Y}"
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        if cell:
            return "VRAI"
        return "FAUX"
    if isinstance(cell, float | int):
        return f"{cell:.15g}".replace(".", ",")
    return clean(str(cell))


def whole_number_text(cell: Cell) -> str | None:
    """The digits of a number cell; "" where the number is not whole, None where it is no number."""
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        return None
    if float(cell).is_integer():
        return str(int(cell))
    return ""
