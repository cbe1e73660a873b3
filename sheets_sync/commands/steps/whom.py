"""The one person that a command is about, asked for where several are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.asking import typed_line
from sheets_sync.commands.steps.running import read_day
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.rights.held_text import candidate_texts
from sheets_sync.rights.request import Request
from sheets_sync.rights.sought import Question, Sought
from sheets_sync.workspace import Workspace

Who = Annotated[
    str,
    typer.Argument(
        metavar="PERSONNE", help="Ses nom et prénom, dans n'importe quel ordre, ou son pseudonyme."
    ),
]
Siae = Annotated[str, typer.Option("--siae", help="La SIAE où elle est.", metavar="SIAE")]
Born = Annotated[
    str,
    typer.Option(
        "--born",
        help="Sa date de naissance : nécessaire si elle n'est plus dans aucun onglet.",
        metavar="DATE",
    ),
]
Pass = Annotated[str, typer.Option("--pass", help="Son numéro de PASS IAE.", metavar="NUMÉRO")]


@dataclass(frozen=True)
class Whom:
    """The person that a command is about, as they are typed."""

    who: Who
    siae: Siae = ""
    born: Born = ""
    pass_iae: Pass = ""

    def request(self, workspace: Workspace, day: date) -> Request:
        """Hold what was typed against the programme; raises `Refusal`."""
        if self.siae:
            must_be_known("commands.the_siae", self.siae, workspace.member_names)
        born = read_day(self.born) if self.born else None
        question = Question(self.who, self.siae, born, self.pass_iae)
        return Request(workspace, question, day)


def the_one_meant(persons: list[Sought]) -> Sought:
    """The person; asked on the terminal where there are several; raises `Refusal`."""
    if len(persons) == 1:
        return persons[0]
    question = sentence("rights.which_one", count=len(persons))
    typer.echo("\n".join([question, *candidate_texts(persons)]), err=True)
    answer = typed_line() or ""
    if answer.isdecimal() and 1 <= int(answer) <= len(persons):
        return persons[int(answer) - 1]
    raise Refusal("rights.several")
