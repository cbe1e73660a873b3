"""Situations that counsellors think about together: whose they are, and where their rows stand.

The agenda has them under a letter and a pseudonym; only in the SIAE's own tab is the row marked, so
that the counsellor knows of whom they will speak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.form import Field, Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.figures.measures import Measures
from sheets_sync.settings.meeting import Meeting
from sheets_sync.steering.month import Month

_LETTERS = "ABC"
_FEWEST_FREINS = 2


@dataclass(frozen=True)
class Situation:
    """A person whose contract ends soon and who has several open freins.

    Attributes:
        row: its place in the frame of participants. freins: the short labels of those shared.
    """

    letter: str
    row: int
    person: str
    siae: str
    freins: Sequence[str]


def situations(measures: Measures, as_of: date) -> list[Situation]:
    """The hardest three, those with most open freins first."""
    rows = measures.figure("contrats_finissant", None, as_of).rows
    frame = measures.frames["participant"].iloc[rows]
    shared = shared_freins(measures.forms["participant"])
    met = [
        (row, record, _open_freins(record, shared))
        for row, record in zip(rows, frame.to_dict("records"), strict=True)
    ]
    hardest = [each for each in met if len(each[2]) >= _FEWEST_FREINS]
    hardest.sort(key=lambda each: (-len(each[2]), each[1]["person"]))
    return [
        Situation(letter, int(row), record["person"], record["siae"], freins)
        for letter, (row, record, freins) in zip(_LETTERS, hardest, strict=False)
    ]


def shared_freins(form: Form) -> list[Field]:
    """The freins that are spoken of: what is between a person and their counsellor stays out."""
    return [field for field in form.with_topic("frein") if field.privacy == "shared"]


def marked_rows(month: Month, meeting: Meeting) -> Iterator[Anomaly]:
    """For information, in the SIAE's own tab: the rows that the next meeting is to speak of."""
    day = next_date(meeting, month.as_of)
    for situation in situations(month.measures, month.as_of):
        checked = month.consortium.tables[month.consortium.table_of_row[situation.row]]
        row = int(str(month.consortium.frame["row"].iat[situation.row]))
        addresses = (checked.table.address(field, row) for field in month.form.identity)
        text = sentence(
            "agenda.row_of_situation",
            letter=situation.letter,
            title=meeting.title,
            day=french.long_day(day),
        )
        cell = next(filter(None, addresses), f"A{row}")
        yield Anomaly(checked.siae, checked.tab, cell, row, None, "info", "situation", text)


def _open_freins(row: Mapping[Any, Any], fields: Sequence[Field]) -> list[str]:
    return [field.short_label for field in fields if row[field.id] in field.role("open")]
