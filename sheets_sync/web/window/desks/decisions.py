"""The desk of what only the coordinator can decide: one person or two, new values, exceptions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.deciding.answering import keep_answer
from sheets_sync.deciding.given_answers import given_answers
from sheets_sync.deciding.open_questions import OpenQuestion, open_questions
from sheets_sync.errors import Refusal
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.results import listed_anomaly


class DecisionsDesk:
    """Asks, and keeps the answers: they count from the next run on."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"decisions": self.decisions, "decide": self.decide, "ask_again": self.ask_again}

    def decisions(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The questions that are open, by what was last read; no name stands in them."""
        month, workspace = self.office.month, self.office.workspace()
        if month is None:
            return {"read": False, "questions": [], "decided": []}
        pseudonyms = set(workspace.history.register.pseudonyms().values())
        questions = [
            _question_on_page(question) | {"canAnswer": question.can_be_answered(pseudonyms)}
            for question in open_questions(workspace.history, month, self.office.list_values)
        ]
        decided = given_answers(workspace.history, month, self.office.list_values)
        return {"read": True, "questions": questions, "decided": list(map(asdict, decided))}

    def ask_again(self, data: dict[str, Any]) -> dict[str, Any]:
        """Forget whether two rows are one person: the next run asks it again."""
        pair = str(data["code"])
        if not self.office.workspace("window").history.register.ask_again(pair):
            raise Refusal("history.no_answer", pair=pair)
        return {"message": sentence("history.asked_again", pair=pair)}

    def decide(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep an answer."""
        code, answer = str(data["code"]), str(data["answer"])
        month = self.office.month
        if month is None:
            raise Refusal("window.not_read")
        workspace, values = self.office.workspace("window"), self.office.list_values
        sensitive, sheets = workspace.sensitive_text, self.office.anomalies_sheets(workspace)
        message = keep_answer(workspace.history, month, values, sensitive, sheets, code, answer)
        return {"message": message}


def questions_left(office: Office) -> int:
    """How many wait that leave people out of figures, by what was last read.

    Exceptions are left out: what nobody accepts is told in the tabs, and counted all the same.
    """
    if office.month is None:
        return 0
    history = office.workspace().history
    questions = open_questions(history, office.month, office.list_values)
    return sum(question.kind != "exception" for question in questions)


def _question_on_page(question: OpenQuestion) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "code": question.code,
        "choices": list(question.choices),
        "rows": list(map(_row_asked_about, question.rows)),
    }


def _row_asked_about(row: Anomaly) -> dict[str, Any]:
    return listed_anomaly(row) | {"siae": row.siae}
