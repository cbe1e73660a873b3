"""The one sentence under the title: how many are there, how much there is to decide."""

from __future__ import annotations

from datetime import date

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import KeyFigure


def headline(board: Board, meeting: date | None) -> str:
    """« 150 personnes présentes, 10 de moins que l'objectif. 4 points à décider le mardi… ».

    Args:
        meeting: the day that is said; None where it stands nearby.
    """
    present = _present_gap(board.key_figure("participants"))
    decide, follow = len(board.signals.decide), len(board.signals.follow)
    matters = []
    if decide:
        matters.append(_to_decide(decide, meeting))
    if follow:
        matters.append(_freins_to_follow(follow, alone=not decide, several=len(board.members) > 1))
    if not matters:
        return sentence("signals.headline_nothing", present=present)
    return sentence("signals.headline", present=present, matters=", ".join(matters))


def _freins_to_follow(count: int, *, alone: bool, several: bool) -> str:
    """`alone`: nothing stands before it. `several`: it is in more SIAE than one."""
    code = "signals.follow"
    if alone:
        code = "signals.follow_only"
    text = sentence(code, count=count)
    if several:
        return sentence("signals.in_siae", text=text)
    return text


def _to_decide(count: int, meeting: date | None) -> str:
    if meeting is None:
        return sentence("signals.decide", count=count)
    return sentence("signals.decide_on", count=count, day=french.long_day(meeting, weekday=True))


def _present_gap(figure: KeyFigure) -> str:
    now = figure.now
    if not now.is_collected:
        return sentence("signals.present_not_collected")
    if now.target is None:
        return sentence("signals.present", count=now.numerator)
    code = "signals.present_reached" if figure.reached else "signals.present_under"
    gap = now.target - now.numerator
    return sentence(code, count=now.numerator, target=now.target, gap=gap)
