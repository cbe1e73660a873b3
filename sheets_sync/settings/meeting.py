"""The section of a meeting."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field

from forms.definition_file import Definition
from sheets_sync.settings.texts import Line

_CLOCK = r"^([01]?\d|2[0-3])(:[0-5]\d)?$"
Readers = Literal["directions", "counsellors"]
"""Readers of a meeting's agenda, as `audiences.yaml` knows them."""
Weekday = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi"]


WEEKDAYS: tuple[Weekday, ...] = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


class PlannedDay(NamedTuple):
    """A meeting whose day is fixed in « Réunions »; "" is what config says of every such meeting.

    Attributes:
        time: « 14:00 ». chair: who presides, as the coordination wrote it.
    """

    day: date
    time: str = ""
    place: str = ""
    chair: str = ""


class Meeting(Definition):
    """A monthly meeting: on the `week`-th `weekday` of the month, else a week later.

    Attributes:
        avoid: first and last days of stretches without meetings, as school holidays.
        audience: whose meeting it is, where its name in config does not say.
        planned: the days that « Réunions » fixes, each instead of the rule's of its month.
    """

    title: Line
    # Not every month has a fifth of a weekday.
    week: int = Field(default=1, ge=1, le=4)
    weekday: Weekday = "mardi"
    time: str = Field(default="09:30", pattern=_CLOCK)
    minutes: int = Field(default=120, ge=15, le=480)
    place: Line = ""
    roles: tuple[str, ...] = ()
    avoid: tuple[tuple[date, date], ...] = ()
    template: str = ""
    audience: Readers | None = None
    planned: tuple[PlannedDay, ...] = Field(default=(), exclude=True, init=False)


def usual_meetings() -> dict[str, Meeting]:
    """The two meetings that a consortium has, unless config says otherwise."""
    return {
        "directions": Meeting(title="Comité de pilotage des directions"),
        "accompagnateurs": Meeting(
            title="Échange de pratiques des accompagnateurs", week=3, weekday="jeudi"
        ),
    }
