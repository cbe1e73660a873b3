"""When a meeting is, and how its time is spent."""

from __future__ import annotations

from datetime import date, timedelta

from sheets_sync.documents.meetings.public_holidays import is_public_holiday
from sheets_sync.documents.meetings.timetable import (
    Point,
    UsualPoint,
    agenda_points,
    chair,
    next_date,
    next_dates,
    start_of,
    timetable,
    what_to_shorten,
)
from sheets_sync.settings.meeting import Meeting

FIRST_TUESDAY = Meeting(title="Comité", time="09:30", minutes=60)
DAY = date(2026, 12, 1)
USUAL = [
    UsualPoint(minutes=5, title="Accueil", kind="information"),
    UsualPoint(minutes=15, title="Suivi", kind="échange"),
]
LEASE = Point("Bail", "Un", "décision", 45)


def test_a_meeting_that_is_over_this_month_is_next_month() -> None:
    assert next_date(FIRST_TUESDAY, DAY) == DAY
    assert next_date(FIRST_TUESDAY, date(2026, 12, 2)) == date(2027, 1, 5)


def test_a_meeting_is_a_week_later_where_that_is_a_public_holiday() -> None:
    first_friday = Meeting(title="x", week=1, weekday="vendredi")
    # 1 and 8 May are holidays
    assert next_date(first_friday, date(2026, 4, 30)) == date(2026, 5, 15)


def test_the_public_holidays_are_those_of_all_of_mainland_france() -> None:
    days = (date(2027, 1, 1) + timedelta(days=nth) for nth in range(365))
    assert [f"{day:%d/%m}" for day in days if is_public_holiday(day)] == [
        *("01/01", "29/03", "01/05", "06/05", "08/05", "17/05", "14/07", "15/08"),
        *("01/11", "11/11", "25/12"),
    ]


def test_the_soonest_next_date_is_first() -> None:
    thursday = Meeting(title="Pratiques", week=1, weekday="jeudi", time="14:00")
    assert [text.replace("\u00a0", " ") for text in next_dates([FIRST_TUESDAY, thursday], DAY)] == [
        "jeudi 3 décembre 2026, 14 h : Pratiques",
        "mardi 5 janvier 2027, 9 h 30 : Comité",
    ]


def test_each_siae_chairs_in_turn() -> None:
    months = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    chairs = [chair(Meeting(title="Comité"), ["Un", "Deux", "Trois"], day) for day in months]
    assert len(set(chairs[:3])) == 3
    assert chairs[3] == chairs[0]


def test_the_points_follow_one_another_from_the_hour_of_the_meeting() -> None:
    points = agenda_points(USUAL, [LEASE], "Deux")
    slots = timetable(points, start_of(FIRST_TUESDAY, DAY))
    assert [(f"{slot.start:%H:%M}", slot.point.title, slot.point.leader) for slot in slots] == [
        ("09:30", "Accueil", "Deux"),
        ("09:35", "Suivi", "coordination"),
        ("09:50", "Bail", "Un"),
    ]


def test_points_that_take_too_long_are_said_with_the_longest_of_those_proposed() -> None:
    slots = timetable(agenda_points(USUAL, [LEASE], "Deux"), start_of(FIRST_TUESDAY, DAY))
    assert what_to_shorten(slots, [LEASE], minutes=65) == ""
    advice = what_to_shorten(slots, [LEASE], minutes=55).replace("\u00a0", " ")
    assert advice.startswith("Le déroulé dépasse de 10 minutes la durée prévue")
    # Nobody is told to put off what waits already.
    assert advice.endswith("met après la fin, si le temps le permet, « Bail ».")
    talk = Point("Logo", "Un", "échange", 10)
    slots = timetable(agenda_points(USUAL, [talk, LEASE], "Deux"), start_of(FIRST_TUESDAY, DAY))
    advice = what_to_shorten(slots, [talk, LEASE], minutes=65).replace("\u00a0", " ")
    assert "si le temps le permet, « Bail »." in advice
    assert advice.endswith("par exemple : « Logo ».")
