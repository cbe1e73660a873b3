"""A day that notes what it is asked: so it is known on which others the answers are the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

_ONE_DAY = timedelta(days=1)


class Days(NamedTuple):
    """The days from one to another, both included."""

    first: date
    last: date

    def have(self, day: date) -> bool:
        """True if a day is one of them."""
        return self.first <= day <= self.last


class WatchedDay(date):
    """The day of a run, as tabs are read by it.

    Reading asks for its year, and if a date that must be past lies after it; whatever else is asked
    has the answer hold on this day only. Two of them are never equal: readers are remembered by
    their day, and what one of another run was compared with would go unnoticed.
    """

    _turns: set[date]
    _is_whole: bool

    @classmethod
    def of(cls, day: date) -> WatchedDay:
        """That day, of which nothing was asked yet."""
        watched = cls(day.year, day.month, day.day)
        watched._turns, watched._is_whole = set(), False
        return watched

    @property
    def same_answers(self) -> Days:
        """The days of its year on which all that was asked so far has the same answer."""
        today = self.plain
        if self._is_whole:
            return Days(today, today)
        before = (turn for turn in self._turns if turn <= today)
        after = (turn - _ONE_DAY for turn in self._turns if turn > today)
        new_year, end_of_year = date(self.year, 1, 1), date(self.year, 12, 31)
        return Days(max(before, default=new_year), min(after, default=end_of_year))

    # Which of two days is the later: the answer turns on the day itself, or on the next.
    def __lt__(self, other: date) -> bool:
        self._turns.add(other)
        return super().__lt__(other)

    def __ge__(self, other: date) -> bool:
        self._turns.add(other)
        return super().__ge__(other)

    def __le__(self, other: date) -> bool:
        self._turns.add(other + _ONE_DAY)
        return super().__le__(other)

    def __gt__(self, other: date) -> bool:
        self._turns.add(other + _ONE_DAY)
        return super().__gt__(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WatchedDay):
            return self is other
        self._is_whole = True
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    # That of the plain day would have them held against each other where either is looked up.
    __hash__ = object.__hash__

    @property
    def month(self) -> int:
        self._is_whole = True
        return super().month

    @property
    def day(self) -> int:
        self._is_whole = True
        return super().day

    def toordinal(self) -> int:
        self._is_whole = True
        return super().toordinal()

    def isoformat(self) -> str:
        self._is_whole = True
        return super().isoformat()

    def __format__(self, spec: str) -> str:
        self._is_whole = True
        return super().__format__(spec)

    def __sub__(self, other: Any) -> Any:
        self._is_whole = True
        return self.plain - other

    def __rsub__(self, other: Any) -> Any:
        self._is_whole = True
        return other - self.plain

    @property
    def plain(self) -> date:
        """The day itself, for what is not kept."""
        return date.fromordinal(super().toordinal())
