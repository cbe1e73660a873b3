"""The quality of the entries, in words that a director understands."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.steering.board import Board, SiaeFigures

_MOST_NAMED = 3


def quality_sentences(board: Board) -> list[str]:
    """Sentences on what is filled in, what is to be corrected and by whom, what was counted."""
    return [
        text
        for text in (
            _share_filled(board),
            _to_correct(board),
            _rows_counted(board),
            _rows_set_aside(board),
        )
        if text
    ]


def _share_filled(board: Board) -> str:
    if board.completeness is None:
        return ""
    return sentence("quality.filled", share=board.completeness)


def _to_correct(board: Board) -> str:
    if not board.errors:
        return sentence("quality.nothing_to_correct")
    by_errors = sorted(board.members, key=lambda member: -member.errors)[:_MOST_NAMED]
    named = [_errors_of(member) for member in by_errors if member.errors]
    code = "quality.to_correct" if len(board.members) > 1 else "quality.to_correct_alone"
    return sentence(code, count=board.errors, siae=named)


def _errors_of(member: SiaeFigures) -> str:
    return f"{member.name} {french.number(member.errors)}"


def _rows_counted(board: Board) -> str:
    read = sum(count.read for count in board.counts)
    rows_kept = sum(count.kept for count in board.counts)
    code = "quality.all_counted" if read == rows_kept else "quality.counted"
    return sentence(code, read=read, kept=rows_kept)


def _rows_set_aside(board: Board) -> str:
    aside = {count.siae: count.set_aside for count in board.counts if count.set_aside}
    if not aside:
        return ""
    return sentence("quality.set_aside", count=sum(aside.values()), siae=_siae(list(aside)))


def _siae(names: Sequence[str]) -> list[str]:
    if len(names) <= _MOST_NAMED + 1:
        return list(names)
    others = sentence("signals.others", count=len(names) - _MOST_NAMED)
    return [*names[:_MOST_NAMED], others]
