"""What a run takes away of the memory because its time is over."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sheets_sync.history.memory.database import set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.states.keeping import copies_waiting, keeping
from sheets_sync.history.states.state_files import StateFiles

REMOVED_FOR = 1
"""Months for which a state that was taken away can be brought back."""


def keep_time(memory: Memory, states: StateFiles, today: date, months: int) -> list[str]:
    """Take away what became due since the last run, and keep that today's was; what is said.

    Args:
        months: how long states and copies of the memory are kept.
    """
    last = _last_day(memory, states, today)
    states_kept = keeping(states.days(), last, today, months)
    states.take_away(states_kept.due, today)
    removed = states.removed_days()
    over = keeping(list(removed.values()), last, today, REMOVED_FOR).due
    states.delete([day for day, when in removed.items() if when in over])
    memory_copies = memory.kept.days()
    old = keeping([day for day, _ in memory_copies], last, today, months)
    for day, file in memory_copies:
        if day in old.due:
            memory.supersede(file)
    memory.change(partial(set_about_value, name="last_day", value=today.isoformat()))
    waiting = [str(file) for day, file in memory_copies if day in old.waiting]
    return [*states_kept.notices, *copies_waiting(waiting, months)]


def _last_day(memory: Memory, states: StateFiles, today: date) -> date | None:
    """The day of the last run that was for its own day.

    Before it was kept, the states say when a run was.
    """
    for (day,) in memory.rows("SELECT value FROM about WHERE name = 'last_day'"):
        return date.fromisoformat(day)
    earlier = states.days(today - timedelta(days=1))
    return next(reversed(earlier), None)
