"""The desk of what only the coordinator can decide: whether two rows are one person."""

from __future__ import annotations

from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.history.persons.answering import keep_pair_answer
from sheets_sync.steering.month import Month
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.results import listed_anomaly

_QUESTION = "person.duplicate_likely"


class DecisionsDesk:
    """Asks, and keeps the answers: they count from the next run on."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """What it answers."""
        return {"decisions": self.decisions, "decide": self.decide}

    def decisions(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The questions that are open, by what was last read; no name stands in them."""
        month, workspace = self.office.month, self.office.workspace()
        if month is None:
            return {"read": False, "questions": [], "anomalies": ""}
        given = workspace.history.register.answers()
        questions = [
            {"pair": pair, "rows": list(map(_row_asked_about, rows))}
            for pair, rows in open_questions(month).items()
            if pair not in given
        ]
        released = month.door.release("window", {"questions": questions})
        return {
            "read": True,
            **released.content,
            "canAnswer": bool(workspace.history.register.pseudonyms()),
            "anomalies": workspace.tabs.anomalies,
        }

    def decide(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep an answer."""
        pair, answer = str(data["pair"]), data["same"]
        if not isinstance(answer, bool):
            raise TypeError("no answer")
        keep_pair_answer(self.office.workspace("window").history, pair, same=answer)
        code = "window.two_persons"
        if answer:
            code = "window.one_person"
        return {"message": sentence(code)}


def open_questions(month: Month) -> dict[str, list[Anomaly]]:
    """Pair → the rows that it is asked about."""
    questions: dict[str, list[Anomaly]] = {}
    for anomaly in month.anomalies:
        pair = month.people.pairs.get((anomaly.siae, anomaly.tab, anomaly.row))
        if pair and anomaly.rule == _QUESTION:
            questions.setdefault(pair, []).append(anomaly)
    return questions


def _row_asked_about(row: Anomaly) -> dict[str, Any]:
    return listed_anomaly(row) | {"siae": row.siae}
