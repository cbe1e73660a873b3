"""The ground of a marked cell, in programs that know no other format than colours: ours where nobody chose one, and how it goes again."""

from __future__ import annotations

from typing import TypeAlias

from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Feedback
from sheets_sync.workbooks.xlsx.styles import MARKS

Ground: TypeAlias = tuple[int, ...] | None
"""Red, green and blue in 8 bits; `NONE` where nobody gave a cell a ground; None for a colour of the theme."""
NONE: tuple[int, ...] = (-1, -1, -1)
_WHITE = (255, 255, 255)
_FILLS = {role: tuple(bytes.fromhex(rgb[2:])) for role, rgb in MARKS.items()}
_ON_WHITE = {role: (*fill[:2], fill[2] + 1) for role, fill in _FILLS.items()}
"""Unseen difference: where somebody had made the cell white, it becomes white again."""
OURS = frozenset({*_FILLS.values(), *_ON_WHITE.values()})
"""The grounds that say a mark is ours."""


def ground(now: Ground, remark: Feedback | None) -> Ground:
    """The ground a cell should have: ours where there is a remark and nobody chose one, else what was there before ours."""
    white = now == _WHITE or now in _ON_WHITE.values()
    if now not in (NONE, _WHITE) and now not in OURS:
        return now
    if remark is None:
        return _WHITE if white else NONE
    return (_ON_WHITE if white else _FILLS)[remark.role]


def note(now: str, remark: Feedback | None) -> str:
    """The note a cell should have: ours where nobody wrote one; "" for none."""
    return (remark.text if remark else "") if not now or is_ours(now) else now


def is_ours(text: str) -> bool:
    """Whether a note is one that we wrote and nobody has worked on since."""
    return text.startswith(FEEDBACK_START) and text.rstrip().endswith(FEEDBACK_END)
