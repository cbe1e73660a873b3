"""What people answered in « Anomalies », which nothing decided elsewhere may contradict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forms.values import Cell
from forms.words import NO, fold
from sheets_sync.deciding.open_questions import Kind, OpenQuestion
from sheets_sync.entry.list_values import ListValue, ListValues, decided_as
from sheets_sync.errors import Refusal
from sheets_sync.generated.anomaly_rows import COUNT_AS
from sheets_sync.people.acceptance_codes import Acceptance
from sheets_sync.people.accepting import REASON, is_as_written
from sheets_sync.people.answered_rows import AnsweredRow, answered_rows
from sheets_sync.people.answers import ANSWER, ANSWERS

_TITLES: Mapping[Kind, str] = {
    "same_person": ANSWER,
    "list_value": COUNT_AS,
    "exception": REASON,
}


def check_sheets(
    sheets: Iterable[Sequence[Sequence[Cell]]],
    question: OpenQuestion,
    answer: str,
    values: ListValues,
    accepted: Mapping[str, Acceptance],
) -> None:
    """Raise `Refusal` where a sheet holds another answer, which the next run takes in.

    Args:
        accepted: code → what is accepted; the sheet shows what the last run wrote of it.
    """
    title = _TITLES[question.kind]
    known = accepted.get(question.code.removeprefix("A-"))
    for rows in sheets:
        for row in answered_rows(rows, title):
            if not row.fits or not _is_of_question(row, question) or _is_as_written(row, known):
                continue
            typed = _meaning(question, row.text(title), values)
            if typed is not None and typed != _meaning(question, answer, values):
                raise Refusal("decide.in_sheet", row=row.number, title=title)


def _is_of_question(row: AnsweredRow, question: OpenQuestion) -> bool:
    return row.code.replace(" A+", " A-").endswith(f" {question.code}")


def _is_as_written(row: AnsweredRow, known: Acceptance | None) -> bool:
    """True if nobody answered there since the last run, be it what this one wrote."""
    reason = row.text(REASON)
    if " A-" in row.code:
        return not reason
    return known is not None and is_as_written(reason, known.written)


def _meaning(question: OpenQuestion, text: str, values: ListValues) -> object:
    """What an answer says, however it is written; None where it is none."""
    if question.kind == "same_person":
        return ANSWERS.get(fold(text))
    if question.kind == "list_value":
        field = values.fields[question.code.removeprefix("L-")]
        decided = decided_as(ListValue("", ""), text, field)
        return decided if decided.is_decided else None
    return "" if fold(text) == NO else text
