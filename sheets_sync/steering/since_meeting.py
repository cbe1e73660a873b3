"""News since the directors met last: entries, exits, tasks that are late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from forms.form import Field
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures

_MOST_TASKS = 3
"""Late tasks that are named."""
_ROLES = {"directions": "steering", "accompagnateurs": "practice"}
"""The meetings that there are unless config says otherwise → the role of the choices for them."""


class MeetingDays(NamedTuple):
    """The days of the directors' last meeting and of their next; None where config has none.

    Attributes:
        names: what their meetings are called in config.
    """

    last: date | None = None
    next: date | None = None
    names: Sequence[str] = ()


@dataclass(frozen=True)
class SinceMeeting:
    """News since the day: sentences on the flows, and on the tasks that are late.

    Attributes:
        tasks: how many are late, of how many that are open; "" where none is.
        late: what the latest of them are, as they are typed, with the days.
    """

    day: date
    flows: str
    tasks: str
    late: Sequence[str]


def choices_meaning(field: Field, name: str) -> frozenset[str]:
    """The choices of a list of meetings that mean the one called `name` in config."""
    role = _ROLES.get(name)
    if role is None or not field.has_role(role):
        # « copil » may be a meeting of config, and is a spelling of « directions ».
        spelled = {each.value: map(str.casefold, each.spellings) for each in field.options}
        meant = frozenset(value for value, words in spelled.items() if name.casefold() in words)
        return meant or frozenset({name})
    return field.role(role)


def open_tasks(measures: Measures, meetings: Sequence[str]) -> list[dict[Any, Any]]:
    """Rows of the decisions and tasks still open of meetings, by their names in config.

    What says no meeting, or no state, is among them.
    """
    if "decision" not in measures.frames:
        return []
    form = measures.forms["decision"]
    states = form.field("etat").role("open")
    about = [choices_meaning(form.field("reunion"), name) for name in meetings]
    shown = frozenset[str | None]({None}).union(*about)
    rows = measures.frames["decision"].to_dict("records")
    return [row for row in rows if row["reunion"] in shown and row["etat"] in (*states, None)]


def days_late(task: Mapping[Any, Any], as_of: date) -> int:
    """Days since a task was due; 0 where it is not due yet, or has no readable day."""
    if not isinstance(task["echeance"], date):
        return 0
    return max((as_of - task["echeance"]).days, 0)


def since_meeting(measures: Measures, meetings: MeetingDays, as_of: date) -> SinceMeeting | None:
    """News after their last meeting; its tasks are those that their agendas list."""
    if meetings.last is None:
        return None
    after = meetings.last + timedelta(days=1)
    entries, exits, positive = (
        measures.figure(name, after, as_of) for name in ("entrees", "sorties", "sorties_positives")
    )
    flows = []
    if entries.is_collected:
        count = french.several(entries.numerator, "entrée")
        flows.append(count if entries.numerator else sentence("since.no_entry"))
    if exits.is_collected:
        code = "since.exits" if exits.numerator else "since.no_exit"
        flows.append(sentence(code, count=exits.numerator, positive=positive.numerator))
    listed = open_tasks(measures, meetings.names)
    late, tasks = _late_first(listed, as_of), ""
    if late:
        code = "since.late" if len(late) <= _MOST_TASKS else "since.late_among_them"
        tasks = sentence(code, late=len(late), count=len(listed))
    return SinceMeeting(meetings.last, french.typeset(" ; ".join(flows)), tasks, late[:_MOST_TASKS])


def _late_first(tasks: Sequence[Mapping[Any, Any]], as_of: date) -> list[str]:
    """Those past their day, the longest late first, with the days."""
    unnamed = sentence("documents.to_be_completed")
    late = [
        (days, str(task["decision"] or unnamed))
        for task in tasks
        if (days := days_late(task, as_of))
    ]
    late.sort(reverse=True)
    return [sentence("since.task", task=task, days=days) for days, task in late]
