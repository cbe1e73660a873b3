"""Notes of the coordinator's own before a meeting: what to shorten, fill in, ask for.

They are no part of the agenda, which goes to all who come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.meetings.agenda import open_decisions, proposed, situation_rows
from sheets_sync.documents.meetings.timetable import (
    UsualPoints,
    agenda_points,
    chair,
    next_date,
    on_day,
    start_of,
    timetable,
    usual_at,
    what_to_shorten,
)
from sheets_sync.figures.measures import Measures
from sheets_sync.settings.meeting import Meeting


def notes_context(
    programme: str,
    name: str,
    meeting: Meeting,
    usual: UsualPoints,
    measures: Measures,
    as_of: date,
    *,
    with_situations: bool,
) -> dict[str, Any]:
    """Everything that the template of the notes for the meeting `name` may show.

    Args:
        with_situations: whether situations are thought about there.
    """
    day, points = next_date(meeting, as_of), proposed(measures, name)
    chairs, meeting = chair(meeting, measures.siae, day), on_day(meeting, day)
    slots = timetable(agenda_points(usual_at(usual, name), points, chairs), start_of(meeting, day))
    return {
        "programme": programme,
        "titre": meeting.title,
        "date": french.long_day(day, weekday=True),
        "animation": chairs,
        "raccourcir": what_to_shorten(slots, points, meeting.minutes),
        "a_completer": list(_blanks(meeting, measures, name, as_of)),
        "relancer": [row for row in open_decisions(measures, name, as_of) if row["retard"]],
        "situations": situation_rows(measures, as_of) if with_situations else [],
    }


def _blanks(meeting: Meeting, measures: Measures, name: str, as_of: date) -> Iterator[str]:
    if not meeting.place:
        yield sentence("agenda.place_is_missing")
    to_come = sentence("documents.to_be_completed")
    for point in proposed(measures, name):
        if sentence("agenda.no_subject") == point.title:
            yield sentence("agenda.subject_is_missing")
        elif point.leader == to_come:
            yield sentence("agenda.leader_is_missing", title=point.title)
    for row in open_decisions(measures, name, as_of):
        missing = _missing_of(row, to_come)
        if missing:
            yield sentence("agenda.decision_lacks", what=row["quoi"], missing=missing)


def _missing_of(row: dict[str, Any], to_come: str) -> Sequence[str]:
    lacks = {
        "agenda.responsible": row["qui"] == to_come,
        "agenda.due_date": row["echeance"] == sentence("agenda.no_due_date"),
        "agenda.state": row["etat"] == to_come,
    }
    return [sentence(code) for code, is_missing in lacks.items() if is_missing]
