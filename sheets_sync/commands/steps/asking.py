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
    answer = sys.stdin.readline() if sys.stdin else ""
    if answer.strip().casefold() not in _YES:
        # Without an answer the next line would begin behind the question.
        typer.echo("" if answer else "\n", nl=False, err=True)
        raise Refusal("not_agreed", option=option)
