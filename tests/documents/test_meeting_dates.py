"""The days that meetings are on."""

from __future__ import annotations

from datetime import date


def test_meetings_avoid_public_holidays() -> None:
    from sheets_sync.documents.meetings.timetable import next_date
    from sheets_sync.settings import Meeting

    assert next_date(Meeting(title="x", week=1, weekday="mardi"), date(2026, 11, 23)) == date(
        2026, 12, 1
    )
    assert next_date(Meeting(title="x", week=1, weekday="vendredi"), date(2026, 4, 30)) == date(
        2026, 5, 15
    )  # 1 and 8 May are holidays
