"""The desk of a person's rights: all that is held on them, and where; nothing is written."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.rights.held_text import everything_text, tells_apart
from sheets_sync.rights.request import Request
from sheets_sync.rights.sought import Question
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_STEPS = 3


class PersonsDesk:
    """Shows what is held; `forget`, which cannot be taken back, stays a command."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """What it answers."""
        return {"held_on": self.held_on}

    def held_on(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to look where a person is held; `which` of several, from 1, 0 where nobody said."""
        who, born = str(data["who"]).strip(), str(data.get("born", "")).strip()
        if not who:
            raise Refusal("window.nobody_named")
        day = None
        if born:
            try:
                day = datetime.strptime(born, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
            except ValueError as error:
                raise Refusal("date.unreadable", value=born) from error
        workspace = self.office.workspace()
        work = partial(self._look, workspace, Question(who, "", day, ""), int(data.get("which", 0)))
        self.office.begin("person", _STEPS, work)
        return {}

    def _look(self, workspace: Workspace, question: Question, which: int, job: Job) -> Answered:
        job.go_on(sentence("monthly.people"))
        request = Request(workspace, question, self.office.today())
        persons, door = request.persons, self.office.door
        if len(persons) > 1 and not 0 < which <= len(persons):
            candidates = [
                sentence("rights.candidate", number=number, **tells_apart(person))
                for number, person in enumerate(persons, 1)
            ]
            return door.release("own_screen", {"text": "", "candidates": candidates})
        everything = request.everything_on(persons[max(which, 1) - 1])
        text = everything_text(everything, workspace.participants)
        return door.release("own_screen", {"text": text, "candidates": []})
