"""The desk of a person's rights: all that is held on them, and where; and taking it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.rights.forget_text import forgotten_text, plan_text
from sheets_sync.rights.forgetting import forget_person, refuse_unforgettable
from sheets_sync.rights.held_text import candidate_texts, everything_text
from sheets_sync.rights.request import Everything, Request
from sheets_sync.rights.sought import Question
from sheets_sync.web.answering import Answered
from sheets_sync.web.window.job import Job
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_STEPS = 3


class PersonsDesk:
    """Shows what is held; takes it away once that was shown and agreed to."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"held_on": self.held_on, "forget": self.forget}

    def held_on(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to look where a person is held; `which` of several, from 1, 0 where nobody said."""
        return self._begin("person", data, _held)

    def forget(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin to look what would be taken away of them, or to take it: `agreed`."""
        is_agreed = data.get("agreed") is True
        return self._begin("forget", data, partial(self._forget, is_agreed=is_agreed))

    def _begin(
        self, command: str, data: dict[str, Any], answer: Callable[[Request, Everything], str]
    ) -> dict[str, Any]:
        workspace, question = self.office.workspace(command), _person_asked_for(data)
        work = partial(self._look, workspace, question, int(data.get("which", 0)), answer)
        self.office.begin(command, _STEPS, work)
        return {}

    def _look(
        self,
        workspace: Workspace,
        question: Question,
        which: int,
        answer: Callable[[Request, Everything], str],
        job: Job,
    ) -> Answered:
        job.go_on(sentence("monthly.people"))
        request = Request(workspace, question, self.office.today())
        persons, door = request.persons, self.office.door
        if len(persons) > 1 and not 0 < which <= len(persons):
            shown = {"text": "", "candidates": candidate_texts(persons)}
            return door.release("own_screen", shown)
        everything = request.everything_on(persons[max(which, 1) - 1])
        shown = {"text": answer(request, everything), "candidates": []}
        return door.release("own_screen", shown | {"isNothing": everything.is_nothing_of_ours})

    def _forget(self, request: Request, everything: Everything, is_agreed: bool) -> str:
        refuse_unforgettable(request, everything)
        by_name, is_nothing = not request.question.pseudonym, everything.is_nothing_of_ours
        if not (is_agreed or is_nothing):
            return plan_text(everything, by_name=by_name)
        if not is_nothing:
            day = self.office.today()
            everything = forget_person(request, everything, day, day)
            self.office.forget()
        return forgotten_text(everything, by_name=by_name, is_done=True)


def _held(request: Request, everything: Everything) -> str:
    return everything_text(everything, request.workspace.participants)


def _person_asked_for(data: dict[str, Any]) -> Question:
    """Who is meant, as it is typed; raises `Refusal`."""
    who, born = str(data["who"]).strip(), str(data.get("born", "")).strip()
    if not who:
        raise Refusal("window.nobody_named")
    day = None
    if born:
        try:
            day = datetime.strptime(born, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError as error:
            raise Refusal("date.unreadable", value=born) from error
    return Question(who, "", day, "")
