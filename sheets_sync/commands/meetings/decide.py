"""`decide`: what only the coordinator can decide, and an answer to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import finish
from sheets_sync.deciding.answering import keep_answer
from sheets_sync.deciding.open_questions import OpenQuestion, open_questions
from sheets_sync.documents.summary import anomaly_address


def answer_questions(
    options: WritingOptions,
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help=(
                "Le code d'une question, comme ici ou dans Anomalies ; sans rien, toutes sont "
                "listées."
            ),
        ),
    ] = "",
    answer: Annotated[
        str,
        typer.Argument(
            metavar="RÉPONSE",
            help="« oui » ou « non », une valeur de la liste, ou le motif qui fait accepter.",
        ),
    ] = "",
) -> None:
    """Montrer ce que vous seule pouvez décider (même personne, valeur ajoutée à une liste,
    exception à accepter), et y répondre.
    """
    workspace, month = options.read_month(strict=False)
    history, values = workspace.history, workspace.list_values
    outcome = ""
    if code:
        sensitive, sheets = workspace.sensitive_text, workspace.anomalies_sheets
        outcome = keep_answer(
            history, month, values, sensitive, sheets, code, answer, dry_run=options.dry_run
        )
    questions = list(map(_question_json, open_questions(history, month, values)))
    released = month.door.release("anomalies", questions)
    options.report(
        data=lambda: {"answered": code or None, "questions": released.content},
        text=lambda: outcome or "\n".join(_open_question_lines(released.content)),
    )
    finish(month, failing=False)


def _question_json(question: OpenQuestion) -> dict[str, Any]:
    rows = [
        {"siae": row.siae, "tab": row.tab, "cell": row.cell or None, "row": row.row}
        | {"where": anomaly_address(row), "message": row.message}
        for row in question.rows
    ]
    return {
        "kind": question.kind,
        "code": question.code,
        "choices": list(question.choices),
        "rows": rows,
    }


def _open_question_lines(questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The questions by kind, each under its code; then how they are answered."""
    if not questions:
        yield sentence("deciding.nothing")
        return
    for kind, of_kind in itertools.groupby(questions, lambda question: question["kind"]):
        group = list(of_kind)
        yield sentence(f"deciding.{kind}", count=len(group))
        for question in group:
            yield f"  {question['code']}"
            for row in question["rows"]:
                siae_and_place = ", ".join(filter(None, (row["siae"], row["where"])))
                yield sentence("deciding.about", where=siae_and_place, message=row["message"])
        yield ""
    yield sentence("deciding.how")
