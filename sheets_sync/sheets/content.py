"""Content of a cell of a generated sheet, and the roles that give it its styles."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal[
    # The sheet and its tables.
    "title",
    "subtitle",
    "section",
    "header",
    "text",
    "strong",
    "wrap",
    "note",
    "count",
    "decimal",
    "percent",
    "rate_with_counts",
    "euro",
    "date",
    "month",
    "link",
    # Severities.
    "error",
    "warning",
    "info",
    # The row of totals.
    "total",
    "total_count",
    "total_percent",
    "total_euro",
    "total_gap",
    "total_decimal",
    "total_counts",
    # A page that is read and printed, line by line: what stands beside its tables.
    "page_title",
    "page_day",
    "page_lead",
    "heading",
    "heading_day",
    "block_title",
    "caption",
    "caption_wrap",
    "prose",
    "definition",
    # Matters to decide, on a ground of their own, and those to follow up.
    "decide_head",
    "decide_column",
    "decide_text",
    "decide_who",
    "decide_link",
    "follow_head",
    "follow_column",
    "follow_text",
    "follow_who",
    "follow_link",
    # Its tables: rows with a line below each.
    "cell",
    "cell_name",
    "cell_soft",
    "cell_counts",
    "cell_strong",
    "cell_count",
    "cell_percent",
    "cell_euro",
    "cell_gap",
    "cell_none",
    "cell_nought",
    "cell_few",
    "cell_alert_count",
    "cell_alert_percent",
    "cell_alert_gap",
    "header_number",
    "header_indented",
    # A figure on a card of its own, with what is written around it.
    "card_label",
    "card_link",
    "card_count",
    "card_percent",
    "card_text",
    "card_spark",
    "card_note",
    "card_target",
    "card_reached",
    "card_missed",
    "card_before",
    "good",
    "bad",
    # Cells that people answer in, or enter data in.
    "answer",
    "reason",
    "group",
    "entry",
    "entry_text",
    "entry_date",
    "entry_number",
    "missing",
    "over",
    "not_asked",
    # A form laid out for one person: a field a row.
    "field",
    "field_text",
    "field_date",
    "field_number",
    "field_there",
    "field_answer",
]


class StyledText(str):
    """A text that brings its own role, whatever column it stands in: a severity, as grave as it is.

    To everything but the choice of a style it is the text alone.
    """

    role: Role

    def __new__(cls, text: str, role: Role) -> StyledText:
        styled = super().__new__(cls, text)
        styled.role = role
        return styled


class StyledNumber(float):
    """A number that brings its own role: a nought that is quiet, one that somebody must act on."""

    role: Role

    def __new__(cls, number: float, role: Role) -> StyledNumber:
        styled = super().__new__(cls, number)
        styled.role = role
        return styled


class Link(NamedTuple):
    """Text that leads to a cell.

    Attributes:
        file: the path of another workbook, or an address that opens at the cell; None: this
            workbook; "": a workbook that nothing can lead to from here.
        tab, cell: where it leads, in that workbook.
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


# What our notes begin and end with: how they are known again, whatever program saved the workbook
# since. The end stands here and not in the catalogue, where a consortium could correct it: notes
# written before would then pass for a person's, and stay for ever.
FEEDBACK_START = "⚠ "
FEEDBACK_END = "Une fois corrigé, la couleur et cette note disparaissent au prochain contrôle."
INFORMATION_END = "La couleur et cette note disparaissent une fois la réunion passée."
"""The end of a note in which nothing is to be corrected."""
_FORMER_ENDS = ("Cette note s'efface toute seule une fois la saisie corrigée.",)

_ENDS = (FEEDBACK_END, INFORMATION_END, *_FORMER_ENDS)


class Feedback(NamedTuple):
    """Text of a note at a cell of a staff's tab, from `FEEDBACK_START` to `FEEDBACK_END`.

    `role` is its severity: "error", "warning", or "info" where nothing is to be put right.
    """

    text: str
    role: Role


def is_feedback(note: str) -> bool:
    """True if a note is one that we wrote and nobody has worked on since."""
    # Programs add ends of lines after the last word; a word of a person's makes the note theirs.
    return note.startswith(FEEDBACK_START) and note.rstrip().endswith(_ENDS)


Content: TypeAlias = str | float | int | date | Link | Formula | Sparkline | None
