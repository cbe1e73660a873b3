"""What stands in a cell of a generated sheet, and the roles that say what it looks like."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal[
    "title", "subtitle", "section", "header", "text", "strong", "wrap", "note", "count", "decimal", "percent", "euro",
    "date", "month", "link", "error", "warning", "info", "total", "total_percent", "total_euro", "total_decimal",
    "card_label", "card_count", "card_percent", "card_decimal", "card_note", "good", "bad", "answer",
    "group", "entry", "entry_text", "entry_date", "entry_number", "missing", "over",
    "field", "field_text", "field_date", "field_number", "field_there", "field_answer",
]  # fmt: skip


class Link(NamedTuple):
    """Text that leads to a cell: `tab` and `cell` of another `file`, of an address that opens there, or of this workbook where that is None.

    "" is a workbook that nothing can lead to from here.
    """

    text: str
    file: str | None
    tab: str
    cell: str


class Formula(NamedTuple):
    """A live formula in A1 style, and its value now."""

    text: str
    value: float | str


class Span(NamedTuple):
    """Cells of the same sheet, from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Sparkline(NamedTuple):
    """A small chart in a cell, drawn from `values`, a row of the same sheet."""

    values: Span
    colour: str


FEEDBACK_START, FEEDBACK_END = "⚠ ", "Cette note s'efface toute seule une fois la saisie corrigée."


"""What our notes begin and end with: how they are known again, whatever program saved the workbook since."""


class Feedback(NamedTuple):
    """What is to be said at a cell of a staff's tab: a note between `FEEDBACK_START` and `FEEDBACK_END`, and how grave it is."""

    text: str
    role: Role


Content: TypeAlias = str | float | int | date | Link | Formula | Sparkline | None
