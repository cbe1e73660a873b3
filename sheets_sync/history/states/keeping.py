"""How long states are kept: what a run may delete of them, and what it only tells.

A clock that is ahead must not delete what people still compare with. Times of files say nothing:
a synchroniser changes them. So a run deletes no more than became due since the run before it, and
nothing at all after a pause that is longer than any programme makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync.catalogue import sentence
from sheets_sync.figures.periods import months_later

LONGEST_PAUSE = 92
"""Days between two runs, after which it is doubted that today is today."""


@dataclass(frozen=True)
class Keeping:
    """The days of the states that are past their time.

    Attributes:
        months: how long a state is kept.
        due: to be deleted now. waiting: for a person to delete, who knows what day it is.
        ahead: those of days to come, which a clock that was ahead made.
    """

    months: int
    due: Sequence[date] = ()
    waiting: Sequence[date] = ()
    ahead: Sequence[date] = ()

    @property
    def notices(self) -> list[str]:
        """What is said of them; nothing where no state is past its time."""
        notices = []
        if self.due:
            notices.append(sentence("history.purged", count=len(self.due), months=self.months))
        if self.waiting:
            days = _iso_days(self.waiting)
            notices.append(
                sentence("history.waiting", count=len(days), months=self.months, days=days)
            )
        if self.ahead:
            days = _iso_days(self.ahead)
            notices.append(sentence("history.ahead", count=len(days), days=days))
        return notices


def keeping(states: Sequence[date], last_run: date | None, today: date, months: int) -> Keeping:
    """What becomes of the states of these days.

    Args:
        last_run: the day of the run before this one; None where none is known.
        months: how long a state is kept.
    """
    ahead = [day for day in states if day > today]
    expired = [day for day in states if day < months_later(today, -months)]
    if last_run is None or not 0 <= (today - last_run).days <= LONGEST_PAUSE:
        return Keeping(months, waiting=expired, ahead=ahead)
    already_due = months_later(last_run, -months)
    due = [day for day in expired if day >= already_due]
    waiting = [day for day in expired if day < already_due]
    return Keeping(months, due, waiting, ahead)


def copies_waiting(files: Sequence[str], months: int) -> list[str]:
    """What is said of copies of the memory that are past their time, and wait for a person."""
    if not files:
        return []
    return [sentence("history.copies_waiting", count=len(files), months=months, files=files)]


def _iso_days(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in days]
