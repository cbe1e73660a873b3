"""The fill colour of a cell with feedback, in programs that know no other format than colours.

Ours where nobody chose one; and how it goes again. A file keeps what stood there before beside the
fill (`xlsx.styles`); Google and an open Excel have no such place.
"""

from __future__ import annotations

from typing import TypeAlias

from sheets_sync.sheets.content import Feedback, is_feedback
from sheets_sync.workbooks.xlsx.parts.feedback_formats import FEEDBACK_FILLS

# Red, green and blue in 8 bits; `NO_FILL` where nobody filled a cell; None: a colour of the theme.
FillColour: TypeAlias = tuple[int, ...] | None
NO_FILL: tuple[int, ...] = (-1, -1, -1)
_WHITE = (255, 255, 255)
_FILLS = {role: tuple(bytes.fromhex(argb[2:])) for role, argb in FEEDBACK_FILLS.items()}
# One step of blue more, which nobody sees: where a person had made the cell white, which looks like
# no fill but hides the grid, it becomes white again.
_FILLS_ON_WHITE = {role: (*fill[:2], fill[2] + 1) for role, fill in _FILLS.items()}
# The colours that say a fill is ours.
OUR_FILLS = frozenset({*_FILLS.values(), *_FILLS_ON_WHITE.values()})


def fill_for(now: FillColour, feedback: Feedback | None) -> FillColour:
    """The fill a cell should have that has `now`.

    Ours where there is feedback and nobody chose a colour, else what was there before ours.
    """
    is_a_persons = now not in (NO_FILL, _WHITE) and now not in OUR_FILLS
    if is_a_persons:
        return now
    before, fills = NO_FILL, _FILLS
    if now == _WHITE or now in _FILLS_ON_WHITE.values():
        before, fills = _WHITE, _FILLS_ON_WHITE
    if feedback is None:
        return before
    return fills[feedback.role]


def note_for(now: str, feedback: Feedback | None) -> str:
    """The note a cell should have that has `now`: ours where nobody wrote one; "" for none."""
    is_a_persons = now != "" and not is_feedback(now)
    if is_a_persons:
        return now
    if not feedback:
        return ""
    return feedback.text
