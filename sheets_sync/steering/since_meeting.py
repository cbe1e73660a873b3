"""What came since the directors met last: entries, exits, tasks that are late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures

_MOST_TASKS = 3
"""Late tasks that are named."""


class MeetingDays(NamedTuple):
    """The days of the directors' last meeting and of their next; None where config has none."""

    last: date | None = None
    next: date | None = None


@dataclass(frozen=True)
class SinceMeeting:
    """What came since the day: sentences on the flows, and on the tasks that are late.

    Attributes:
        tasks: how many are late, of how many that are open; "" where none is.
        late: what the latest of them are, as they are typed, with the days.
    """

    day: date
    flows: str
    tasks: str
    late: Sequence[str]


def since_meeting(measures: Measures, day: date, as_of: date) -> SinceMeeting:
    """What came after `day`, up to `as_of`."""
    after = day + timedelta(days=1)
    entries, exits, positive = (
        measures.figure(name, after, as_of) for name in ("entrees", "sorties", "sorties_positives")
    )
    flows = []
    if entries.is_collected:
        flows.append(french.several(entries.numerator, "entrée"))
    if exits.is_collected:
        code = "since.exits" if exits.numerator else "since.no_exit"
        flows.append(sentence(code, count=exits.numerator, positive=positive.numerator))
    open_count, late = _late_tasks(measures, as_of)
    tasks = ""
    if late:
        code = "since.late" if len(late) <= _MOST_TASKS else "since.late_among_them"
        tasks = sentence(code, late=len(late), count=open_count)
    return SinceMeeting(day, french.typeset(" ; ".join(flows)), tasks, late[:_MOST_TASKS])


def _late_tasks(measures: Measures, as_of: date) -> tuple[int, list[str]]:
    """How many tasks are open, and those past their day, the longest late first."""
    if "decision" not in measures.frames or measures.frames["decision"].empty:
        return 0, []
    states = measures.forms["decision"].field("etat").role("open")
    rows = measures.frames["decision"].to_dict("records")
    listed = [row for row in rows if row["etat"] in (*states, None) and row["decision"]]
    late = [
        ((as_of - row["echeance"]).days, str(row["decision"]))
        for row in listed
        if isinstance(row["echeance"], date) and row["echeance"] < as_of
    ]
    late.sort(reverse=True)
    return len(listed), [sentence("since.task", task=task, days=days) for days, task in late]
