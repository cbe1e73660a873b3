"""Time of a meeting, and how it is spent."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import RootModel

from forms.definition_file import Definition, did_you_mean, parse
from forms.form import Form
from forms.layers import load_layers
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA
from sheets_sync.documents.meetings.public_holidays import is_public_holiday
from sheets_sync.figures.periods import months_later
from sheets_sync.settings.meeting import WEEKDAYS, Meeting, Readers
from sheets_sync.steering.since_meeting import MeetingDays

_USUAL_READERS: Mapping[str, Readers] = {"accompagnateurs": "counsellors"}
"""Meetings whose readers are known by their name in config; others are the directors'."""


class UsualPoint(Definition):
    """A point that every meeting of its kind has."""

    minutes: int
    title: str
    kind: str


UsualPoints = Mapping[str, tuple[UsualPoint, ...]]
"""The points of each meeting, by its name in config."""


class _Meetings(RootModel[dict[str, tuple[UsualPoint, ...]]]):
    """By meeting."""


@dataclass(frozen=True)
class Point:
    """A point of a meeting: what about, who leads it, what kind of point it is."""

    title: str
    leader: str
    kind: str
    minutes: int


@dataclass(frozen=True)
class Slot:
    """A point at its time."""

    start: datetime
    point: Point

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(minutes=self.point.minutes)


def load_usual_points(
    points: Form, beside: Path | None = None, known: Collection[str] | None = None
) -> UsualPoints:
    """Load each meeting's usual points; `meetings.yaml` in `beside` adds meetings or replaces ours.

    Args:
        known: the meetings of config, where known, to hold against those of `meetings.yaml`.

    Raises:
        DefinitionError: a mistake in a file, a kind that is no choice of the form of points, or a
            meeting that config does not have.
    """
    layers = load_layers("meetings.yaml", DATA, beside)
    meetings = parse(layers, _Meetings).root
    for name in meetings:
        source, _ = layers.origin((name,))
        # Ours are for the usual names: a consortium need not have both meetings.
        if known is not None and name not in known and source.file.parent != DATA:
            hint = did_you_mean(name, sorted(known))
            raise layers.error((name,), sentence("documents.no_meeting", name=name, hint=hint))
    kinds = points.field("nature").column_type()
    for name, usual in meetings.items():
        for index, point in enumerate(usual):
            if point.kind not in (kinds.values or ()):
                hint = kinds.hint(point.kind)
                problem = sentence("documents.no_kind", kind=point.kind, hint=hint)
                raise layers.error((name, index, "kind"), problem)
    return meetings


def usual_at(meetings: UsualPoints, name: str) -> tuple[UsualPoint, ...]:
    """A meeting that no file names goes as the first, that of the directors."""
    return meetings.get(name) or next(iter(meetings.values()))


def next_date(meeting: Meeting, after: date) -> date:
    """The meeting's first date on or after `after`.

    It is a week later where that is a French public holiday, or in a stretch to avoid. A day that
    the coordination fixed takes the place of that of its month.
    """
    fixed = {planned.day for planned in meeting.planned}
    months = {(day.year, day.month) for day in fixed}
    by_rule = (day for day in _dates(meeting, after) if (day.year, day.month) not in months)
    first = next(day for day in by_rule if day >= after)
    return min([first, *(day for day in fixed if day >= after)])


def on_day(meeting: Meeting, day: date) -> Meeting:
    """The meeting as it is on that day: at the hour and place that were fixed for it."""
    for planned in meeting.planned:
        if planned.day == day:
            changes = {"time": planned.time, "place": planned.place}
            given = {name: value for name, value in changes.items() if value}
            return meeting.model_copy(update=given)
    return meeting


def last_date(meeting: Meeting, before: date) -> date | None:
    """The meeting's last date before that day; None where there was none for a year."""
    since = before - timedelta(days=366)
    earlier = itertools.takewhile(lambda day: day < before, _dates(meeting, since))
    return max(earlier, default=None)


def meeting_days(meetings: Mapping[str, Meeting], as_of: date) -> MeetingDays:
    """The directors' last and next; those of none where they have no meeting in config."""
    named = meetings.items()
    theirs = {name: each for name, each in named if readers_of(name, each) == "directions"}
    last = [day for meeting in theirs.values() if (day := last_date(meeting, as_of))]
    coming = [next_date(meeting, as_of) for meeting in theirs.values()]
    return MeetingDays(max(last, default=None), min(coming, default=None), tuple(theirs))


