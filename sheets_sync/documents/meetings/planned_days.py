"""The days of meetings that the coordination fixed in « Réunions »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from forms.form import Form
from sheets_sync.settings.meeting import Meeting, PlannedDay, usual_meetings
from sheets_sync.steering.since_meeting import choices_meaning

if TYPE_CHECKING:
    import pandas as pd

FORM = "reunion"
# « 9h30 », « 14 h », « 14:00 », « 9h »; a spreadsheet's own time reads « 14:00:00 ».
_HOUR = re.compile(r"([01]?\d|2[0-3])\s*(?:[hH:]\s*([0-5]\d)?)(?::\d\d)?")


def with_planned_days(
    meetings: Mapping[str, Meeting], form: Form, rows: pd.DataFrame
) -> dict[str, Meeting]:
    """The meetings, each with its days in the rows of « Réunions ».

    A usual one that config does not have is among them where a day of it is fixed.
    """
    field = form.field("reunion")
    meant = frozenset[str]().union(*(choices_meaning(field, name) for name in meetings))
    planned = {}
    for name, meeting in {**usual_meetings(), **meetings}.items():
        if name in meetings or meant.isdisjoint(choices_meaning(field, name)):
            days = tuple(_days_in_rows(name, form, rows))
            planned[name] = meeting.model_copy(update={"planned": days})
    return {name: one for name, one in planned.items() if name in meetings or one.planned}


def read_hour(text: str) -> str | None:
    """« 09:30 » of « 9h30 »; "" of nothing; None where it is no hour."""
    if not text.strip():
        return ""
    match = _HOUR.fullmatch(text.strip())
    if match is None:
        return None
    return f"{int(match[1]):02d}:{match[2] or '00'}"


def _days_in_rows(name: str, form: Form, rows: pd.DataFrame) -> Iterator[PlannedDay]:
    if rows.empty:
        return
    about = choices_meaning(form.field("reunion"), name)
    for row in rows.to_dict("records"):
        if row["reunion"] in about and isinstance(row["date"], date):
            hour = read_hour(str(row["heure"] or "")) or ""
            place, chair = str(row["lieu"] or ""), str(row["animation"] or "")
            yield PlannedDay(row["date"], hour, place, chair)
