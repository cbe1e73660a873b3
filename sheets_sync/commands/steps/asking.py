"""Ask before what cannot be taken back lightly."""

from __future__ import annotations

import sys

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

_YES = ("o", "oui", "y", "yes")


def must_agree(question: str, option: str) -> None:
    """Ask on the terminal; raise `Refusal` unless the answer is yes.

    Args:
        option: what answers beforehand, for whoever runs it with nobody there.
    """
    typer.echo(f"{question} {sentence('commands.yes_or_no')} ", nl=False, err=True)
    if (answer_beside_question() or "").casefold() not in _YES:
        raise Refusal("not_agreed", option=option)


def answer_beside_question() -> str | None:
    """Ask; the answer as it is typed, None where nobody answers."""
    answer = typed_line()
    if answer is None:
        # Without an answer the next line would begin behind the question.
        typer.echo("\n", nl=False, err=True)
    return answer


def typed_line() -> str | None:
    """The next line that is typed on the terminal; None where nobody answers."""
    # A program without a terminal, as on Windows, has no standard input at all.
    line = sys.stdin and sys.stdin.readline()
    if not line:
        return None
    return line.strip()