def readers_of(name: str, meeting: Meeting) -> Readers:
    """Whose meeting it is: as config says, else as its name does; most are the directors'."""
    return meeting.audience or _USUAL_READERS.get(name, "directions")


def _dates(meeting: Meeting, after: date) -> Iterator[date]:
    """Its date in the month of `after` and in each that follows."""
    first = after.replace(day=1)
    while True:
        ahead = (WEEKDAYS.index(meeting.weekday) - first.weekday()) % 7
        day = first + timedelta(days=ahead + 7 * (meeting.week - 1))
        while is_public_holiday(day) or any(start <= day <= end for start, end in meeting.avoid):
            day += timedelta(days=7)
        yield day
        first = months_later(first, 1)


def next_dates(meetings: Iterable[Meeting], after: date) -> list[str]:
    """The next date of every meeting after that day, the soonest first."""
    tomorrow = after + timedelta(days=1)
    dated = [(next_date(meeting, tomorrow), meeting) for meeting in meetings]
    dated.sort(key=lambda pair: pair[0])
    return [
        sentence(
            "agenda.next_date",
            day=french.long_day(day, weekday=True),
            hour=hour_text(on_day(meeting, day)),
            title=meeting.title,
        )
        for day, meeting in dated
    ]


def chair(meeting: Meeting, members: Sequence[str], day: date) -> str:
    """Who was fixed for that day; else the SIAE that chairs, each in turn, month after month."""
    for planned in meeting.planned:
        if planned.day == day and planned.chair:
            return planned.chair
    return members[(day.year * 12 + day.month) % len(members)]


def start_of(meeting: Meeting, day: date) -> datetime:
    """Start of the meeting."""
    hour, _, minute = meeting.time.partition(":")
    return datetime.combine(day, time(int(hour), int(minute or 0)))


def end_of(meeting: Meeting, day: date) -> datetime:
    """Planned end of the meeting."""
    return start_of(meeting, day) + timedelta(minutes=meeting.minutes)


def hour_text(meeting: Meeting) -> str:
    """« 9 h 30 », its hour."""
    hour, _, minute = meeting.time.partition(":")
    return french.clock(time(int(hour), int(minute or 0)))


def agenda_points(
    usual: Sequence[UsualPoint], proposed: Sequence[Point], chairs: str
) -> list[Point]:
    """The usual points, then those proposed.

    Args:
        chairs: the SIAE in the chair; it opens, the coordinator leads what is usual.
    """
    coordinator = sentence("agenda.coordinator")
    leaders = itertools.chain([chairs], itertools.repeat(coordinator))
    opening = [
        Point(point.title, leader, point.kind, point.minutes)
        for point, leader in zip(usual, leaders, strict=False)
    ]
    return [*opening, *proposed]


def timetable(points: Iterable[Point], start: datetime) -> list[Slot]:
    """The points one after the other."""
    slots = []
    for point in points:
        slots.append(Slot(start, point))
        start += timedelta(minutes=point.minutes)
    return slots


@dataclass(frozen=True)
class Programme:
    """What there is time for, and what waits for the next meeting unless time is left.

    Attributes:
        end: when the last point that there is time for is over.
    """

    slots: Sequence[Slot]
    waiting: Sequence[Point]
    end: datetime


def programme_until(slots: Sequence[Slot], end: datetime) -> Programme:
    """The points up to the end of the meeting; from the first that goes beyond it, they wait."""
    over = next((index for index, slot in enumerate(slots) if slot.end > end), len(slots))
    fitting, waiting = slots[:over], [slot.point for slot in slots[over:]]
    if fitting:
        end = fitting[-1].end
    return Programme(fitting, waiting, end)


def what_to_shorten(slots: Sequence[Slot], proposed: Sequence[Point], minutes: int) -> str:
    """Sentences on what waits, and what to shorten, where the points take more than `minutes`."""
    over = sum(slot.point.minutes for slot in slots) - minutes
    if over <= 0:
        return ""
    waiting = programme_until(slots, slots[0].start + timedelta(minutes=minutes)).waiting
    longest = sorted(proposed, key=lambda point: -point.minutes)
    # What waits already has no time to give.
    shorter = [point for point in longest if point not in waiting][:2]
    advice = sentence("agenda.too_long", minutes=over, points=_quoted_points(waiting))
    if not shorter:
        return advice
    return f"{advice} {sentence('agenda.for_example', points=_quoted_points(shorter))}"


def _quoted_points(points: Iterable[Point]) -> list[str]:
    return [french.quoted(point.title) for point in points]
